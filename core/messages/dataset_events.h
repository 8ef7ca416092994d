#pragma once
#include "core/base/image/image.h"
#include "core/messages/dataset_report.h"
#include "core/messages/job.h"

#include <string>
#include <vector>

namespace diffuscope {

struct DatasetProgress {
    JobId job = 0;
    int done = 0, total = 0; // total 0: still counting
    std::string current;
};

struct DatasetOpened {
    struct Class {
        std::string name;
        int count = 0;
        Image example;
    };
    struct Skipped {
        std::string file, reason;
    };
    JobId job = 0;
    std::string source, name;
    int size = 0; // pictures
    int channels = 0, side = 0;
    std::vector<Class> classes; // one entry without a name when the set has no classes
    std::vector<Skipped> skipped;
    std::vector<Image> samples; // up to 16 pictures spread over the set, as the network will see them
    bool mirrorSafe = true;     // false: a left-right flip would change the meaning (digits, text)
    DatasetReport report;
};

struct ImageLoaded {
    JobId job = 0;
    std::string name; // file name, or "digits 17"; empty for pixels
    Image image;
    int originalWidth = 0, originalHeight = 0; // of a file or pixels
};

// Some pictures of the open dataset, in its order.
struct DatasetPage {
    JobId job = 0;
    int first = 0;
    std::vector<Image> images;
};

} // namespace diffuscope
