#pragma once
#include "core/data/dataset.h"

namespace diffuscope {

// One function a source, each in its own file; dataset.cpp lists them.
DatasetSource digitsSource();
DatasetSource shapesSource();
DatasetSource emojiSource();
DatasetSource idxSource();
DatasetSource archiveSource();
DatasetSource cifarSource();
DatasetSource videoSource();
DatasetSource imageFolderSource();

// What the sources share.

// An empty set with room for `count` pictures of the options' size. Throws Error when that needs more than 4 GiB.
std::shared_ptr<Dataset> newDataset(const std::string& source, int count, int channels, const DatasetOptions& options);

// Writes picture `index`, turned grey or RGB as the set needs it. Different indices may be written at once.
void storePicture(Dataset& set, int index, const Image& picture);

// Which of `available` pictures a limit keeps: all, or `limit` of them spread evenly. Rising.
std::vector<int> spread(int available, int limit);

// Pictures of a generated set: options.builtinCount or `standard`, at most options.limit.
int builtinCount(const DatasetOptions& options, int standard);

// Generates a whole set in parallel; picture k has class k % classNames.size().
using DrawPicture = std::function<Image(int label, int size, std::uint64_t seed, std::uint64_t index)>;
std::shared_ptr<Dataset> drawDataset(const std::string& source, std::vector<std::string> classNames, int channels,
                                     const DrawPicture& draw, const DatasetOptions& options,
                                     const ScanProgress& progress, std::stop_token stop);

} // namespace diffuscope
