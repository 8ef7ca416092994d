#include "core/export/png_file.h"

#include "core/base/byte_order.h"
#include "core/base/error.h"
#include "core/export/notes.h"
#include "core/interop/cv_image.h"

#include <opencv2/imgcodecs.hpp>
#include <zlib.h>

namespace diffuscope {
namespace {

constexpr std::size_t kPngSignatureBytes = 8, kPngHeaderBytes = kPngSignatureBytes + 25; // signature and IHDR

std::string encodedPng(const Image& picture, const std::vector<int>& settings)
{
    std::vector<unsigned char> encoded;
    if (!cv::imencode(".png", cvOf(picture), encoded, settings) || encoded.size() < kPngHeaderBytes)
        throw Error("Cannot encode the picture as PNG",
                    std::to_string(picture.width) + " x " + std::to_string(picture.height));
    return {encoded.begin(), encoded.end()};
}

std::string wideText(const std::string& keyword, const std::string& text)
{
    using namespace std::string_literals;
    // keyword, not compressed, no compression method, no language, no translated keyword, UTF-8 text
    return text.empty() ? std::string() : pngChunk("iTXt", keyword + "\0\0\0\0\0"s + text);
}

// Readers of "parameters" know tEXt best.
std::string plainText(const std::string& keyword, const std::string& text)
{
    std::string latin1;
    if (text.empty() || !latin1Of(text, latin1))
        return wideText(keyword, text);
    return pngChunk("tEXt", keyword + '\0' + latin1);
}

} // namespace

std::string pngChunk(const std::string& type, const std::string& data)
{
    const std::string checked = type + data;
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(checked.data()), uInt(checked.size()));
    return bigEndian(data.size()) + checked + bigEndian(crc);
}

std::string pngTexts(const FileNotes& notes)
{
    requireStorable(notes.recipe);
    return wideText("diffuscope", notes.recipe) + wideText("diffuscope-picture", originalText(notes.original)) +
           plainText("parameters", notes.parameters) + wideText("XML:com.adobe.xmp", xmpPacket({notes.source, {}, {}}));
}

std::string pngBytes(const Image& picture, const FileNotes& notes)
{
    std::string bytes = encodedPng(picture, {});
    bytes.insert(kPngHeaderBytes, pngTexts(notes));
    return bytes;
}

PngParts pngParts(const Image& picture)
{
    const std::string bytes = encodedPng(
        picture, {cv::IMWRITE_PNG_COMPRESSION, 9, cv::IMWRITE_PNG_STRATEGY, cv::IMWRITE_PNG_STRATEGY_DEFAULT});
    const auto lengthAt = [&bytes](std::size_t at) {
        return std::size_t(bigEndianIn(std::string_view(bytes).substr(at, 4)));
    };
    PngParts parts;
    for (std::size_t at = kPngSignatureBytes; at + 12 <= bytes.size(); at += 12 + lengthAt(at)) {
        const std::string_view type = std::string_view(bytes).substr(at + 4, 4);
        if (type == "IHDR")
            parts.header = bytes.substr(at + 8, lengthAt(at));
        else if (type == "IDAT")
            parts.pixels += bytes.substr(at + 8, lengthAt(at));
    }
    return parts;
}

} // namespace diffuscope
