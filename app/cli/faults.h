#pragma once
#include "core/messages/sample_parts.h"

#include <string>
#include <vector>

namespace diffuscope::cli {

// "no-noise", "t-offset=5", ...: what --break takes. Throws CLI::ValidationError naming a word that is none.
Faults faultsOf(const std::vector<std::string>& words);
std::string faultsHelp(); // what there is

} // namespace diffuscope::cli
