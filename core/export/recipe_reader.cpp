#include "core/export/recipe_reader.h"

#include "core/base/error.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

namespace diffuscope {
namespace {

constexpr std::string_view kSignature("\x89PNG\r\n\x1a\n", 8);
constexpr std::uint32_t kLongest = 1U << 24; // text, packed or not: pngBytes writes no longer one

std::uint32_t numberAt(const char* bytes)
{
    std::uint32_t value = 0;
    for (int k = 0; k < 4; ++k)
        value = value << 8 | static_cast<unsigned char>(bytes[k]);
    return value;
}

bool checksumFits(std::string_view typeAndData, std::uint32_t expected)
{
    const auto* bytes = reinterpret_cast<const Bytef*>(typeAndData.data());
    return ::crc32(::crc32(0, nullptr, 0), bytes, uInt(typeAndData.size())) == expected;
}

// Empty where it is no such stream, or one that grows beyond what we would write.
std::string unpacked(std::string_view packed)
{
    std::string text(kLongest, '\0');
    uLongf length = kLongest;
    if (::uncompress(reinterpret_cast<Bytef*>(text.data()), &length, reinterpret_cast<const Bytef*>(packed.data()),
                     uLong(packed.size())) != Z_OK)
        return {};
    text.resize(length);
    return text;
}

std::string utf8(std::string_view latin1)
{
    std::string text;
    for (const char one : latin1) {
        const auto byte = static_cast<unsigned char>(one);
        if (byte < 0x80)
            text += one;
        else
            text += {char(0xc0 | byte >> 6), char(0x80 | (byte & 0x3f))};
    }
    return text;
}

// What stands behind the keyword, in any of the three kinds of text that PNG has: export writes iTXt, "Save as PNG" and
// dragged pictures have what Qt chooses.
std::string textOf(std::string_view type, std::string_view data)
{
    if (type == "tEXt")
        return utf8(data);
    if (type == "zTXt")
        return data.empty() || data[0] != 0 ? std::string() : utf8(unpacked(data.substr(1)));
    if (data.size() < 4)
        return {};
    const bool packed = data[0] == 1;
    for (std::size_t from = 2, skipped = 0; skipped < 2; ++skipped) { // language and translated keyword
        const std::size_t end = data.find('\0', from);
        if (end == std::string_view::npos)
            return {};
        from = end + 1;
        if (skipped == 1)
            data = data.substr(from);
    }
    return packed ? unpacked(data) : std::string(data);
}

std::string textInPng(std::ifstream& file, std::string_view keyword)
{
    file.clear();
    file.seekg(std::streamoff(kSignature.size()));
    std::array<char, 8> head{}; // length and type of a chunk
    while (file.read(head.data(), head.size())) {
        const std::uint32_t length = numberAt(head.data());
        const std::string_view type(head.data() + 4, 4);
        if (type == "IEND")
            break;
        const bool text = type == "iTXt" || type == "tEXt" || type == "zTXt";
        if (!text || length > kLongest + 64 || length <= keyword.size()) {
            file.seekg(std::streamoff(length) + 4, std::ios::cur);
            continue;
        }
        std::string chunk(type);
        chunk.resize(4 + std::size_t(length));
        std::array<char, 4> sum{};
        if (!file.read(chunk.data() + 4, std::streamsize(length)) || !file.read(sum.data(), sum.size()))
            break;
        const std::string_view data = std::string_view(chunk).substr(4);
        if (data.starts_with(keyword) && data[keyword.size()] == '\0' && checksumFits(chunk, numberAt(sum.data())))
            return textOf(type, data.substr(keyword.size() + 1));
    }
    return {};
}

// An extension of a GIF: pieces of at most 255 bytes, an empty one at the end. Keeps the first `most` bytes of it.
// False where the file ends within, or where it is longer than `left`, which shrinks.
bool readPieces(std::ifstream& file, std::size_t most, std::size_t& left, std::string& text)
{
    for (int length = file.get(); length > 0; length = file.get()) {
        if (std::size_t(length) > left)
            return false;
        left -= std::size_t(length);
        std::array<char, 255> piece{};
        if (!file.read(piece.data(), length))
            return false;
        text.append(piece.data(), std::min(most - text.size(), std::size_t(length)));
    }
    return bool(file);
}

KeptRecipe keptInGif(std::ifstream& file)
{
    constexpr int kExtension = 0x21, kComment = 0xfe;
    std::array<char, 7> screen{}; // size, flags, background, aspect
    if (!file.read(screen.data(), screen.size()))
        return {};
    const unsigned flags = static_cast<unsigned char>(screen[4]);
    if (flags & 0x80U)
        file.ignore(std::streamsize(3) << ((flags & 7U) + 1)); // the colours
    KeptRecipe kept;
    std::size_t left = 4 * std::size_t(kLongest); // of all extensions together
    while (file.get() == kExtension) {
        const bool comment = file.get() == kComment;
        std::string text;
        if (!readPieces(file, comment ? kLongest + 64 : 0, left, text))
            break;
        if (text.size() > kLongest)
            continue;
        if (text.starts_with(kOriginalInGif) && kept.original.empty())
            kept.original = text.substr(kOriginalInGif.size());
        else if (text.starts_with('{') && kept.recipe.empty())
            kept.recipe = std::move(text);
    }
    return kept;
}

} // namespace

KeptRecipe keptIn(const std::filesystem::path& path)
{
    const char* happened = "Cannot read the file";
    std::error_code failure;
    if (std::filesystem::exists(path, failure) && !std::filesystem::is_regular_file(path, failure))
        throw Error(happened, path.string(), "It is not an ordinary file."); // a pipe would be waited for
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw Error(happened, path.string(), "Check that it exists and that you may read it.");
    std::array<char, 8> start{};
    file.read(start.data(), start.size());
    const std::string_view known(start.data(), std::size_t(file.gcount()));
    if (known == kSignature)
        return {textInPng(file, "diffuscope"), textInPng(file, "diffuscope-picture")};
    if (!known.starts_with("GIF87a") && !known.starts_with("GIF89a"))
        return {};
    file.clear();
    file.seekg(6);
    return keptInGif(file);
}

} // namespace diffuscope
