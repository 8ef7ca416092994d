#pragma once
#include <filesystem>

namespace diffuscope {

// What was recorded of other programs, and models of a few weights.
inline const std::filesystem::path kGolden = DIFFUSCOPE_GOLDEN_DIR;

// A copy that a test may change: the recorded files may be read-only.
inline void copyToChange(const std::filesystem::path& from, const std::filesystem::path& to)
{
    namespace fs = std::filesystem;
    fs::create_directories(to);
    fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    for (const auto& entry : fs::recursive_directory_iterator(to))
        fs::permissions(entry.path(), fs::perms::owner_write, fs::perm_options::add);
}

} // namespace diffuscope
