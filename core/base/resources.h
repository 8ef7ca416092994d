#pragma once
#include <filesystem>
#include <string>

namespace diffuscope {

// What ships beside the programs (resources/): icons, and later models, lessons, translations. Window and command line
// find it alike, in the build tree, installed, and in a package that was unpacked anywhere: no path is compiled in.
// Places, in this order: $DIFFUSCOPE_RESOURCES; ../share/diffuscope beside the folder of the program that runs. The
// first that holds the program's icon counts, since a user's own data may lie in a folder of the same name.

// Throws Error naming every place that was looked in.
std::filesystem::path resourceFolder();

// One of its files, "icons/diffuscope.svg". Throws Error naming the path when it is not there.
std::filesystem::path resource(const std::string& name);

// The rule itself. `program`: the path of the executable, links resolved; empty: not known. `chosen`: what the variable
// holds, or null.
std::filesystem::path resourceFolderOf(const std::filesystem::path& program, const char* chosen);

} // namespace diffuscope
