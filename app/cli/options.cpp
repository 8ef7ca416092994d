#include "app/cli/options.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <iomanip>
#include <sstream>

namespace diffuscope::cli {
namespace {

template <typename Number> CLI::Validator numberWithin(const ParamSpec& spec)
{
    std::ostringstream range;
    range << std::setprecision(12) << "[" << spec.minimum << " - " << spec.maximum << "]";
    if (!spec.lowestName.empty())
        range << " or " << spec.lowestName;
    const auto check = [spec, wanted = range.str()](const std::string& text) -> std::string {
        if (!spec.lowestName.empty() && text == spec.lowestName)
            return "";
        Number number{};
        const bool fits =
            CLI::detail::lexical_cast(text, number) && double(number) >= spec.minimum && double(number) <= spec.maximum;
        return fits ? "" : text + " is not a number in " + wanted;
    };
    return CLI::Validator(check, range.str());
}

// Choices and ranges are wrong usage, found before anything is opened.
void check(CLI::Option& option, const ParamSpec& spec)
{
    switch (spec.kind) {
    case ParamSpec::Kind::Toggle:
        option.check(CLI::IsMember({"true", "false"}));
        break;
    case ParamSpec::Kind::Integer:
        option.type_name("INT")->check(numberWithin<long long>(spec));
        break;
    case ParamSpec::Kind::Real:
        option.type_name("NUMBER")->check(numberWithin<double>(spec));
        break;
    case ParamSpec::Kind::Choice:
        option.check(CLI::IsMember(spec.choices));
        break;
    case ParamSpec::Kind::Text:
        break;
    }
}

ParamValue valueOf(const ParamSpec& spec, const std::string& text)
{
    switch (spec.kind) {
    case ParamSpec::Kind::Toggle:
        return text == "true";
    case ParamSpec::Kind::Integer:
        if (!spec.lowestName.empty() && text == spec.lowestName)
            return static_cast<long long>(spec.minimum);
        return std::stoll(text);
    case ParamSpec::Kind::Real:
        return std::stod(text);
    case ParamSpec::Kind::Choice:
    case ParamSpec::Kind::Text:
        return text;
    }
    return text;
}

} // namespace

CLI::Validator wholeNumberFrom(long long least)
{
    const std::string wanted = "a whole number from " + std::to_string(least);
    const auto check = [least, wanted](const std::string& text) -> std::string {
        long long number = 0;
        return CLI::detail::lexical_cast(text, number) && number >= least ? "" : text + " is not " + wanted;
    };
    return CLI::Validator(check, "from " + std::to_string(least));
}

CLI::Validator seedNumber()
{
    const auto check = [](const std::string& text) -> std::string {
        std::uint64_t seed = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seed);
        return problem == std::errc() && end == text.data() + text.size()
                   ? ""
                   : text + " is not a whole number from 0 to 18446744073709551615";
    };
    return CLI::Validator(check, "from 0");
}

CLI::Validator numberAboveZero()
{
    const auto check = [](const std::string& text) -> std::string {
        double number = 0;
        return CLI::detail::lexical_cast(text, number) && number > 0 ? "" : text + " is not a number above 0";
    };
    return CLI::Validator(check, "above 0");
}

CLI::Validator fileNamed(const std::string& extension)
{
    const auto check = [extension](const std::string& text) -> std::string {
        const std::string given = CLI::detail::to_lower(std::filesystem::path(text).extension().string());
        return given.empty() || given == extension ? "" : text + " does not end in " + extension;
    };
    return CLI::Validator(check, "");
}

std::string optionName(std::string key)
{
    std::replace(key.begin(), key.end(), '_', '-');
    return "--" + key;
}

void ParamOptions::add(CLI::App& parser, const std::vector<ParamSpec>& specs,
                       const std::map<std::string, std::string>& aliases)
{
    for (const ParamSpec& spec : specs) {
        if (specs_.contains(spec.key))
            continue;
        specs_[spec.key] = spec;
        const auto alias = aliases.find(spec.key);
        const std::string names = optionName(spec.key) + (alias == aliases.end() ? "" : "," + alias->second);
        const auto text = given_[spec.key] = std::make_shared<std::string>();
        CLI::Option* option = parser.add_option(names, *text, spec.help);
        check(*option, spec);
        options_[spec.key] = option;
    }
}

ParamValues ParamOptions::values() const
{
    ParamValues values;
    for (const auto& [key, spec] : specs_)
        if (options_.at(key)->count() > 0)
            values[key] = valueOf(spec, *given_.at(key));
    return values;
}

std::vector<ParamSpec> paramsOf(const std::vector<CatalogEntry>& entries)
{
    std::vector<ParamSpec> specs;
    for (const CatalogEntry& entry : entries)
        for (const ParamSpec& spec : entry.params) {
            const auto isSame = [&spec](const ParamSpec& other) { return other.key == spec.key; };
            const auto same = std::find_if(specs.begin(), specs.end(), isSame);
            if (same == specs.end()) {
                specs.push_back(spec);
                continue;
            }
            for (const std::string& choice : spec.choices)
                if (std::find(same->choices.begin(), same->choices.end(), choice) == same->choices.end())
                    same->choices.push_back(choice);
        }
    return specs;
}

std::vector<std::string> idsOf(const std::vector<CatalogEntry>& entries)
{
    std::vector<std::string> ids;
    for (const CatalogEntry& entry : entries)
        ids.push_back(entry.id);
    return ids;
}

} // namespace diffuscope::cli
