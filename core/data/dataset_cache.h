#pragma once
#include "core/data/dataset.h"

namespace diffuscope {

// Prepared sets that are too large for memory, kept on disk between runs. A file is found by source and settings and
// used only when its fingerprint is that of the files today and every byte is as it was written.

std::filesystem::path defaultCacheFolder(); // $XDG_CACHE_HOME/diffuscope/datasets; empty where there is no home

// Name, size and time of change of what the set is made of. Contents that change without changing these are not
// noticed.
std::uint64_t fingerprintOf(const std::vector<std::filesystem::path>& files);

// The kept set, or null.
std::shared_ptr<Dataset> findCached(const std::string& source, const DatasetOptions& options,
                                    std::uint64_t fingerprint);

// Seals a set that was made in a file of the cache, so that the next findCached() finds it.
void keepCached(Dataset& set, const DatasetOptions& options, std::uint64_t fingerprint);

bool mayBeCached(const std::string& source, const DatasetOptions& options); // a file of that name is there

} // namespace diffuscope
