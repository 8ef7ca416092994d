#pragma once
#include "core/session/jobs/train_control.h"
#include "core/session/jobs/train_meter.h"
#include "core/session/jobs/train_reporter.h"
#include "core/session/jobs/train_setup.h"

#include <optional>
#include <vector>

namespace diffuscope {

class RunFolder;
struct StepResult;

// Steps, and between them everything a run is besides its steps: commands, previews, checkpoints, metrics. A file
// that cannot be written is reported and tried again later; only the final checkpoint must succeed.
class TrainLoop {
public:
    TrainLoop(PreparedRun run, TrainControl& control, Outbox& outbox, TrainReporter& reporter);
    ~TrainLoop();
    void run(); // until the last step or stop

private:
    void recallEarlier();
    bool answerCommands(); // false: stop
    void enterPause();
    void leavePause();
    void step();
    void countSkipped(const StepResult& result);
    void updateStatus();

    bool previewIsDue() const;
    void preview();
    void savePreview(const std::vector<Image>& images);
    void planNextPreview(double cost);
    void probe(const TrainCommands::Probe& wanted);
    std::shared_ptr<const ModelSnapshot> publish();

    bool checkpointIsDue() const;
    void checkpoint();
    void writeMetrics();
    void trouble(const Error& error);
    void finish();

    PreparedRun run_;
    TrainControl& control_;
    Outbox& outbox_;
    TrainReporter& reporter_;
    std::unique_ptr<RunFolder> folder_;
    TrainClock clock_;
    TrainMeter meter_;
    std::vector<StepResult> unwritten_; // metrics
    std::int64_t firstStep_ = 0, nextPreview_ = 0, lastPreview_ = -1;
    double lastMetrics_ = 0, lastCheckpoint_ = 0, checkpointCost_ = 0; // seconds
    int skippedInARow_ = 0;
    bool stopped_ = false;
};

} // namespace diffuscope
