#include "core/recipe/fields_reader.h"

#include "core/base/worker.h"
#include "core/json/untrusted_json.h"
#include "core/recipe/recipe_values.h"

#include <algorithm>
#include <sstream>

namespace diffuscope {
using nlohmann::json;

namespace {

constexpr std::size_t kMostNamed = 12; // a card of the window has to hold them
constexpr std::size_t kMostParts = 1000;
constexpr std::size_t kLongestList = 10'001; // the steps 0 .. T of the longest schedule

std::string listed(std::initializer_list<const char*> names)
{
    std::string text;
    for (const char* name : names)
        if (*name)
            text += (text.empty() ? "one of " : ", ") + std::string(name);
    return text;
}

template <typename Number> std::string between(Number least, Number most)
{
    std::ostringstream text;
    text << " from " << least << " to " << most;
    return text.str();
}

} // namespace

const json* FieldsReader::field(const char* key)
{
    known(key);
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
}

void FieldsReader::refuse(const std::string& name, const json& value, const std::string& takes)
{
    if (read_.refused.size() < kMostNamed)
        read_.refused.push_back({shortened(name), shownValue(value), takes});
    else
        ++read_.refusedMore;
}

void FieldsReader::finish()
{
    for (const auto& [key, value] : object_.items())
        if (!known_.contains(key))
            refuse(path_ + key, value, {});
}

const json* FieldsReader::structured(const char* key)
{
    const json* value = field(key);
    if (!value || value->is_object())
        return value;
    refuse(path_ + key, *value, "an object");
    return nullptr;
}

const json* FieldsReader::listOfObjects(const char* key)
{
    const json* said = field(key);
    if (!said || (said->is_array() && said->size() <= kMostParts &&
                  std::all_of(said->begin(), said->end(), [](const json& part) { return part.is_object(); })))
        return said;
    refuse(path_ + key, *said, "a list of up to " + std::to_string(kMostParts) + " objects");
    return nullptr;
}

void FieldsReader::text(const char* key, std::string& value, std::size_t longest)
{
    const json* said = field(key);
    if (said && said->is_string() && said->get_ref<const std::string&>().size() <= longest)
        value = said->get<std::string>();
    else if (said)
        refuse(path_ + key, *said, "a text of at most " + std::to_string(longest) + " characters");
}

std::optional<std::size_t> FieldsReader::place(const char* key, std::initializer_list<const char*> names)
{
    const json* said = field(key);
    if (!said)
        return std::nullopt;
    const auto* found = std::find_if(names.begin(), names.end(),
                                     [said](const char* name) { return *name && said->is_string() && *said == name; });
    if (found != names.end())
        return std::size_t(found - names.begin());
    refuse(path_ + key, *said, listed(names));
    return std::nullopt;
}

void FieldsReader::choice(const char* key, std::string& value, std::initializer_list<const char*> names)
{
    if (const auto at = place(key, names))
        value = names.begin()[*at];
}

std::optional<std::int64_t> FieldsReader::numberIn(const char* key, std::int64_t least, std::int64_t most)
{
    const json* said = field(key);
    if (!said)
        return std::nullopt;
    const auto whole = wholeIn(*said);
    if (whole && *whole >= least && *whole <= most)
        return whole;
    refuse(path_ + key, *said, "a whole number" + between(least, most));
    return std::nullopt;
}

void FieldsReader::real(const char* key, double& value, double least, double most)
{
    const json* said = field(key);
    if (!said)
        return;
    const double number = said->is_number() ? said->get<double>() : least - 1;
    if (number >= least && number <= most)
        value = number;
    else
        refuse(path_ + key, *said, "a number" + between(least, most));
}

void FieldsReader::real(const char* key, std::optional<double>& value, double least, double most)
{
    double number = least - 1; // stays where nothing is said, and where it does not fit
    real(key, number, least, most);
    if (number >= least)
        value = number;
}

void FieldsReader::flag(const char* key, bool& value)
{
    const json* said = field(key);
    if (said && said->is_boolean())
        value = said->get<bool>();
    else if (said)
        refuse(path_ + key, *said, "true or false");
}

void FieldsReader::seed(const char* key, std::optional<std::uint64_t>& value)
{
    const json* said = field(key);
    if (!said)
        return;
    if (const auto whole = seedIn(*said))
        value = whole;
    else
        refuse(path_ + key, *said, "a whole number from 0 to 18446744073709551615");
}

void FieldsReader::wholes(const char* key, std::vector<int>& values, std::int64_t least, std::int64_t most, Empty)
{
    const json* said = field(key);
    if (!said)
        return;
    std::vector<int> found;
    bool fits = said->is_array() && said->size() <= kLongestList;
    for (std::size_t k = 0; fits && k < said->size(); ++k) {
        const auto whole = wholeIn((*said)[k]);
        fits = whole && *whole >= least && *whole <= most;
        if (fits)
            found.push_back(int(*whole));
    }
    if (fits)
        values = std::move(found);
    else
        refuse(path_ + key, *said, "a list of whole numbers" + between(least, most));
}

void FieldsReader::texts(const char* key, std::vector<std::string>& values)
{
    const json* said = field(key);
    if (!said)
        return;
    if (said->is_array() && said->size() <= kLongestList &&
        std::all_of(said->begin(), said->end(), [](const json& value) { return value.is_string(); }))
        values = said->get<std::vector<std::string>>();
    else
        refuse(path_ + key, *said, "a list of texts");
}

void FieldsReader::settings(const char* key, ParamValues& values, const std::vector<ParamSpec>* specs)
{
    const json* part = structured(key);
    if (!part)
        return;
    std::set<std::string> named;
    static const std::vector<ParamSpec> none;
    for (const ParamSpec& spec : specs ? *specs : none) {
        const auto said = part->find(spec.key);
        named.insert(spec.key);
        if (said == part->end())
            continue;
        if (attempt([&] { values.insert_or_assign(spec.key, settingIn(*said, spec)); }))
            refuse(spec.key, *said, acceptedValues(spec).text());
    }
    for (const auto& [name, value] : part->items()) {
        if (named.contains(name))
            continue;
        const auto single = specs ? std::nullopt : settingIn(value);
        if (single)
            values.insert_or_assign(name, *single);
        else
            refuse(name, value, specs ? "" : "a single value");
    }
}

} // namespace diffuscope
