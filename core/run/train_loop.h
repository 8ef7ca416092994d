#pragma once
#include "core/run/run_journal.h"
#include "core/run/train_control.h"
#include "core/run/train_meter.h"
#include "core/run/train_reporter.h"
#include "core/run/train_setup.h"

#include <stop_token>
#include <string>
#include <vector>

namespace diffuscope {

// Steps, and between them everything a run is besides its steps: commands, previews, validation, checkpoints. What
// cannot be written is reported and tried again; the run goes on in memory meanwhile and does not end before its last
// step is on the disk, unless the user gives up or `quit` is requested.
class TrainLoop {
public:
    TrainLoop(PreparedRun run, TrainControl& control, EventSink& sink, TrainReporter& reporter, std::stop_token quit);
    ~TrainLoop();
    void run(); // until the last step or stop

    // For questions, see TrainControl:
    void resendStatus() { reporter_.resend(); }
    ProbeView probe(int timestep, int picture);     // the nearest that there are
    std::shared_ptr<const ModelSnapshot> publish(); // the weights as they are now, for everybody
    bool checkpoint();                              // false: not on the disk, and reported
    // As a run of its own in a new or empty folder, with what can be read of the old one; for one that ends and cannot
    // be saved where it is. Throws Error.
    void saveElsewhere(const std::string& folder);

private:
    void recallEarlier();
    bool answer();        // false: stop
    bool enterPause();    // false: not on the disk yet
    bool isSaved() const; // the last step is on the disk
    bool saveThePause();
    void leavePause();
    void step();
    LossPoint stepOrOffer(); // an exception when the batch does not fit, with an offer
    void countSkipped(const LossPoint& result);
    void updateStatus(double gradientNorm);

    bool previewIsDue() const;
    void preview();
    void savePreview(const std::vector<Image>& images);
    void planNextPreview(double cost);
    std::int64_t nextMultiple(int interval, double cost, double share) const;
    bool validationIsDue() const;
    void validate();

    bool checkpointIsDue() const;
    void writeTables();
    void trouble(const Error& error);
    void reportDiskError(TrainState state); // and enters that state
    void clearDiskError();
    void finish();
    void saveTheEnd();
    bool waitToRetry(int stops); // false: the user gave up

    PreparedRun run_;
    TrainControl& control_;
    EventSink& sink_;
    TrainReporter& reporter_;
    std::stop_token quit_;
    RunJournal journal_;
    TrainClock clock_;
    TrainMeter meter_;
    std::int64_t firstStep_ = 0, nextPreview_ = 0, lastPreview_ = -1, nextValidation_ = 0, lastValidation_ = -1;
    double lastTables_ = 0, nextCheckpoint_ = 0; // seconds
    std::string diskErrorReason_;                // while something cannot be written
    int skippedInARow_ = 0;
    bool stopped_ = false, elsewhere_ = false;
};

} // namespace diffuscope
