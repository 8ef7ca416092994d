#include "core/model/untrusted_json.h"

#include "core/base/error.h"

#include <set>
#include <string_view>
#include <vector>

namespace diffuscope {
using nlohmann::json;

namespace {

constexpr int kMaxDepth = 8;          // a config needs 2, a safetensors header 3
constexpr int kMaxCommas = 2'000'000; // the largest public models have some thousand tensors
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

std::string shortened(const std::string& text) { return text.size() <= 80 ? text : text.substr(0, 77) + "..."; }

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
