#pragma once
#include "core/data/dataset.h"

#include <span>

namespace diffuscope {

// One function a source, each in its own file; dataset.cpp lists them.
DatasetSource digitsSource();
DatasetSource shapesSource();
DatasetSource emojiSource();
DatasetSource idxSource();
DatasetSource numpySource();
DatasetSource archiveSource();
DatasetSource cifarSource();
DatasetSource videoSource();
DatasetSource imageFolderSource();

// What the sources share.

// An empty set with room for `count` pictures of the options' size: in memory up to options.memoryLimit, else in a file
// of the cache. Throws Error when that would be more than 20 GB or the disk has no room for it; where the cache cannot
// be written to at all, a set of up to 4 GiB is kept in memory.
std::shared_ptr<Dataset> newDataset(const std::string& source, int count, int channels, const DatasetOptions& options);

// Where the pictures of a set lie while it is being made: in memory, or in the cache's file.
std::uint64_t storedBytes(const Dataset& set);
void readStored(const Dataset& set, std::uint64_t offset, std::span<std::uint8_t> out);
void writeStored(Dataset& set, std::uint64_t offset, std::span<const std::uint8_t> bytes);
void shrinkStored(Dataset& set, std::uint64_t bytes);

// Writes picture `index`, turned grey or RGB as the set needs it. Different indices may be written at once.
void storeImage(Dataset& set, int index, const Image& picture);

// Which of `available` pictures a limit keeps: all, or `limit` of them spread evenly. Ascending.
std::vector<int> spread(int available, int limit);

// Pictures of a generated set: options.builtinCount or `standard`, at most options.limit.
int builtinCount(const DatasetOptions& options, int standard);

// Generates a whole set in parallel; picture k has class k % classNames.size().
using DrawImage = std::function<Image(int label, int size, std::uint64_t seed, std::uint64_t index)>;
std::shared_ptr<Dataset> drawDataset(const std::string& source, std::vector<std::string> classNames, int channels,
                                     const DrawImage& draw, const DatasetOptions& options, const ScanProgress& progress,
                                     std::stop_token stop);

} // namespace diffuscope
