#include "core/data/image_files/image_header.h"

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
        std::uint32_t value = 0;
        for (int k = 0; k < count; ++k) {
            const std::size_t position = offset + std::size_t(bigEndian_ ? k : count - 1 - k);
            value = value << 8 | (position < bytes_.size() ? std::uint8_t(bytes_[position]) : 0u);
        }
        return value;
    }
    std::uint32_t u16(std::size_t offset) const { return number(offset, 2); }
    std::uint32_t u32(std::size_t offset) const { return number(offset, 4); }
    std::size_t size() const { return bytes_.size(); }

private:
    std::string_view bytes_;
    bool bigEndian_;
};

// Walks the chunks up to the pixel data for a transparency chunk.
bool pngHasTransparency(std::string_view bytes)
{
    const Reader read(bytes, true);
    for (std::size_t at = 8; at + 12 <= bytes.size(); at += 12 + std::size_t(read.u32(at))) {
        const std::string_view type = bytes.substr(at + 4, 4);
        if (type == "tRNS")
            return true;
        if (type == "IDAT" || type == "IEND")
            return false;
    }
    return false;
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
    const bool alphaChannel = (colourType & 4u) != 0;
    header.mayHaveAlpha = alphaChannel || pngHasTransparency(bytes);
    header.cutShort = bytes.rfind("IEND") == bytes.npos;
    const char* const base = colourType == 3 ? "palette" : (colourType & 2u) != 0 ? "RGB" : "grey";
    header.colourMode = modeName(base, read.number(24, 1) == 16, header.mayHaveAlpha);
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
        if (marker == 0xFFDA) {
            const std::size_t end = bytes.rfind("\xFF\xD9");
            header.cutShort = end == bytes.npos || end < at;
            break;
        }
        at += 2 + read.u16(at + 2);
    }
    return header;
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
    header.colourMode = bits <= 8 ? "palette" : bits == 32 ? "RGB with alpha" : "RGB";
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
    header.colourMode = tiffMode(photometric, bits, alpha);
    return header;
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
    if (bytes.starts_with("GIF8"))
        return {"GIF"};
    if (bytes.starts_with("RIFF") && bytes.size() >= 16 && bytes.substr(8, 4) == "WEBP")
        return webpHeader(bytes);
    if (bytes.starts_with("II*\0"sv) || bytes.starts_with("MM\0*"sv))
        return tiffHeader(bytes);
    if (bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6')
        return pnmHeader(bytes);
    return {};
}

} // namespace diffuscope
