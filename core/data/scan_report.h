#pragma once
#include "core/data/dataset.h"
#include "core/data/image_files/image_header.h"
#include "core/messages/dataset_report.h"

#include <map>
#include <mutex>
#include <string_view>

namespace diffuscope {

// Collects a DatasetReport while files are read, from any number of threads. Files of equal XXH3 and length are
// duplicates.
class ScanReport {
public:
    explicit ScanReport(int files); // add() takes indices below it

    // File `index` was read; its header counts only where the picture was `usable`.
    void add(int index, std::string_view bytes, bool usable);
    // It was stored in `set` as picture `index`: looks at what the network will see of it.
    void addStored(int index, const Dataset& set);
    // `count` pictures of one known shape, from sources that have no files of pictures.
    void addKnown(int count, long long width, long long height, const std::string& colourMode, std::uint64_t bytes);

    // The report; nameOf is called for duplicates only.
    DatasetReport take(const std::function<std::string(int index)>& nameOf = {});
    // The same with remarks on the pictures of `set`, which are the files `kept`, in that order.
    DatasetReport take(const Dataset& set, const std::vector<int>& kept,
                       const std::function<std::string(int index)>& nameOf);

private:
    struct Print {
        std::uint64_t checksum = 0, bytes = 0; // bytes 0: not read
        int width = 0, height = 0;             // 0: unknown
        bool several = false, oneColour = false;
    };
    void countShape(int count, long long width, long long height, const std::string& colourMode);
    void findDuplicates(DatasetReport& report, const std::function<std::string(int)>& nameOf) const;

    std::vector<Print> prints_;
    std::mutex mutex_; // guards what follows
    std::map<std::pair<long long, long long>, int> sizes_;
    std::map<std::string, int> colourModes_;
    std::uint64_t bytes_ = 0;
    int looked_ = 0;
};

// The report of a set that was drawn by the program.
void reportGenerated(Dataset& set);

// Counts set.skipped into set.report and shortens it: up to 1,000 files per reason are kept, then one line says how
// many more there are. Reasons beyond the hundredth are counted together.
void summariseSkipped(Dataset& set);

} // namespace diffuscope
