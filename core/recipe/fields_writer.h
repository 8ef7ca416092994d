#pragma once
#include "core/base/params.h"
#include "core/recipe/recipe_fields.h"

#include <nlohmann/json.hpp>

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace diffuscope {

// Puts the fields of a recipe into JSON, see recipe_fields.h. Internal to core/recipe.
class FieldsWriter {
public:
    explicit FieldsWriter(nlohmann::ordered_json& object) : object_(object) {}

    void text(const char* key, const std::string& value, std::size_t = 0)
    {
        if (!value.empty())
            object_[key] = value;
    }
    void choice(const char* key, const std::string& value, std::initializer_list<const char*>) { object_[key] = value; }
    template <typename Enum> void named(const char* key, Enum value, std::initializer_list<const char*> names)
    {
        object_[key] = names.begin()[std::size_t(value)];
    }
    template <typename Whole> void whole(const char* key, Whole value, std::int64_t, std::int64_t)
    {
        object_[key] = value;
    }
    template <typename Whole> void whole(const char* key, const std::optional<Whole>& value, std::int64_t, std::int64_t)
    {
        if (value)
            object_[key] = *value;
    }
    void count(const char* key, int value, std::int64_t) // 0: not said
    {
        if (value > 0)
            object_[key] = value;
    }
    void real(const char* key, double value, double, double) { object_[key] = value; }
    void real(const char* key, const std::optional<double>& value, double, double)
    {
        if (value)
            object_[key] = *value;
    }
    void realUnless(double usual, const char* key, double value, double, double)
    {
        if (value != usual)
            object_[key] = value;
    }
    void wholeUnless(int usual, const char* key, int value, std::int64_t, std::int64_t)
    {
        if (value != usual)
            object_[key] = value;
    }
    void flag(const char* key, bool value) { object_[key] = value; }
    void flagIfOn(const char* key, bool value)
    {
        if (value)
            flag(key, value);
    }
    void seed(const char* key, const std::optional<std::uint64_t>& value)
    {
        if (value)
            object_[key] = *value;
    }
    // For older programs, which read these without a pass through the core: their JSON holds no number beyond 2^63.
    void seedDigits(const char* key, const std::optional<std::uint64_t>& value)
    {
        if (value)
            object_[key] = std::to_string(*value);
    }
    void wholes(const char* key, const std::vector<int>& values, std::int64_t, std::int64_t, Empty empty)
    {
        if (!values.empty() || empty == Empty::Written)
            object_[key] = values;
    }
    void texts(const char* key, const std::vector<std::string>& values)
    {
        if (!values.empty())
            object_[key] = values;
    }
    void settings(const char* key, const ParamValues& values, const std::vector<ParamSpec>*);
    void settingsIfAny(const char* key, const ParamValues& values, const std::vector<ParamSpec>* specs)
    {
        if (!values.empty())
            settings(key, values, specs);
    }
    template <typename Visit> void object(const char* key, bool wanted, const Visit& visit)
    {
        if (!wanted)
            return;
        nlohmann::ordered_json& part = object_[key] = nlohmann::ordered_json::object();
        FieldsWriter inner(part);
        visit(inner);
    }
    template <typename Value, typename Visit>
    void optionalObject(const char* key, std::optional<Value>& value, const Visit& visit)
    {
        object(key, value.has_value(), [&](FieldsWriter& inner) { visit(inner, *value); });
    }
    template <typename Value, typename Visit>
    void objects(const char* key, std::vector<Value>& values, const Visit& visit)
    {
        for (Value& value : values) {
            FieldsWriter inner(object_[key].emplace_back(nlohmann::ordered_json::object()));
            visit(inner, value);
        }
    }
    template <typename Values> void forPeople(std::initializer_list<const char*> keys, const Values& values)
    {
        const auto* key = keys.begin();
        for (const double value : values())
            object_[*key++] = value;
    }

private:
    nlohmann::ordered_json& object_;
};

} // namespace diffuscope
