#pragma once
#include "core/data/dataset.h"

#include <filesystem>
#include <vector>

namespace diffuscope {

// The arrays of a folder that has an .npy file for each class, as QuickDraw's are downloaded: cat.npy, dog.npy. By name
// alone, in the order of the classes. Empty where it is none: it holds other pictures or sub-folders, or files called
// after training, tests or labels.
std::vector<std::filesystem::path> numpyClassFiles(const std::filesystem::path& folder);

// Opens it; classes are named after the files. Arrays without pictures are left out, which the report says. Throws
// Error where the others differ in shape or type, and names them.
std::shared_ptr<Dataset> openNumpyClasses(const std::filesystem::path& folder, const DatasetOptions& options,
                                          const ScanProgress& progress, const std::stop_token& stop);

} // namespace diffuscope
