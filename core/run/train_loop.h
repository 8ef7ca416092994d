#pragma once
#include "core/messages/preview_walk.h"
#include "core/run/run_journal.h"
#include "core/run/train_control.h"
#include "core/run/train_meter.h"
#include "core/run/train_reporter.h"
#include "core/run/train_setup.h"

#include <stop_token>
#include <string>
#include <vector>

namespace diffuscope {

inline std::string stepText(std::int64_t step) { return "step " + std::to_string(step); } // in the log

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
    ProbeView probe(int timestep, int picture); // the nearest that there are
    std::shared_ptr<const TrainerCopy> copy() const;
    std::shared_ptr<const ModelSnapshot> publish(); // the weights as they are now, for everybody
    void change(const ParamValues& settings);       // from the next step on; throws Error, and nothing has changed
    bool checkpoint();                              // false: not on the disk, and reported
    // As a run of its own in a new or empty folder, with what can be read of the old one; for one that ends and cannot
    // be saved where it is. Throws Error.
    void saveElsewhere(const std::string& folder);

private:
    void settingsChanged(const ParamValues& before); // those of the step it stands at are others than these
    void tellEarlier();                              // what a resumed run goes on with
    void tellWalks();                                // of its previews
    void recallCurve();
    void planGrid();      // of previews and validations: multiples of their intervals, whenever it was resumed
    bool answer();        // false: stop
    bool enterPause();    // false: not on the disk yet
    bool isSaved() const; // the last step is on the disk
    bool saveThePause();
    void leavePause();
    void step();
    LossPoint stepOrOffer(); // an exception when the batch does not fit, with an offer
    void countSkipped(const LossPoint& result);
    void updateStatus(double gradientNorm);

    void look(); // previews and validations that are due
    bool previewIsDue() const;
    void preview();
    void savePreview(const std::vector<Image>& images);
    void keepWalk(PreviewWalk walk, int moments); // of the preview, beside so many others
    // With an interval that somebody gave: its next multiple. With "auto": of the usual one, the first that leaves what
    // took `cost` seconds at most `share` of the time; `leftOut` counts those in between.
    std::int64_t nextMultiple(int interval, int usual, double cost, double share, std::int64_t& leftOut) const;
    void noteLeftOut(const char* what, std::int64_t before, std::int64_t after, double cost, double share);
    bool validationIsDue() const;
    void validate();

    bool checkpointIsDue() const;
    void writeTables();
    void trouble(const Error& error);
    void reportDiskError(TrainState state); // and enters that state
    void clearDiskError();
    void sayRestored(); // where the run's folder had gone
    void finish();
    Message endMessage() const;
    void saveTheEnd();
    bool waitToRetry(int stops); // false: the user gave up

    PreparedRun run_;
    TrainControl& control_;
    EventSink& sink_;
    TrainReporter& reporter_;
    std::stop_token quit_;
    RunRecords earlier_; // until it has been told
    RunJournal journal_;
    TrainClock clock_;
    TrainMeter meter_;
    std::int64_t firstStep_ = 0, nextPreview_ = 0, lastPreview_ = -1, nextValidation_ = 0, lastValidation_ = -1;
    std::int64_t previewsLeftOut_ = 0, validationsLeftOut_ = 0;
    double secondsBefore_ = 0;                   // of training, until the run was resumed
    double lastTables_ = 0, nextCheckpoint_ = 0; // seconds
    std::string diskErrorReason_;                // while something cannot be written
    int skippedInARow_ = 0;
    bool stopped_ = false, elsewhere_ = false;
};

} // namespace diffuscope
