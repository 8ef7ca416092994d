#pragma once
#include "core/session/files/tools.h"

#include <nlohmann/json_fwd.hpp>

namespace diffuscope {

// Opens a dataset as training would and adds what was found: facts for people, problems, and the same as JSON.
// Writes options.sheet where it is named. Throws Error.
nlohmann::ordered_json inspectDataset(InspectReport& report, const std::string& source, const InspectOptions& options);

} // namespace diffuscope
