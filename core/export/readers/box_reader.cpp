#include "core/base/byte_order.h"
#include "core/export/h264_film.h"
#include "core/export/notes.h"
#include "core/export/readers/readers.h"

#include <array>
#include <utility>

// WebP and MP4: files of parts that say how long they are.
namespace diffuscope {
namespace {

// XMP may hold the recipe with every quotation mark escaped.
constexpr std::uint64_t kLongestPacket = 6 * std::uint64_t(kLongestText);

KeptRecipe keptInPacket(std::ifstream& file, std::uint64_t length)
{
    if (length > kLongestPacket)
        return notTaken("it is longer than 16 MB");
    std::string packet;
    return readText(file, std::size_t(length), packet) ? keptInXmp(packet) : notTaken("the file ends within it");
}

// A part of an MP4: [start, end) of the file is what stands in it.
struct Mp4Box {
    std::string type;
    std::uint64_t start = 0, end = 0;
};

// From where the file is, at most up to `end`.
bool readBox(std::ifstream& file, std::uint64_t end, Mp4Box& box)
{
    std::array<char, 16> head{};
    const auto at = std::uint64_t(file.tellg());
    if (end < 8 || at > end - 8 || !file.read(head.data(), 8))
        return false;
    std::uint64_t length = bigEndianIn({head.data(), 4}), headLength = 8;
    box.type.assign(head.data() + 4, 4);
    if (length == 1) {
        if (!file.read(head.data() + 8, 8))
            return false;
        length = bigEndianIn({head.data() + 8, 8});
        headLength = 16;
    }
    if (length == 0)
        length = end - at;
    if (length < headLength || length > end - at)
        return false;
    box.start = at + headLength;
    box.end = at + length;
    return true;
}

// The first box of this type within `outer`, behind `skipped` bytes.
bool findBox(std::ifstream& file, const Mp4Box& outer, std::string_view type, std::uint64_t skipped, Mp4Box& found)
{
    file.seekg(std::streamoff(outer.start + skipped));
    for (int part = 0; part < kMostParts && readBox(file, outer.end, found); ++part) {
        if (found.type == type)
            return true;
        file.seekg(std::streamoff(found.end));
    }
    file.clear();
    return false;
}

// moov / udta / meta / ilst / (c)cmt / data: where other programs put a comment, too.
KeptRecipe keptInComment(std::ifstream& file, const Mp4Box& movie)
{
    Mp4Box user, meta, list, comment, data;
    if (!findBox(file, movie, "udta", 0, user) || !findBox(file, user, "meta", 0, meta) ||
        !findBox(file, meta, "ilst", 4, list) ||
        !findBox(file, list,
                 "\xa9"
                 "cmt",
                 0, comment) ||
        !findBox(file, comment, "data", 0, data) || data.end - data.start < 8)
        return {};
    KeptRecipe kept;
    file.seekg(std::streamoff(data.start + 8)); // kind of text and language
    const std::uint64_t length = data.end - data.start - 8;
    std::string start;
    if (length > kLongestText)
        return readText(file, 1, start) && start == "{" ? notTaken("it is longer than 16 MB") : KeptRecipe();
    if (!readText(file, std::size_t(length), kept.recipe))
        return notTaken("the file ends within it");
    return kept.recipe.starts_with('{') ? kept : KeptRecipe();
}

} // namespace

KeptRecipe keptInXmp(std::string_view packet)
{
    KeptRecipe kept{xmpField(packet, "recipe"), xmpField(packet, "picture")};
    if (kept.recipe.size() > kLongestText || kept.original.size() > kLongestText)
        return notTaken("it is longer than 16 MB");
    return kept;
}

KeptRecipe keptInWebp(std::ifstream& file)
{
    file.seekg(12); // RIFF, length, WEBP
    std::array<char, 8> head{};
    for (int part = 0; part < kMostParts && file.read(head.data(), head.size()); ++part) {
        const auto length = std::uint32_t(littleEndianIn({head.data() + 4, 4}));
        if (std::string_view(head.data(), 4) == "XMP ")
            return keptInPacket(file, length);
        file.seekg(std::streamoff(length) + length % 2, std::ios::cur);
    }
    return {};
}

KeptRecipe keptInMp4(std::ifstream& file)
{
    file.seekg(0, std::ios::end);
    const auto size = std::uint64_t(file.tellg());
    file.seekg(0);
    KeptRecipe kept;
    Mp4Box box;
    for (int part = 0; part < kMostParts && readBox(file, size, box); ++part) {
        if (box.type == "moov") {
            kept = keptInComment(file, box);
        } else if (std::string name; box.type == "uuid" && readText(file, kXmpInMp4.size(), name) &&
                                     name == kXmpInMp4 && box.end - box.start >= name.size()) {
            KeptRecipe packed = keptInPacket(file, box.end - box.start - name.size());
            if (!packed.recipe.empty())
                return packed;
        }
        file.clear();
        file.seekg(std::streamoff(box.end));
    }
    return kept;
}

} // namespace diffuscope
