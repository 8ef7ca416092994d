#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace diffuscope {

// What a look at every file of a dataset found, before anything is trained on it.
struct DatasetReport {
    struct Count {
        std::string name;
        int count = 0;
    };
    static constexpr std::size_t kOthersNamed = 100;
    struct Duplicates { // files with the same bytes
        std::string first;
        std::vector<std::string> others; // at most kOthersNamed
    };
    static constexpr std::size_t kFilesNamed = 20;
    struct Remark {
        std::string what;
        std::vector<std::string> files; // as the skipped ones are named; at most kFilesNamed
        int count = 0;                  // of files in all; 0: the remark is not about files
    };
    int looked = 0;                     // files, archive entries, records or frames that were read
    std::vector<Count> sizes;           // of the originals, "640 x 480", the most frequent first; rare ones as "other"
    std::vector<Count> sides;           // histogram of the shorter side by powers of two: "32 to 63 px", rising
    std::vector<Count> colourModes;     // "grey", "RGB", "RGB with alpha", "palette", "16-bit grey", "CMYK", ...
    std::vector<Duplicates> duplicates; // the first 100 groups
    int duplicateFiles = 0;             // files beyond the first of each group, in all groups
    std::vector<Count> skippedReasons;  // exact, the most frequent first; the list of skipped files may be shortened
    int skippedFiles = 0;               // files that are not in the set, in all reasons together
    std::vector<Remark> remarks;        // on pictures that are in the set, and on how it was read
    std::uint64_t bytes = 0;            // read
    double seconds = 0;                 // the scan took
    std::string cacheFile;              // prepared pictures on disk; empty: in memory
    bool reused = false;                // taken from that file, which was verified
};

} // namespace diffuscope
