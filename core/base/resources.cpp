#include "core/base/resources.h"

#include "core/base/error.h"

#include <cstdlib>
#include <vector>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr char kVariable[] = "DIFFUSCOPE_RESOURCES", kMark[] = "icons/diffuscope.svg";

fs::path thisProgram()
{
    std::error_code problem;
    const fs::path path = fs::read_symlink("/proc/self/exe", problem);
    return problem ? fs::path() : path;
}

bool isFile(const fs::path& path)
{
    std::error_code problem;
    return fs::is_regular_file(path, problem);
}

} // namespace

fs::path resourceFolderOf(const fs::path& program, const char* chosen)
{
    std::vector<fs::path> places;
    if (chosen && *chosen)
        places.emplace_back(chosen);
    if (!program.empty())
        places.push_back(program.parent_path().parent_path() / "share" / "diffuscope");
    std::string tried;
    for (const fs::path& place : places) {
        if (isFile(place / kMark))
            return place;
        tried += (tried.empty() ? "" : ", ") + place.string();
    }
    throw Error("The files that belong to the program are missing", tried.empty() ? "no place to look in" : tried,
                "Install the program again, or set " + std::string(kVariable) + " to the folder that holds " + kMark +
                    ".");
}

fs::path resourceFolder() { return resourceFolderOf(thisProgram(), std::getenv(kVariable)); }

fs::path resource(const std::string& name)
{
    const fs::path path = resourceFolder() / name;
    if (!isFile(path))
        throw Error("A file that belongs to the program is missing", path.string(), "Install the program again.");
    return path;
}

} // namespace diffuscope
