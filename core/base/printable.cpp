#include "core/base/printable.h"

#include <cstdint>
#include <cstdio>

namespace diffuscope {
namespace {

struct Character {
    std::uint32_t code = 0;
    std::size_t length = 0; // 0: not UTF-8
};

Character characterAt(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t k) { return std::uint32_t(std::uint8_t(text[at + k])); };
    const std::uint32_t lead = byte(0);
    if (lead < 0x80)
        return {lead, 1};
    const std::size_t length = lead >= 0xC2 && lead < 0xE0   ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    if (length == 0 || at + length > text.size())
        return {};
    std::uint32_t code = lead & (0xFFu >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) {
        if ((byte(k) & 0xC0u) != 0x80)
            return {};
        code = code << 6 | (byte(k) & 0x3Fu);
    }
    return {code, length};
}

bool steers(std::uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x200E && code <= 0x200F) ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

std::string escaped(std::uint32_t code)
{
    if (code == '\n')
        return "\\n";
    if (code == '\t')
        return "\\t";
    char text[16];
    std::snprintf(text, sizeof text, code < 0x100 ? "\\x%02x" : "\\u%04x", code);
    return text;
}

} // namespace

std::string printable(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Character character = characterAt(text, at);
        if (character.length == 0)
            out += escaped(std::uint8_t(text[at]));
        else if (steers(character.code))
            out += escaped(character.code);
        else
            out += text.substr(at, character.length);
        at += character.length == 0 ? 1 : character.length;
    }
    return out;
}

} // namespace diffuscope
