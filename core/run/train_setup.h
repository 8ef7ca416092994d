#pragma once
#include "core/messages/events.h"
#include "core/messages/requests.h"
#include "core/run/run_journal.h"

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
struct TrainerCopy;

// Everything a training loop needs, ready to take its first step.
struct PreparedRun {
    std::unique_ptr<RunFolder> files; // occupied: nobody else trains there
    std::shared_ptr<const Dataset> set;
    std::shared_ptr<Trainer> trainer;
    std::int64_t onDisk = -1;        // step of the newest checkpoint
    RunRecords earlier;              // of a continued run, up to that step
    std::vector<TrainPreview> drawn; // its previews, see earlierPreviews()
    std::vector<std::string> notes;  // what the user should know about a run that goes on
    double retrySeconds = 5;         // as in the request

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

// Tells what the run is set to now, and what of it has been changed up to this step.
void showConfig(TrainReporter& reporter, const TrainConfig& config, std::int64_t step = 0);
std::string valueText(const ParamValue& value); // for logs and messages

// What a run that is not in memory would begin its next step with: of a folder its newest checkpoint that is whole,
// with the pictures it names; without one, the network that `request` would start with, on the open dataset. Writes
// nothing and occupies no folder. Throws Error naming what is missing.
std::shared_ptr<const TrainerCopy> restingCopy(const std::string& folder, const TrainRequest& request,
                                               DatasetStore& datasets, std::stop_token stop);

// What can be read of a run's previews up to step `last`, rising: evenly thinned where there are very many, and of
// those the newest whose pixels take up to `budget` bytes in memory, but one at least.
constexpr std::size_t kRecalledPixels = 64'000'000;
std::vector<TrainPreview> earlierPreviews(const RunFolder& files, const TrainConfig& config, std::int64_t last,
                                          std::size_t budget);

// $XDG_DATA_HOME/diffuscope/runs/NAME-PRESET-DATE-TIME, one that does not exist yet.
std::filesystem::path newRunFolder(const std::string& datasetName, const std::string& preset);
// In the same place, with the name that somebody gave. Throws Error where that is no name of a folder, or one that
// holds something.
std::filesystem::path namedRunFolder(const std::string& name);

// About what the files of one checkpoint take, in bytes.
std::uint64_t checkpointBytes(const TrainConfig& config);
// Throws Error where `available` bytes hold no checkpoint beside the one before; answers with a sentence where they
// hold fewer than the run is to keep, else with nothing.
std::string requireRoom(const TrainConfig& config, std::uint64_t available, const std::filesystem::path& folder);

} // namespace diffuscope
