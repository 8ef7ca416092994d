#pragma once
#include "core/data/dataset.h"
#include "core/data/sources/image_list.h"

#include <filesystem>

namespace diffuscope {

// Told by its extension; hidden files are none.
bool isImageName(std::string_view name);

// Every picture file below `root` except hidden ones, in byte order of their paths, whatever order the disk lists them
// in. Symbolic links are followed, and no folder is visited twice. Unreadable folders go to `skipped`. `progress` gets
// the count so far, with total 0, at most 30 times a second. Cancelled, even within a folder: throws
// Error("Cancelled").
ImageList imagesBelow(const std::filesystem::path& root, std::vector<Dataset::Skipped>& skipped,
                      const ScanProgress& progress, const std::stop_token& stop);

// The class of each file from its folder: the first level of sub-folders, below any folder that all share and below
// train / test / validation folders. Names sorted; "(root)" for files beside the class folders. Fewer than two class
// folders: no names, all labels 0. `kept`: the files that count, ascending.
struct FolderClasses {
    std::vector<std::string> names;
    std::vector<int> labels; // one for each of `kept`
};
FolderClasses classesOf(const std::filesystem::path& root, const ImageList& files, const std::vector<int>& kept);

} // namespace diffuscope
