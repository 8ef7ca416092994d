#pragma once
#include "core/messages/job.h"
#include "core/messages/train_events.h"

#include <cstdint>
#include <string>
#include <vector>

namespace diffuscope {

// What may be sampled from besides the model that was asked about.
struct ModelChoices {
    struct Weights {
        std::string path;
        std::int64_t step = 0;
        std::string kind; // as ModelOpened::weights
    };
    JobId job = 0;
    std::string run;                 // folder of the run that the model is of; empty: of none
    std::vector<Weights> weights;    // of that run: newest checkpoint first, of each the averaged ones first
    std::vector<std::string> models; // of the folders that were asked about those that are models and no runs
    std::vector<RunSummary> runs;    // those with a checkpoint, newest first
};

} // namespace diffuscope
