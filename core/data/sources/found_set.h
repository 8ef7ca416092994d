#pragma once
#include "core/data/dataset.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace diffuscope {

// Sets of other kinds below a folder that has no pictures, as downloads leave them: idx files in MNIST/raw, a folder of
// CIFAR's batches, arrays, an archive. At most three folders down.
std::vector<std::filesystem::path> setsBelow(const std::filesystem::path& folder);

// The one to open: the only one, a folder with an array for each class, or the only one that is named after training.
// Nothing where there is none; throws Error naming them where there are several. `shown`: what the user asked for.
std::optional<std::filesystem::path> chosenSet(const std::filesystem::path& folder, const std::string& shown);

// Opens it in place of `shown`, and says so in the report. Errors name `shown`.
std::shared_ptr<Dataset> openInPlaceOf(const std::string& shown, const std::filesystem::path& folder,
                                       const std::filesystem::path& found, const DatasetOptions& options,
                                       const ScanProgress& progress, const std::stop_token& stop);

// Whether a file of an archive may belong to such a set, by its name.
bool mayBelongToSet(const std::filesystem::path& name);

} // namespace diffuscope
