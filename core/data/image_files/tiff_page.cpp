#include "core/base/error.h"
#include "core/data/image_files/decoded_picture.h"

#include <opencv2/imgproc.hpp>
#include <tiffio.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

// The first page of a TIFF by libtiff's own conversion to RGBA, which knows white-is-zero, palettes, luma and chroma,
// CMYK, tiles, bits of any number up to 16 and both kinds of alpha, and makes 8 bits of them. OpenCV goes the same way
// for 8 bits only, and then does not say what became of alpha.
namespace diffuscope {
namespace {

constexpr tmsize_t kMostAtOnce = tmsize_t(1) << 31; // bytes a decoder may ask for: headers lie

struct Memory {
    std::string_view bytes;
    std::uint64_t at = 0;
};

tmsize_t readBytes(thandle_t handle, void* to, tmsize_t count)
{
    auto& memory = *static_cast<Memory*>(handle);
    if (memory.at >= memory.bytes.size() || count <= 0)
        return 0;
    const std::size_t read = std::min(memory.bytes.size() - std::size_t(memory.at), std::size_t(count));
    std::memcpy(to, memory.bytes.data() + memory.at, read);
    memory.at += read;
    return tmsize_t(read);
}

tmsize_t writeBytes(thandle_t, void*, tmsize_t) { return 0; }

toff_t seekBytes(thandle_t handle, toff_t offset, int whence)
{
    auto& memory = *static_cast<Memory*>(handle);
    memory.at = whence == SEEK_SET ? offset : whence == SEEK_CUR ? memory.at + offset : memory.bytes.size() + offset;
    return memory.at;
}

int closeBytes(thandle_t) { return 0; }
toff_t sizeOfBytes(thandle_t handle) { return static_cast<Memory*>(handle)->bytes.size(); }
int sayNothing(TIFF*, void*, const char*, const char*, va_list) { return 1; }

struct TiffCloser {
    void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using Tiff = std::unique_ptr<TIFF, TiffCloser>;

Tiff opened(Memory& memory)
{
    const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(TIFFOpenOptionsAlloc(),
                                                                                   TIFFOpenOptionsFree);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), kMostAtOnce);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), sayNothing, nullptr);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), sayNothing, nullptr);
    return Tiff(TIFFClientOpenExt("picture", "rm", &memory, readBytes, writeBytes, seekBytes, closeBytes, sizeOfBytes,
                                  nullptr, nullptr, options.get()));
}

std::uint16_t number(TIFF* tiff, std::uint32_t tag)
{
    std::uint16_t value = 0;
    TIFFGetFieldDefaulted(tiff, tag, &value);
    return value;
}

enum class Alpha { None, Straight, Premultiplied, Unsaid };

Alpha alphaOf(TIFF* tiff)
{
    std::uint16_t count = 0, *kinds = nullptr;
    const bool said = TIFFGetField(tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds) == 1 && count > 0;
    if (!said) // four samples of colour without a word: the fourth is taken for alpha, and the colours as they are
        return number(tiff, TIFFTAG_PHOTOMETRIC) == PHOTOMETRIC_RGB && number(tiff, TIFFTAG_SAMPLESPERPIXEL) == 4
                   ? Alpha::Unsaid
                   : Alpha::None;
    return kinds[0] == EXTRASAMPLE_ASSOCALPHA   ? Alpha::Premultiplied
           : kinds[0] == EXTRASAMPLE_UNASSALPHA ? Alpha::Straight
                                                : Alpha::None;
}

bool isGreyTiff(TIFF* tiff) { return number(tiff, TIFFTAG_PHOTOMETRIC) <= PHOTOMETRIC_MINISBLACK; }

