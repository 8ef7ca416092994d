#include "core/export/recipe_reader.h"

#include "core/base/error.h"

#include <zlib.h>

#include <array>
#include <cstring>
#include <fstream>
#include <string_view>

namespace diffuscope {
namespace {

constexpr std::string_view kSignature("\x89PNG\r\n\x1a\n", 8);
constexpr std::string_view kRecipe("diffuscope\0\0\0\0\0", 15); // keyword, not compressed, no language or translation
constexpr std::string_view kOriginal("diffuscope-picture\0\0\0\0\0", 23);
constexpr std::uint32_t kLongestChunk = (1U << 24) + 23; // pngBytes writes no longer one

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

std::string textInPng(const std::filesystem::path& path, std::string_view textHead)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw Error("Cannot read the file", path.string(), "Check that it exists and that you may read it.");
    std::array<char, 8> start{};
    if (!file.read(start.data(), start.size()) || std::string_view(start.data(), start.size()) != kSignature)
        return {};
    std::array<char, 8> head{}; // length and type of a chunk
    while (file.read(head.data(), head.size())) {
        const std::uint32_t length = numberAt(head.data());
        const std::string_view type(head.data() + 4, 4);
        if (type == "IEND")
            break;
        if (type != "iTXt" || length > kLongestChunk || length < textHead.size()) {
            file.seekg(std::streamoff(length) + 4, std::ios::cur);
            continue;
        }
        std::string chunk(type);
        chunk.resize(4 + std::size_t(length));
        std::array<char, 4> sum{};
        if (!file.read(chunk.data() + 4, std::streamsize(length)) || !file.read(sum.data(), sum.size()))
            break;
        const std::string_view data = std::string_view(chunk).substr(4);
        if (data.substr(0, textHead.size()) == textHead && checksumFits(chunk, numberAt(sum.data())))
            return std::string(data.substr(textHead.size()));
    }
    return {};
}

} // namespace

std::string recipeInPng(const std::filesystem::path& path) { return textInPng(path, kRecipe); }
std::string originalInPng(const std::filesystem::path& path) { return textInPng(path, kOriginal); }

} // namespace diffuscope
