#pragma once
#include "core/data/dataset.h"
#include "core/data/sources/passed_over.h"
#include "core/data/sources/sidecar_labels.h"

#include <filesystem>
#include <string>
#include <vector>

namespace diffuscope {

struct Listed {
    std::filesystem::path path; // absolute below a made-up root
    int position = 0;           // of its bytes among the archive's entries: a link has those of the file it stands for
};

// What an archive holds, from one pass over it.
struct ArchiveListing {
    std::vector<Listed> pictures; // in byte order of their paths
    bool mayHoldSet = false;      // a file without the ending of a picture may belong to a set of another kind
    SidecarLabels labels;         // of what files in it tell
    std::string damage;
};

// As a walk over the unpacked folder would find them: nothing hidden, and links to pictures followed, but none to
// folders. Those that lead nowhere go to `skipped`, what PassedOver names to what `over` was made with.
ArchiveListing listArchive(const std::filesystem::path& file, const ScanProgress& progress, const std::stop_token& stop,
                           std::vector<Dataset::Skipped>& skipped, PassedOver& over);

inline std::string nameIn(const Listed& entry) { return entry.path.relative_path().string(); }

} // namespace diffuscope
