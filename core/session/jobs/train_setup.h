#pragma once
#include "core/session/session.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <vector>

namespace diffuscope {

class Dataset;
class DatasetShelf;
class Outbox;
class Trainer;
class TrainReporter;
struct TrainConfig;

// Everything a training loop needs, ready to take its first step.
struct PreparedRun {
    std::filesystem::path folder;
    std::shared_ptr<const Dataset> set;
    std::shared_ptr<Trainer> trainer;
    std::int64_t onDisk = -1;       // step of the newest checkpoint
    std::vector<LossPoint> earlier; // the curve of a continued run, without skipped steps
};

struct TrainWorkshop {
    DatasetShelf& datasets;
    Outbox& outbox;
    TrainReporter& reporter;
};

// A new run with its folder, or one continued from the newest checkpoint of request.folder.
PreparedRun prepareRun(const TrainRequest& request, JobId job, const TrainWorkshop& workshop, std::stop_token stop);

// $XDG_DATA_HOME/diffuscope/runs/NAME-PRESET-DATE-TIME, one that does not exist yet.
std::filesystem::path newRunFolder(const std::string& datasetName, const std::string& preset);

// A line with the time at the end of the run's log.txt. A log that cannot be written is no reason to stop.
void appendLog(const std::filesystem::path& folder, const std::string& text);

} // namespace diffuscope
