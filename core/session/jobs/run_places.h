#pragma once
#include <filesystem>

namespace diffuscope {

// $XDG_DATA_HOME/diffuscope/runs, where runs without a folder of their own go. Throws Error when there is no home. It
// need not exist yet.
std::filesystem::path userRunsFolder();

} // namespace diffuscope
