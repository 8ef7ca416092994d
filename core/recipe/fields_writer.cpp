#include "core/recipe/fields_writer.h"

namespace diffuscope {

void FieldsWriter::settings(const char* key, const ParamValues& values, const std::vector<ParamSpec>*)
{
    nlohmann::ordered_json& part = object_[key] = nlohmann::ordered_json::object();
    for (const auto& [name, value] : values)
        std::visit([&part, &name = name](const auto& held) { part[name] = held; }, value);
}

} // namespace diffuscope
