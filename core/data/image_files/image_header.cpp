#include "core/data/image_files/image_header.h"

#include "core/base/byte_order.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>

namespace diffuscope {
namespace {

// Bounds-checked reads: anything past the end is zero.
class Reader {
public:
    Reader(std::string_view bytes, bool bigEndian) : bytes_(bytes), bigEndian_(bigEndian) {}

    std::uint32_t number(std::size_t offset, int count) const
    {
        std::string there(bytes_.substr(std::min(offset, bytes_.size()), std::size_t(count)));
        there.resize(std::size_t(count), '\0');
        return std::uint32_t(bigEndian_ ? bigEndianIn(there) : littleEndianIn(there));
    }
    std::uint32_t u16(std::size_t offset) const { return number(offset, 2); }
    std::uint32_t u32(std::size_t offset) const { return number(offset, 4); }
    std::size_t size() const { return bytes_.size(); }

private:
    std::string_view bytes_;
    bool bigEndian_;
};

// The orientation an EXIF block tells: a TIFF file's header and its first directory. 1 where there is none.
int orientationIn(std::string_view exif)
{
    using namespace std::string_view_literals;
    if (exif.starts_with("Exif\0\0"sv))
        exif.remove_prefix(6);
    if (!exif.starts_with("II*\0"sv) && !exif.starts_with("MM\0*"sv))
        return 1;
    const Reader read(exif, exif[0] == 'M');
    const std::size_t directory = read.u32(4), entries = read.u16(directory);
    for (std::size_t entry = directory + 2; entry < directory + 2 + 12 * entries && entry < exif.size(); entry += 12)
        if (read.u16(entry) == 0x0112) {
            const std::uint32_t value = read.u16(entry + 8);
            return value >= 1 && value <= 8 ? int(value) : 1;
        }
    return 1;
}

std::string modeName(const std::string& base, bool deep, bool alpha)
{
    return (deep ? "16-bit " : "") + base + (alpha ? " with alpha" : "");
}

ImageHeader pngHeader(std::string_view bytes)
{
    const Reader read(bytes, true);
    ImageHeader header{"PNG", read.u32(16), read.u32(20)};
    const std::uint32_t colourType = read.number(25, 1);
    header.mayHaveAlpha = (colourType & 4u) != 0 || !pngChunk(bytes, "tRNS").empty();
    header.orientation = orientationIn(pngChunk(bytes, "eXIf"));
    header.several = Reader(pngChunk(bytes, "acTL"), true).u32(0) > 1;
    header.cutShort = bytes.rfind("IEND") == bytes.npos;
    const char* const base = colourType == 3 ? "palette" : (colourType & 2u) != 0 ? "RGB" : "grey";
    header.deep = read.number(24, 1) == 16;
    header.colourMode = modeName(base, header.deep, header.mayHaveAlpha);
    return header;
}

// Segments up to the start of scan; the frame header among them holds the size. The end mark counts only after
// the scan, because an embedded thumbnail has one of its own.
ImageHeader jpegHeader(std::string_view bytes)
{
    const Reader read(bytes, true);
    ImageHeader header{"JPEG", 0, 0, false, true, {}};
    std::size_t at = 2;
    while (at + 4 <= bytes.size()) {
        const std::uint32_t marker = read.u16(at);
        if (marker == 0xFFFF) { // padding
            ++at;
            continue;
        }
        if (marker < 0xFF01)
            break;
        const bool frame =
            marker >= 0xFFC0 && marker <= 0xFFCF && marker != 0xFFC4 && marker != 0xFFC8 && marker != 0xFFCC;
        if (frame) {
            header.height = read.u16(at + 5);
            header.width = read.u16(at + 7);
            const std::uint32_t components = read.number(at + 9, 1);
            header.colourMode = components == 1 ? "grey" : components == 3 ? "RGB" : components == 4 ? "CMYK" : "";
        }
        if (marker == 0xFFE1 && header.orientation == 1)
            header.orientation = orientationIn(bytes.substr(at + 4, std::max(2u, read.u16(at + 2)) - 2));
        if (marker == 0xFFDA) {
            const std::size_t end = bytes.rfind("\xFF\xD9");
            header.cutShort = end == bytes.npos || end < at;
            break;
        }
        at += 2 + read.u16(at + 2);
    }
    return header;
}

// Only masks say that the fourth byte is alpha: the older headers have three, and the mask may be empty.
bool bmpHasAlpha(const Reader& read)
{
    constexpr std::uint32_t kBitfields = 3;
    return read.u32(14) >= 56 && read.u32(30) == kBitfields && read.u32(66) != 0;
}

ImageHeader bmpHeader(std::string_view bytes)
{
    const Reader read(bytes, false);
    const bool old = read.u32(14) == 12;
    const std::uint32_t bits = read.u16(old ? 24 : 28);
    ImageHeader header{"BMP", read.u16(18), read.u16(20)};
    if (!old) {
        header.width = std::llabs(std::int32_t(read.u32(18)));
        header.height = std::llabs(std::int32_t(read.u32(22)));
    }
    header.mayHaveAlpha = bits == 32 && bmpHasAlpha(read);
    header.colourMode = bits <= 8 ? "palette" : modeName("RGB", false, header.mayHaveAlpha);
    return header;
}

ImageHeader webpHeader(std::string_view bytes)
{
    const Reader read(bytes, false);
    const std::string_view kind = bytes.substr(12, 4);
    ImageHeader header{"WebP"};
    const bool alpha =
        (kind == "VP8X" && (read.number(20, 1) & 0x10u) != 0) || (kind == "VP8L" && (read.u32(21) >> 28 & 1u) != 0);
    header.colourMode = modeName("RGB", false, alpha);
    if (kind == "VP8X") {
        header.width = 1 + (read.u32(24) & 0xFFFFFFu);
        header.height = 1 + (read.u32(27) & 0xFFFFFFu);
    } else if (kind == "VP8L") {
        header.width = 1 + (read.u32(21) & 0x3FFFu);
        header.height = 1 + (read.u32(21) >> 14 & 0x3FFFu);
    } else if (kind == "VP8 ") {
        header.width = read.u16(26) & 0x3FFFu;
        header.height = read.u16(28) & 0x3FFFu;
    }
    header.cutShort = bytes.size() < std::size_t(read.u32(4));
    if (kind != "VP8X")
        return header;
    header.several = (read.number(20, 1) & 2u) != 0;
    for (std::size_t at = 12; at + 8 <= bytes.size();) {
        const std::size_t size = read.u32(at + 4);
        if (bytes.substr(at, 4) == "EXIF")
            header.orientation = orientationIn(bytes.substr(at + 8, size));
        at += 8 + size + size % 2;
    }
    return header;
}

// From the numbers of the tags "photometric interpretation", "bits per sample" and "extra samples".
std::string tiffMode(std::uint32_t photometric, std::uint32_t bits, bool alpha)
{
    const bool deep = bits == 16;
    switch (photometric) {
    case 0:
    case 1:
        return modeName("grey", deep, alpha);
    case 2:
    case 6: // stored as luma and chroma
        return modeName("RGB", deep, alpha);
    case 3:
        return "palette";
    case 5:
        return "CMYK";
    default:
        return {};
    }
}

// Tags of the first directory.
ImageHeader tiffHeader(std::string_view bytes)
{
    const Reader read(bytes, bytes[0] == 'M');
    ImageHeader header{"TIFF"};
    const std::size_t directory = read.u32(4);
    const std::uint32_t entries = read.u16(directory);
    std::uint32_t photometric = 0xFFFF, bits = 8;
    bool alpha = false;
    for (std::size_t k = 0; k < entries && directory + 2 + 12 * k < read.size(); ++k) {
        const std::size_t entry = directory + 2 + 12 * k;
        const std::uint32_t tag = read.u16(entry);
        const std::uint32_t value = read.u16(entry + 2) == 3 ? read.u16(entry + 8) : read.u32(entry + 8);
        if (tag == 256)
            header.width = value;
        if (tag == 257)
            header.height = value;
        if (tag == 258) // one number for each channel: beyond two they lie elsewhere
            bits = read.u32(entry + 4) <= 2 ? value : read.u16(read.u32(entry + 8));
        if (tag == 262)
            photometric = value;
        if (tag == 338)
            alpha = value != 0;
    }
    header.deep = bits > 8;
    header.colourMode = tiffMode(photometric, bits, alpha);
    header.several = read.u32(directory + 2 + 12 * std::size_t(entries)) != 0;
    return header;
}

// After the screen and its colours come extensions and frames, each a chain of blocks.
ImageHeader gifHeader(std::string_view bytes)
{
    const Reader read(bytes, false);
    ImageHeader header{"GIF", read.u16(6), read.u16(8)};
    const auto colours = [](std::uint32_t flags) {
        return (flags & 0x80u) != 0 ? std::size_t(3) << ((flags & 7u) + 1) : 0;
    };
    bool alpha = false;
    int frames = 0;
    for (std::size_t at = 13 + colours(read.number(10, 1)); at < bytes.size() && frames < 2;) {
        const std::uint32_t mark = read.number(at, 1);
        if (mark == 0x2C) { // a frame
            ++frames;
            at += 11 + colours(read.number(at + 9, 1));
        } else if (mark == 0x21) {
            alpha = alpha || (frames == 0 && read.number(at + 1, 1) == 0xF9 && (read.number(at + 3, 1) & 1u) != 0);
            at += 2;
        } else {
            break;
        }
        while (at < bytes.size() && bytes[at] != 0)
            at += 1 + read.number(at, 1);
        ++at;
    }
    header.several = frames > 1;
    header.colourMode = modeName("palette", false, alpha);
    return header;
}

// Formats that people have pictures in and that are not read.
std::string unreadFormat(std::string_view bytes)
{
    using namespace std::string_view_literals;
    if (bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp") {
        const std::string_view brand = bytes.substr(8, 4);
        if (brand == "avif" || brand == "avis")
            return "AVIF";
        for (const std::string_view heic : {"heic", "heix", "hevc", "heim", "heis", "mif1", "msf1"})
            if (brand == heic)
                return "HEIC";
    }
    if (bytes.starts_with("\xFF\x0A") || bytes.starts_with("\0\0\0\x0CJXL "sv))
        return "JPEG XL";
    if (bytes.starts_with("8BPS"))
        return "Photoshop";
    return bytes.starts_with("<svg") ? "SVG" : "";
}

// "P6 # comment\n width height": numbers as text.
ImageHeader pnmHeader(std::string_view bytes)
{
    const bool colour = bytes[1] == '3' || bytes[1] == '6';
    ImageHeader header{"PNM", 0, 0, false, false, colour ? "RGB" : "grey"};
    long long* fields[] = {&header.width, &header.height};
    std::size_t at = 2;
    for (long long* field : fields) {
        while (at < bytes.size() && (std::isspace(std::uint8_t(bytes[at])) || bytes[at] == '#'))
            at = bytes[at] == '#' ? std::min(bytes.find('\n', at), bytes.size()) : at + 1;
        for (; at < bytes.size() && std::isdigit(std::uint8_t(bytes[at])) && *field < 1'000'000'000; ++at)
            *field = *field * 10 + (bytes[at] - '0');
    }
    return header;
}

} // namespace

ImageHeader peekImageHeader(std::string_view bytes)
{
    using namespace std::string_view_literals;
    if (bytes.starts_with("\x89PNG\r\n\x1a\n"))
        return pngHeader(bytes);
    if (bytes.starts_with("\xFF\xD8\xFF"))
        return jpegHeader(bytes);
    if (bytes.starts_with("BM"))
        return bmpHeader(bytes);
    if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a"))
        return gifHeader(bytes);
    if (bytes.starts_with("RIFF") && bytes.size() >= 16 && bytes.substr(8, 4) == "WEBP")
        return webpHeader(bytes);
    if (bytes.starts_with("II*\0"sv) || bytes.starts_with("MM\0*"sv))
        return tiffHeader(bytes);
    if (bytes.starts_with("II+\0"sv) || bytes.starts_with("MM\0+"sv)) // with offsets of 64 bits
        return {"TIFF"};
    if (bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6')
        return pnmHeader(bytes);
    ImageHeader header{unreadFormat(bytes)};
    header.unread = !header.format.empty();
    return header;
}

std::string_view pngChunk(std::string_view bytes, std::string_view type)
{
    const Reader read(bytes, true);
    for (std::size_t at = 8; at + 12 <= bytes.size(); at += 12 + std::size_t(read.u32(at)))
        if (bytes.substr(at + 4, 4) == type)
            return bytes.substr(at + 8, read.u32(at));
    return {};
}

} // namespace diffuscope
