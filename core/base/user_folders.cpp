#include "core/base/user_folders.h"

#include "core/base/error.h"

#include <cstdlib>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

fs::path dataFolder()
{
    const char* chosen = std::getenv("XDG_DATA_HOME");
    if (chosen && *chosen == '/')
        return chosen;
    const char* home = std::getenv("HOME");
    if (!home || !*home)
        throw Error("There is no place for the user's data", "HOME is not set", "Choose a folder yourself.");
    return fs::path(home) / ".local" / "share";
}

} // namespace

fs::path userRunsFolder() { return dataFolder() / "diffuscope" / "runs"; }
fs::path userGalleryFolder() { return dataFolder() / "diffuscope" / "gallery"; }

fs::path userCacheFolder()
{
    const char *chosen = std::getenv("XDG_CACHE_HOME"), *home = std::getenv("HOME");
    if (chosen && *chosen == '/')
        return fs::path(chosen) / "diffuscope";
    return home && *home ? fs::path(home) / ".cache" / "diffuscope" : fs::path();
}

std::string lastingSource(const std::string& source)
{
    std::error_code problem;
    if (source.empty() || source.starts_with("builtin:") || source.starts_with("starter:"))
        return source;
    const fs::path whole = fs::absolute(source, problem).lexically_normal();
    return problem ? source : (whole.has_filename() ? whole : whole.parent_path()).string();
}

} // namespace diffuscope
