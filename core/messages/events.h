#pragma once
#include "core/base/error.h"
#include "core/messages/dataset_events.h"
#include "core/messages/next_step.h"
#include "core/messages/sample_events.h"
#include "core/messages/task.h"
#include "core/messages/train_events.h"

#include <string>
#include <variant>
#include <vector>

// What the core tells its clients. Plain values that own everything they hold; safe to keep and to pass between
// threads.
namespace diffuscope {

struct Exported {
    JobId job = 0;
    std::vector<std::string> files; // first is the one asked for
};

// What an exported picture tells about itself. Whoever wrote the file wrote this: check every value.
struct RecipeRead {
    JobId job = 0;
    std::string path;
    std::string recipe;   // JSON as it was exported; empty: the file carries none
    std::string original; // the picture it was made from, a PNG file in base64; empty: the file carries none
};

struct Failed {
    JobId job = 0;
    Task task;
    Error error;
    NextStep next = {};     // where the core knows one
    bool cancelled = false; // as was asked for: the request is answered, and nothing needs to be said
};

using Event = std::variant<DatasetProgress, DatasetOpened, ImageLoaded, DatasetPage, ModelOpened, SampleStarted,
                           FrameArrived, SampleFinished, TrainStatus, LossPoints, ValidationPoints, TrainPreview,
                           ProbeView, InterruptedRuns, QualityMeasured, Exported, RecipeRead, Failed>;

} // namespace diffuscope
