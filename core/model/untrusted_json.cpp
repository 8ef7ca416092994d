#include "core/model/untrusted_json.h"

#include "core/base/error.h"

#include <set>
#include <vector>

namespace diffuscope {
using nlohmann::json;

namespace {

constexpr int kMaxDepth = 8;        // a config needs 2, a safetensors header 3
constexpr int kMaxCommas = 600'000; // 7 a tensor; the largest public models have some thousand
constexpr const char* kAdvice = "It is damaged or is not what its name says.";

// Why the parser should not even see this text; empty when it may.
std::string_view boundsProblem(const std::string& text)
{
    int depth = 0, commas = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '\\')
            ++i;
        else if (c == '"')
            quoted = !quoted;
        else if (quoted)
            continue;
        else if ((c == '{' || c == '[') && ++depth > kMaxDepth)
            return "it is nested too deeply";
        else if (c == '}' || c == ']')
            --depth;
        else if (c == ',' && ++commas > kMaxCommas)
            return "it has too many values";
    }
    return {};
}

} // namespace

std::string shortened(const std::string& text)
{
    std::string out = text;
    if (text.size() > 80) {
        std::size_t end = 77;
        while (end > 74 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
            --end; // not inside a character
        out = text.substr(0, end) + "...";
    }
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            c = '?'; // a terminal obeys these
    return out;
}

bool isUtf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80                   ? 1
                                   : lead >= 0xc2 && lead < 0xe0 ? 2
                                   : lead >= 0xe0 && lead < 0xf0 ? 3
                                   : lead >= 0xf0 && lead < 0xf5 ? 4
                                                                 : 0;
        if (length == 0 || length > text.size() - i)
            return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80)
                return false;
        const auto second =
            length > 2 ? static_cast<unsigned char>(text[i + 1]) : 0x90; // overlong, surrogates, > U+10FFFF
        if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second >= 0xa0) || (lead == 0xf0 && second < 0x90) ||
            (lead == 0xf4 && second >= 0x90))
            return false;
        i += length;
    }
    return true;
}

json parseUntrusted(const std::string& text, const std::string& file, const std::string& happened)
{
    if (const auto problem = boundsProblem(text); !problem.empty())
        throw Error(happened, file + ": " + std::string(problem), kAdvice);
    std::vector<std::set<std::string>> keys;
    std::string twice;
    const auto watch = [&](int, json::parse_event_t event, json& value) {
        if (event == json::parse_event_t::object_start)
            keys.emplace_back();
        else if (event == json::parse_event_t::object_end)
            keys.pop_back();
        else if (event == json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second)
            twice = value.get<std::string>();
        return true;
    };
    json object = json::parse(text, watch, false);
    if (object.is_discarded())
        throw Error(happened, file + ": it is not valid JSON", kAdvice);
    if (!twice.empty())
        throw Error(happened, file + ": " + shortened(twice) + " appears twice", kAdvice);
    if (!object.is_object())
        throw Error(happened, file + ": it is not a JSON object", kAdvice);
    return object;
}

} // namespace diffuscope
