#include "core/base/temporary_folder.h"

#include "core/base/error.h"

#include <cstdlib>
#include <system_error>

namespace diffuscope {

TemporaryFolder::TemporaryFolder(const std::string& purpose)
{
    std::error_code unknown;
    const std::filesystem::path folder = std::filesystem::temp_directory_path(unknown);
    std::string pattern = (folder / ("diffuscope-" + purpose + "-XXXXXX")).string();
    if (folder.empty() || !::mkdtemp(pattern.data()))
        throw Error("Cannot make a folder for temporary files", pattern, "Check that the disk has room.");
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

} // namespace diffuscope
