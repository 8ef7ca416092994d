#include "core/json/untrusted_json.h"

#include "core/base/error.h"

#include <set>
#include <vector>

namespace diffuscope {
using nlohmann::json;

namespace {

constexpr int kMaxDepth = 8;        // a config needs 2, a safetensors header 3
constexpr int kMaxCommas = 300'000; // 7 a tensor; the largest public models have some thousand
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
        else if (c == '\0')
            return "it is not valid JSON"; // the parser would take it for the end
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

// Looks for a key that an object has twice; parsing stops there. (The parser's own callback would take quadratic time.)
class KeyWatcher : public nlohmann::json_sax<json> {
public:
    std::string repeated; // empty: none

    bool start_object(std::size_t) override
    {
        keys_.emplace_back();
        return true;
    }
    bool key(string_t& name) override
    {
        if (keys_.back().insert(name).second)
            return true;
        repeated = name.empty() ? "\"\"" : name;
        return false;
    }
    bool end_object() override
    {
        keys_.pop_back();
        return true;
    }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

private:
    std::vector<std::set<std::string>> keys_;
};

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
    KeyWatcher watcher;
    json object;
    if (json::sax_parse(text, &watcher))
        object = json::parse(text, nullptr, false);
    else if (watcher.repeated.empty())
        throw Error(happened, file + ": it is not valid JSON", kAdvice);
    else
        throw Error(happened, file + ": " + shortened(watcher.repeated) + " appears twice", kAdvice);
    if (!object.is_object())
        throw Error(happened, file + ": it is not a JSON object", kAdvice);
    return object;
}

} // namespace diffuscope
