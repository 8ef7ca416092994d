#include "core/base/byte_order.h"
#include "core/export/readers/readers.h"

#include <zlib.h>

#include <array>

namespace diffuscope {
namespace {

constexpr std::streamoff kPngSignature = 8;

bool checksumFits(std::string_view typeAndData, std::uint64_t expected)
{
    const auto* bytes = reinterpret_cast<const Bytef*>(typeAndData.data());
    return ::crc32(::crc32(0, nullptr, 0), bytes, uInt(typeAndData.size())) == expected;
}

// Empty where it is no such stream, or one that grows beyond what is written.
std::string unpacked(std::string_view packed)
{
    std::string text(kLongestText, '\0');
    uLongf length = kLongestText;
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

struct PngText {
    std::string text;
    const char* trouble = nullptr; // why a text that is there was not taken
};

// The chunk whose head has been read, where its text has this keyword. The file is at its end then, else anywhere in
// it.
PngText textInChunk(std::ifstream& file, std::string_view type, std::uint32_t length, std::string_view keyword)
{
    std::string chunk(type), start;
    if (length <= keyword.size() || !readText(file, keyword.size() + 1, start) || !start.starts_with(keyword) ||
        start.back() != '\0')
        return {};
    if (length > kLongestText + 64)
        return {{}, "it is longer than 16 MB"};
    std::string rest, sum;
    if (!readText(file, length - start.size(), rest) || !readText(file, 4, sum))
        return {{}, "the file ends within it"};
    chunk += start + rest;
    if (!checksumFits(chunk, bigEndianIn(sum)))
        return {{}, "its checksum is wrong"};
    std::string text = textOf(type, rest);
    if (text.empty())
        return {{}, "it is longer than 16 MB, or damaged"};
    return {std::move(text)};
}

PngText textInPng(std::ifstream& file, std::string_view keyword)
{
    file.clear();
    file.seekg(kPngSignature);
    std::array<char, 8> head{}; // length and type of a chunk
    for (int part = 0; part < kMostParts && file.read(head.data(), head.size()); ++part) {
        const std::streamoff data = file.tellg();
        const auto length = std::uint32_t(bigEndianIn({head.data(), 4}));
        const std::string_view type(head.data() + 4, 4);
        if (type == "IEND")
            break;
        if (type == "iTXt" || type == "tEXt" || type == "zTXt") {
            PngText found = textInChunk(file, type, length, keyword);
            if (!found.text.empty() || found.trouble)
                return found;
            file.clear();
        }
        file.seekg(data + std::streamoff(length) + 4);
    }
    return {};
}

} // namespace

KeptRecipe keptInPng(std::ifstream& file)
{
    PngText recipe = textInPng(file, "diffuscope");
    if (recipe.trouble)
        return notTaken(recipe.trouble);
    return {std::move(recipe.text), textInPng(file, "diffuscope-picture").text};
}

} // namespace diffuscope
