#pragma once
#include "core/messages/events.h"
#include "core/messages/requests.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace diffuscope {

class Dataset;
class DatasetStore;
class EventSink;
class RunFolder;
class Trainer;
class TrainReporter;
struct TrainConfig;

// Everything a training loop needs, ready to take its first step.
struct PreparedRun {
    std::unique_ptr<RunFolder> files; // occupied: nobody else trains there
    std::shared_ptr<const Dataset> set;
    std::shared_ptr<Trainer> trainer;
    std::int64_t onDisk = -1;                     // step of the newest checkpoint
    std::vector<LossPoint> earlier;               // the curve of a continued run, without skipped steps
    std::vector<ValidationPoint> earlierMeasured; // and its validation
    std::vector<std::string> notes;               // what the user should know about a continued run

    PreparedRun();
    PreparedRun(PreparedRun&&) noexcept;
    ~PreparedRun();
};

struct TrainWorkshop {
    DatasetStore& datasets;
    EventSink& sink;
    TrainReporter& reporter;
};

// A new run with its folder, or one continued from the newest checkpoint of request.folder.
PreparedRun prepareRun(const TrainRequest& request, JobId job, const TrainWorkshop& workshop, std::stop_token stop);

// $XDG_DATA_HOME/diffuscope/runs/NAME-PRESET-DATE-TIME, one that does not exist yet.
std::filesystem::path newRunFolder(const std::string& datasetName, const std::string& preset);

} // namespace diffuscope
