#include "core/data/image_files/decoded_picture.h"

#include "core/base/byte_order.h"
#include "core/base/error.h"

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <cstdint>

namespace diffuscope {
namespace {

void silenceDecoders()
{
    static const auto previous = cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    (void)previous;
}

// Any colour and depth, as stored: the orientation is applied here, because OpenCV leaves it out for pictures with
// alpha.
cv::Mat storedPixels(const std::string& bytes, bool mayHaveAlpha)
{
    silenceDecoders();
    const cv::Mat raw(1, int(bytes.size()), CV_8UC1, const_cast<char*>(bytes.data())); // only read
    if (mayHaveAlpha) {
        cv::Mat picture = cv::imdecode(raw, cv::IMREAD_UNCHANGED);
        if (picture.channels() == 4)
            return picture;
    }
    return cv::imdecode(raw, cv::IMREAD_ANYCOLOR | cv::IMREAD_ANYDEPTH | cv::IMREAD_IGNORE_ORIENTATION);
}

template <typename Value> cv::Mat keyedOut(const cv::Mat& grey, int key)
{
    using Pixel = cv::Vec<Value, 4>;
    cv::Mat out(grey.size(), CV_MAKETYPE(grey.depth(), 4));
    for (int row = 0; row < grey.rows; ++row) {
        const auto* from = grey.ptr<Value>(row);
        auto* to = out.ptr<Pixel>(row);
        for (int column = 0; column < grey.cols; ++column) {
            const Value shade = from[column];
            to[column] = Pixel(shade, shade, shade, shade == key ? Value(0) : std::numeric_limits<Value>::max());
        }
    }
    return out;
}

// One shade of a grey PNG may be declared transparent; OpenCV sees to that for colours only.
cv::Mat withColourKey(cv::Mat picture, const std::string& png)
{
    const std::string_view chunk = pngChunk(png, "tRNS");
    constexpr std::size_t kDepthAt = 24, kColourTypeAt = 25;
    if (picture.channels() != 1 || png.size() <= kColourTypeAt || png[kColourTypeAt] != 0 || chunk.size() < 2)
        return picture;
    const int key = int(bigEndianIn(chunk.substr(0, 2)));
    if (picture.depth() == CV_16U)
        return keyedOut<std::uint16_t>(picture, key);
    const int depth = int(png[kDepthAt]);
    if (picture.depth() != CV_8U || depth < 1 || depth > 8)
        return picture;
    return keyedOut<std::uint8_t>(picture, key * 255 / ((1 << depth) - 1)); // shades fill 0 .. 255
}

// Programs that know no alpha leave it 0 everywhere, even where the header has a mask for it.
cv::Mat withoutEmptyAlpha(const cv::Mat& bgra, bool hasMask)
{
    cv::Mat picture, alpha;
    cv::extractChannel(bgra, alpha, 3);
    if (hasMask && cv::countNonZero(alpha) > 0)
        return bgra;
    cv::cvtColor(bgra, picture, cv::COLOR_BGRA2BGR);
    return picture;
}

} // namespace

void refuseTooLarge(long long width, long long height, const std::string& name)
{
    if (width > 0 && height > kMaximumPixels / width)
        throw Error("The image claims " + std::to_string(width) + " x " + std::to_string(height) +
                        " pixels, more than " + std::to_string(kMaximumPixels / 1'000'000) + " megapixels",
                    name, "Scale it down first.");
}

cv::Mat upright(const cv::Mat& stored, int orientation)
{
    cv::Mat out = stored;
    if (orientation >= 5)
        cv::transpose(stored, out);
    switch (orientation) {
    case 2:
    case 6:
        cv::flip(out, out, 1);
        break;
    case 3:
    case 7:
        cv::flip(out, out, -1);
        break;
    case 4:
    case 8:
        cv::flip(out, out, 0);
        break;
    default:
        break;
    }
    return out;
}

DecodedPicture decodedPicture(const std::string& bytes, const ImageHeader& header, const std::string& name)
{
    if (header.format == "GIF")
        return gifFrame(bytes, name);
    if (header.format == "WebP" && header.several)
        return webpFrame(bytes, header, name);
    if (header.format == "TIFF") {
        DecodedPicture page = tiffPage(bytes, name);
        return page.pixels.empty() ? DecodedPicture{storedPixels(bytes, true)} : page; // floats, for example
    }
    cv::Mat picture = storedPixels(bytes, header.mayHaveAlpha);
    if (header.format == "PNG")
        picture = withColourKey(picture, bytes);
    if (header.format == "BMP" && picture.channels() == 4)
        picture = withoutEmptyAlpha(picture, header.mayHaveAlpha);
    return {picture.empty() ? picture : upright(picture, header.orientation)};
}

} // namespace diffuscope
