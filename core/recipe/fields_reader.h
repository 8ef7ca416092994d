#pragma once
#include "core/messages/recipes.h"
#include "core/recipe/recipe_fields.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace diffuscope {

// Takes the fields of a recipe out of JSON from whoever, see recipe_fields.h: what is not there leaves a value alone,
// what does not fit leaves it alone and is named. Internal to core/recipe.
class FieldsReader {
public:
    FieldsReader(const nlohmann::json& object, ReadRecipe& read, std::string path = {})
        : object_(object), read_(read), path_(std::move(path))
    {
    }

    void text(const char* key, std::string& value, std::size_t longest = 4096);
    void choice(const char* key, std::string& value, std::initializer_list<const char*> names);
    template <typename Enum> void named(const char* key, Enum& value, std::initializer_list<const char*> names)
    {
        if (const auto at = place(key, names))
            value = Enum(*at);
    }
    template <typename Whole> void whole(const char* key, Whole& value, std::int64_t least, std::int64_t most)
    {
        if (const auto number = numberIn(key, least, most))
            value = Whole(*number);
    }
    template <typename Whole>
    void whole(const char* key, std::optional<Whole>& value, std::int64_t least, std::int64_t most)
    {
        if (const auto number = numberIn(key, least, most))
            value = Whole(*number);
    }
    void count(const char* key, int& value, std::int64_t most) { whole(key, value, 1, most); }
    void real(const char* key, double& value, double least, double most);
    void real(const char* key, std::optional<double>& value, double least, double most);
    void realUnless(double, const char* key, double& value, double least, double most)
    {
        real(key, value, least, most);
    }
    void wholeUnless(int, const char* key, int& value, std::int64_t least, std::int64_t most)
    {
        whole(key, value, least, most);
    }
    void flag(const char* key, bool& value);
    void flagIfOn(const char* key, bool& value) { flag(key, value); }
    void seed(const char* key, std::optional<std::uint64_t>& value);
    void seedDigits(const char* key, std::optional<std::uint64_t>& value) { seed(key, value); }
    void wholes(const char* key, std::vector<int>& values, std::int64_t least, std::int64_t most, Empty);
    void texts(const char* key, std::vector<std::string>& values);
    void settings(const char* key, ParamValues& values, const std::vector<ParamSpec>* specs); // null: unchecked
    void settingsIfAny(const char* key, ParamValues& values, const std::vector<ParamSpec>* specs)
    {
        settings(key, values, specs);
    }
    template <typename Visit> void object(const char* key, bool, const Visit& visit)
    {
        if (const auto* part = structured(key)) {
            FieldsReader inner(*part, read_, path_ + key + '.');
            visit(inner);
            inner.finish();
        }
    }
    // Said, but not understood: there, and empty.
    template <typename Visit>
    void optionalObject(const char* key, std::optional<ScheduleSpec>& value, const Visit& visit)
    {
        if (object_.contains(key))
            value = ScheduleSpec{"", 0, {}};
        object(key, true, [&](FieldsReader& inner) { visit(inner, *value); });
    }
    template <typename Value, typename Visit>
    void optionalObject(const char* key, std::optional<Value>& value, const Visit& visit)
    {
        object(key, true, [&](FieldsReader& inner) { visit(inner, value.emplace()); });
    }
    template <typename Value, typename Visit>
    void objects(const char* key, std::vector<Value>& values, const Visit& visit)
    {
        const auto* parts = listOfObjects(key);
        for (std::size_t k = 0; parts && k < parts->size(); ++k) {
            FieldsReader inner((*parts)[k], read_, path_ + key + '[' + std::to_string(k) + "].");
            visit(inner, values.emplace_back());
            inner.finish();
        }
    }
    template <typename Values> void forPeople(std::initializer_list<const char*> keys, const Values&)
    {
        for (const char* key : keys)
            known(key);
    }
    void known(const char* key) { known_.insert(key); } // it is dealt with elsewhere
    void finish();                                      // names every field that nobody asked for

private:
    const nlohmann::json* field(const char* key); // null: not there
    const nlohmann::json* structured(const char* key);
    const nlohmann::json* listOfObjects(const char* key);
    std::optional<std::int64_t> numberIn(const char* key, std::int64_t least, std::int64_t most);
    std::optional<std::size_t> place(const char* key, std::initializer_list<const char*> names);
    void refuse(const std::string& field, const nlohmann::json& value, const std::string& takes);

    const nlohmann::json& object_;
    ReadRecipe& read_;
    std::string path_;
    std::set<std::string> known_;
};

} // namespace diffuscope
