#pragma once
#include <filesystem>
#include <string>

namespace diffuscope {

// $XDG_DATA_HOME/diffuscope/runs, where runs without a folder of their own go. Throws Error when there is no home. It
// need not exist yet.
std::filesystem::path userRunsFolder();

// The same for the gallery: everything that was generated.
std::filesystem::path userGalleryFolder();

// $XDG_CACHE_HOME/diffuscope, for what can be made again; empty where there is no home.
std::filesystem::path userCacheFolder();

// A dataset's source as a run keeps it, or a model's as a recipe does: a path from the root, so that the run finds its
// pictures wherever the next program is started. "builtin:...", "starter:..." and nothing stay as they are.
std::string lastingSource(const std::string& source);

} // namespace diffuscope
