#pragma once
#include "core/data/dataset.h"
#include "core/data/sources/image_list.h"

#include <filesystem>

namespace diffuscope {

// By its ending, and not hidden.
bool isImageName(std::string_view name);

// Every picture file below `root`, hidden ones aside, in byte order of their paths whatever the order of the disk.
// Symbolic links are followed, each folder once. Folders that cannot be read go to `skipped`. `progress` hears the
// count so far, with total 0, at most 30 times a second. Cancelled: throws Error("Cancelled"), within one folder too.
ImageList picturesBelow(const std::filesystem::path& root, std::vector<Dataset::Skipped>& skipped,
                        const ScanProgress& progress, const std::stop_token& stop);

// The class of each file from its folder: the first level of sub-folders, below any folder that all share and below
// train / test / validation folders. Names sorted; "(root)" for files beside the class folders. Fewer than two class
// folders: no names, all labels 0. `kept` are the files that count, rising.
struct FolderClasses {
    std::vector<std::string> names;
    std::vector<int> labels; // one for each of `kept`
};
FolderClasses classesOf(const std::filesystem::path& root, const ImageList& files, const std::vector<int>& kept);

} // namespace diffuscope
