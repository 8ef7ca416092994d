#include "app/cli/options.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <iomanip>
#include <limits>
#include <sstream>

namespace diffuscope::cli {
namespace {

// Formats that write one file with a film in it.
std::vector<CatalogEntry> films()
{
    std::vector<CatalogEntry> all = formats();
    std::erase_if(all, [](const CatalogEntry& format) { return !format.animated || format.extension.empty(); });
    return all;
}

std::string shortText(double number)
{
    std::ostringstream text;
    text << std::setprecision(12) << number;
    return text.str();
}

// Forms show sentences; the help of this program ends without a full stop everywhere.
std::string withoutStop(std::string help)
{
    if (help.ends_with('.') && !help.ends_with("..."))
        help.pop_back();
    return help;
}

CLI::Validator wholeNumber(long long least, long long most, const std::string& wanted)
{
    const auto check = [=](const std::string& text) -> std::string {
        long long number = 0;
        const bool fits = CLI::detail::lexical_cast(text, number) && number >= least && number <= most;
        return fits ? "" : text + " is not a whole number " + wanted;
    };
    return CLI::Validator(check, wanted);
}

// The lowest number may have a name, such as "auto".
CLI::Validator orCalled(const std::string& name, const CLI::Validator& number)
{
    if (name.empty())
        return number;
    const auto check = [name, number](const std::string& text) -> std::string {
        const std::string problem = text == name ? std::string() : number(text);
        return problem.empty() ? problem : problem + " or " + name;
    };
    return CLI::Validator(check, number.get_description() + " or " + name);
}

// Choices and ranges are wrong usage, found before anything is opened.
void check(CLI::Option& option, const ParamSpec& spec)
{
    switch (spec.kind) {
    case ParamSpec::Kind::Toggle:
        option.check(CLI::IsMember({"true", "false"}));
        break;
    case ParamSpec::Kind::Integer:
        option.type_name("INT")->check(
            orCalled(spec.lowestName, wholeNumberFrom((long long)(spec.minimum), (long long)(spec.maximum))));
        break;
    case ParamSpec::Kind::Real:
        option.type_name("NUMBER")->check(numberBetween(spec.minimum, spec.maximum));
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
    return wholeNumber(least, std::numeric_limits<long long>::max(), "from " + std::to_string(least));
}

CLI::Validator wholeNumberFrom(long long least, long long most)
{
    return wholeNumber(least, most, "from " + std::to_string(least) + " to " + std::to_string(most));
}

CLI::Validator numberBetween(double least, double most)
{
    const std::string wanted = "from " + shortText(least) + " to " + shortText(most);
    const auto check = [=](const std::string& text) -> std::string {
        double number = 0;
        const bool fits = CLI::detail::lexical_cast(text, number) && number >= least && number <= most;
        return fits ? "" : text + " is not a number " + wanted;
    };
    return CLI::Validator(check, wanted);
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

CLI::Validator filmNamed()
{
    const auto check = [](const std::string& text) -> std::string {
        const std::string given = CLI::detail::to_lower(std::filesystem::path(text).extension().string());
        const auto all = films();
        const bool known = given.empty() || std::any_of(all.begin(), all.end(), [&given](const CatalogEntry& film) {
                               return film.extension == given;
                           });
        return known ? "" : text + " does not end in one of " + filmEndings();
    };
    return CLI::Validator(check, "");
}

std::string filmEndings()
{
    std::string text;
    for (const CatalogEntry& film : films())
        text += (text.empty() ? "" : ", ") + film.extension;
    return text;
}

std::string filmFormat(const std::string& path)
{
    const std::string given = CLI::detail::to_lower(std::filesystem::path(path).extension().string());
    for (const CatalogEntry& film : films())
        if (film.extension == given)
            return film.id;
    return "gif";
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
        CLI::Option* option = parser.add_option(names, *text, withoutStop(spec.help));
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