// 16 bits of grey and alpha, of which libtiff's conversion drops the alpha.
cv::Mat deepGreyWithAlpha(TIFF* tiff, int width, int height)
{
    if (TIFFIsTiled(tiff) || number(tiff, TIFFTAG_PLANARCONFIG) != PLANARCONFIG_CONTIG ||
        TIFFScanlineSize(tiff) < 4 * tmsize_t(width))
        return {};
    const bool whiteIsZero = number(tiff, TIFFTAG_PHOTOMETRIC) == PHOTOMETRIC_MINISWHITE;
    std::vector<std::uint16_t> line(std::size_t(TIFFScanlineSize(tiff)) / 2 + 1);
    cv::Mat out(height, width, CV_16UC4);
    for (int row = 0; row < height; ++row) {
        if (TIFFReadScanline(tiff, line.data(), std::uint32_t(row), 0) != 1)
            return {};
        auto* to = out.ptr<cv::Vec4w>(row);
        for (std::size_t k = 0; k < std::size_t(width); ++k) {
            const auto shade = std::uint16_t(whiteIsZero ? 65535 - line[2 * k] : line[2 * k]);
            to[k] = cv::Vec4w(shade, shade, shade, line[2 * k + 1]);
        }
    }
    return out;
}

// BGRA, as stored: not turned.
cv::Mat converted(TIFF* tiff, int width, int height, std::string& reason)
{
    TIFFRGBAImage image{};
    char why[1024] = "";
    if (TIFFRGBAImageBegin(&image, tiff, 1, why) != 1) {
        reason = why;
        return {};
    }
    const std::unique_ptr<TIFFRGBAImage, decltype(&TIFFRGBAImageEnd)> end(&image, TIFFRGBAImageEnd);
    image.orientation = image.req_orientation = ORIENTATION_TOPLEFT;
    cv::Mat raster(height, width, CV_8UC4);
    if (TIFFRGBAImageGet(&image, raster.ptr<std::uint32_t>(), std::uint32_t(width), std::uint32_t(height)) != 1)
        return {};
    cv::cvtColor(raster, raster, cv::COLOR_RGBA2BGRA);
    return raster;
}

// Floats, and luminance far beyond white, which OpenCV gives as floats, too.
bool isOfFloats(TIFF* tiff)
{
    const int photometric = number(tiff, TIFFTAG_PHOTOMETRIC);
    if (photometric == PHOTOMETRIC_LOGL || photometric == PHOTOMETRIC_LOGLUV)
        return true;
    const int bits = number(tiff, TIFFTAG_BITSPERSAMPLE), samples = number(tiff, TIFFTAG_SAMPLESPERPIXEL);
    return (bits == 32 || bits == 64) && (samples == 1 || samples == 3);
}

[[noreturn]] void refuseTiff(const std::string& happened, const std::string& name)
{
    throw Error(happened, name, "Save it as PNG.");
}

} // namespace

DecodedPicture tiffPage(const std::string& bytes, const std::string& name)
{
    Memory memory{bytes};
    const Tiff tiff = opened(memory);
    if (!tiff)
        refuseTiff("The TIFF data is damaged", name);
    std::uint32_t width = 0, height = 0;
    TIFFGetField(tiff.get(), TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff.get(), TIFFTAG_IMAGELENGTH, &height);
    refuseTooLarge(width, height, name);
    if (width == 0 || height == 0)
        refuseTiff("The TIFF data is damaged", name);
    if (isOfFloats(tiff.get()))
        return {};
    const int bits = number(tiff.get(), TIFFTAG_BITSPERSAMPLE), samples = number(tiff.get(), TIFFTAG_SAMPLESPERPIXEL);
    const Alpha alpha = alphaOf(tiff.get());
    std::string reason;
    const bool deepGrey = isGreyTiff(tiff.get()) && alpha != Alpha::None && bits == 16 && samples == 2;
    cv::Mat picture = deepGrey ? deepGreyWithAlpha(tiff.get(), int(width), int(height))
                               : converted(tiff.get(), int(width), int(height), reason);
    if (!reason.empty() || (deepGrey && picture.empty()))
        refuseTiff("TIFF pictures of this kind cannot be read" + (reason.empty() ? "" : ": " + reason), name);
    if (picture.empty())
        refuseTiff("The TIFF data is damaged", name);
    if (alpha == Alpha::None)
        cv::cvtColor(picture, picture, cv::COLOR_BGRA2BGR);
    // libtiff multiplies colours by straight alpha, but not shades of grey.
    const bool multiplied = alpha == Alpha::Premultiplied || (alpha == Alpha::Straight && !isGreyTiff(tiff.get()));
    return {upright(picture, number(tiff.get(), TIFFTAG_ORIENTATION)), multiplied};
}

} // namespace diffuscope
