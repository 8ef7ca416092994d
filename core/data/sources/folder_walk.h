#pragma once
#include "core/data/dataset.h"

#include <filesystem>

namespace diffuscope {

// Every picture file below `root`, hidden ones aside, in byte order of their paths. Symbolic links are followed,
// each folder once. Folders that cannot be read go to `skipped`.
std::vector<std::filesystem::path> picturesBelow(const std::filesystem::path& root,
                                                 std::vector<Dataset::Skipped>& skipped, const std::stop_token& stop);

// The class of each file from its folder: the first level of sub-folders, below any folder that all share and below
// train / test / validation folders. Names sorted; "(root)" for files beside the class folders. Fewer than two class
// folders: no names, all labels 0.
struct FolderClasses {
    std::vector<std::string> names;
    std::vector<int> labels;
};
FolderClasses classesOf(const std::filesystem::path& root, const std::vector<std::filesystem::path>& files);

} // namespace diffuscope
