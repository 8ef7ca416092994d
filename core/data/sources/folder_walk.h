#pragma once
#include "core/data/dataset.h"
#include "core/data/sources/image_list.h"
#include "core/data/sources/passed_over.h"

#include <filesystem>

namespace diffuscope {

// Told by its extension; hidden files are none.
bool isImageName(std::string_view name);

// Every picture file below `root` except hidden ones, in byte order of their paths, whatever order the disk lists them
// in. Symbolic links are followed, and no folder is visited twice. Unreadable folders go to `skipped`. `progress` gets
// the count so far, with total 0, at most 30 times a second. What is no picture goes to `over`. Cancelled, even within
// a folder: throws Error("Cancelled").
ImageList imagesBelow(const std::filesystem::path& root, std::vector<Dataset::Skipped>& skipped,
                      const ScanProgress& progress, const std::stop_token& stop, PassedOver* over = nullptr);

// The class of each file from its folder: the first level of sub-folders, below any folder that all share and below
// train / test / validation folders. Names sorted by sortClassNames(); "(no folder)" for files beside the class
// folders. Fewer than two class folders: no names, all labels 0. `kept`: the files that count, ascending.
struct FolderClasses {
    std::vector<std::string> names;
    std::vector<int> labels; // one for each of `kept`
};
// Where everything lies in train, test and validation folders: the files of the training part, and a remark that says
// so. Empty: all files count.
std::vector<int> trainingPart(const std::filesystem::path& root, const ImageList& files, DatasetReport& report);

// In byte order; where all are numbers, in the order of the numbers. "(no folder)" comes first.
void sortClassNames(std::vector<std::string>& names);

FolderClasses classesOf(const std::filesystem::path& root, const ImageList& files, const std::vector<int>& kept);

} // namespace diffuscope
