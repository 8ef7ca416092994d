#include "core/data/image_files/image_file.h"

#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/base/save_file.h"
#include "core/data/image_files/decoded_picture.h"
#include "core/data/image_files/image_header.h"
#include "core/interop/cv_image.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <mutex>

namespace diffuscope {
namespace {

constexpr std::size_t kMaximumFileBytes = std::size_t(1) << 30;
constexpr long long kLargePixels = 32'000'000; // beyond it pictures take turns
const char* const kImageAdvice = "Use a PNG, JPEG, WebP, GIF, BMP or TIFF picture.";

void checkHeader(const ImageHeader& header, const std::string& bytes, const std::string& name)
{
    if (bytes.empty())
        throw Error("The file is empty", name, kImageAdvice);
    if (header.cutShort)
        throw Error("The " + header.format + " file is cut short", name, "Copy it again from where it came from.");
    refuseTooLarge(header.width, header.height, name);
}

// To be asked by the one whose turn it is: what the one before took is free again.
void requireMemory(const ImageHeader& header, const std::string& name)
{
    if (header.width * header.height <= kLargePixels)
        return;
    // A header may claim what its few bytes never hold. Twice: as decoded, and turned or with 8 bits.
    const std::uint64_t perPixel = header.deep ? 16 : 8;
    const auto needed = perPixel * std::uint64_t(header.width * header.height);
    const std::uint64_t available = availableMemory();
    if (available > 0 && needed > available)
        throw Error("The image has " + std::to_string(header.width) + " x " + std::to_string(header.height) +
                        " pixels, too many for the memory that is free (" + memoryText(available) + ")",
                    name, "Scale it down, or close other programs.");
}

// Every core decodes at once; pictures that take a gigabyte each must not.
std::unique_lock<std::mutex> turnOf(const ImageHeader& header)
{
    static std::mutex large;
    return header.width * header.height > kLargePixels ? std::unique_lock(large) : std::unique_lock<std::mutex>();
}

cv::Mat eightBit(cv::Mat picture)
{
    cv::Mat bytes;
    switch (picture.depth()) {
    case CV_8U:
        return picture;
    case CV_16U:
        picture.convertTo(bytes, CV_8U, 1.0 / 257.0);
        break;
    case CV_32F:
        cv::patchNaNs(picture, 0.0);
        [[fallthrough]];
    case CV_64F:
        picture.convertTo(bytes, CV_8U, 255.0); // 0 .. 1, the rest clamped
        break;
    default:
        picture.convertTo(bytes, CV_8U);
    }
    return bytes;
}

cv::Mat composited(const cv::Mat& bgra, const Rgb& background, bool premultiplied)
{
    cv::Mat out(bgra.size(), CV_8UC3);
    for (int row = 0; row < bgra.rows; ++row) {
        const auto* from = bgra.ptr<cv::Vec4b>(row);
        auto* to = out.ptr<cv::Vec3b>(row);
        for (int column = 0; column < bgra.cols; ++column) {
            const std::uint8_t alpha = from[column][3];
            for (int k = 0; k < 3; ++k) {
                const std::uint8_t behind = background[std::size_t(2 - k)];
                to[column][k] = premultiplied ? std::uint8_t(std::min(255, from[column][k] + over(0, alpha, behind)))
                                              : over(from[column][k], alpha, behind);
            }
        }
    }
    return out;
}

// The crop comes before the scaling: the same picture, but a 1 x 100000 strip cannot grow into gigabytes.
cv::Mat fitted(const cv::Mat& picture, int size)
{
    const int side = std::min(picture.rows, picture.cols);
    const cv::Rect centre((picture.cols - side) / 2, (picture.rows - side) / 2, side, side);
    if (side == size)
        return picture(centre).clone();
    cv::Mat out;
    cv::resize(picture(centre), out, cv::Size(size, size), 0, 0, side > size ? cv::INTER_AREA : cv::INTER_LINEAR);
    return out;
}

// The longer side fills the square; the rest is background.
cv::Mat wholeIn(const cv::Mat& picture, int size, const Rgb& background)
{
    const int longer = std::max(picture.rows, picture.cols);
    const auto part = [&](int length) { return std::max(1, int(std::lround(double(length) * size / longer))); };
    cv::Mat scaled = picture;
    if (longer != size)
        cv::resize(picture, scaled, cv::Size(part(picture.cols), part(picture.rows)), 0, 0,
                   longer > size ? cv::INTER_AREA : cv::INTER_LINEAR);
    const auto& [red, green, blue] = background;
    const double grey = std::round(0.299 * red + 0.587 * green + 0.114 * blue);
    cv::Mat out(size, size, picture.type(), picture.channels() == 1 ? cv::Scalar(grey) : cv::Scalar(blue, green, red));
    scaled.copyTo(out(cv::Rect((size - scaled.cols) / 2, (size - scaled.rows) / 2, scaled.cols, scaled.rows)));
    return out;
}

cv::Mat greyFrom(const cv::Mat& bgr)
{
    cv::Mat out(bgr.size(), CV_8UC1);
    for (int row = 0; row < bgr.rows; ++row) {
        const auto* from = bgr.ptr<cv::Vec3b>(row);
        auto* to = out.ptr<std::uint8_t>(row);
        for (int column = 0; column < bgr.cols; ++column)
            to[column] = greyOf(from[column][2], from[column][1], from[column][0]);
    }
    return out;
}

cv::Mat withChannels(const cv::Mat& picture, int channels)
{
    if (picture.channels() == channels)
        return picture;
    if (channels == 1)
        return greyFrom(picture);
    cv::Mat out;
    cv::cvtColor(picture, out, cv::COLOR_GRAY2BGR);
    return out;
}

// The one way of every picture, from a file or not: alpha, then size, then channels.
Image fit(const DecodedPicture& decoded, const std::string& name, const ImageSettings& settings, ImageSize* original)
{
    cv::Mat picture = decoded.pixels;
    refuseTooLarge(picture.cols, picture.rows, name);
    if (original)
        *original = {picture.cols, picture.rows};
    picture = eightBit(picture);
    if (picture.channels() == 4)
        picture = composited(picture, settings.background, decoded.premultiplied);
    picture = settings.whole ? wholeIn(picture, settings.size, settings.background) : fitted(picture, settings.size);
    return imageOf(withChannels(picture, settings.channels));
}

void validate(const ImageSettings& settings)
{
    if (settings.size < 8 || settings.size > 1024)
        throw Error("The picture size must be 8 to 1024 pixels", std::to_string(settings.size),
                    "Choose for example 32.");
    if (settings.channels != 1 && settings.channels != 3)
        throw Error("Pictures have 1 or 3 channels", std::to_string(settings.channels), "Choose grey (1) or RGB (3).");
}

} // namespace

Image decodeImage(const std::string& bytes, const std::string& name, const ImageSettings& settings, ImageSize* original)
{
    validate(settings);
    const ImageHeader header = peekImageHeader(bytes);
    checkHeader(header, bytes, name);
    try {
        const auto turn = turnOf(header);
        requireMemory(header, name);
        const DecodedPicture picture = decodedPicture(bytes, header, name);
        if (picture.pixels.empty() && header.unread)
            throw Error(header.format + " pictures cannot be read", name, "Convert it to PNG or JPEG.");
        if (picture.pixels.empty())
            throw Error(header.format.empty() ? "This is not an image" : "The " + header.format + " data is damaged",
                        name, kImageAdvice);
        return fit(picture, name, settings, original);
    } catch (const cv::Exception& problem) {
        throw Error("The image cannot be decoded: " + problem.err, name, kImageAdvice);
    }
}

Image fitPixels(const PixelBuffer& pixels, const std::string& name, const ImageSettings& settings, ImageSize* original)
{
    validate(settings);
    if (!pixels.valid())
        throw Error("This is not a picture", name, "Copy or drop a picture, or open a file.");
    const cv::Mat given(pixels.height, pixels.width, CV_8UC(pixels.channels),
                        const_cast<std::uint8_t*>(pixels.bytes.data())); // only read
    if (pixels.channels == 1)
        return fit({given}, name, settings, original);
    cv::Mat picture;
    cv::cvtColor(given, picture, pixels.channels == 4 ? cv::COLOR_RGBA2BGRA : cv::COLOR_RGB2BGR);
    return fit({picture}, name, settings, original);
}

std::string readImageFile(const std::filesystem::path& path)
{
    std::error_code problem;
    const auto status = std::filesystem::status(path, problem);
    if (!std::filesystem::exists(status))
        throw Error("The file does not exist", path.string(), "Check the path.");
    if (!std::filesystem::is_regular_file(status))
        throw Error("This is not a file", path.string(), kImageAdvice);
    return readFile(path, kMaximumFileBytes);
}

Image loadImageFile(const std::filesystem::path& path, const ImageSettings& settings, ImageSize* original)
{
    return decodeImage(readImageFile(path), path.string(), settings, original);
}

const std::vector<std::string>& backgroundNames()
{
    static const std::vector<std::string> names = {"white", "grey", "black"};
    return names;
}

Rgb backgroundColour(const std::string& name)
{
    if (name == "white")
        return {255, 255, 255};
    if (name == "grey")
        return {128, 128, 128};
    if (name == "black")
        return {0, 0, 0};
    throw Error("There is no such background", name, "Choose white, grey or black.");
}

const std::vector<std::string>& imageExtensions()
{
    static const std::vector<std::string> extensions = {".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp",
                                                        ".bmp", ".dib",  ".tif", ".tiff", ".ppm", ".pgm",  ".pbm",
                                                        ".pnm", ".jp2",  ".hdr", ".exr",  ".gif"};
    return extensions;
}

} // namespace diffuscope
