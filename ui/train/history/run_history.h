#pragma once
#include "core/messages/loss_by_timestep.h"
#include "core/messages/recipes.h"
#include "core/messages/train_events.h"
#include "ui/train/history/preview_history.h"

#include <QObject>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace diffuscope::ui {

// Everything the run of this moment has told, for whatever shows it: curves, previews, checkpoints, changed settings.
// It knows no widget. A run begins with begin(), or with the first "Preparing" where somebody else has started it; then
// all is empty but the last status. A resumed run tells its earlier points first. GUI thread.
class RunHistory : public QObject {
    Q_OBJECT
public:
    struct Point {
        std::int64_t step = 0;
        double loss = 0;
        double smoothed = 0; // running average (core/base/smoothing.h), which a loss that is not finite leaves alone
        double gradientNorm = 0, learningRate = 0, imagesPerSecond = 0; // the latter 0: not known
    };
    struct Validation {
        std::int64_t step = 0;
        double loss = 0; // finite, above 0
    };
    struct SettingChange {
        std::int64_t step = 0; // from which on it holds
        std::string key;       // of trainingParams()
        ParamValue before, after;
        bool operator==(const SettingChange&) const = default;
    };
    static constexpr std::size_t kRatesKept = 80;

    explicit RunHistory(QObject* parent = nullptr);
    void begin(); // this program has asked for a run; its "Preparing" is not another one's beginning
    void setStatus(const TrainStatus& status);
    // A step that is not beyond the last one replaces what was told from there on: training went back to a checkpoint,
    // or these are the recalled points of a resumed run.
    void addLosses(const std::vector<LossPoint>& points, int timesteps);
    void addValidation(const ValidationPoints& points);
    void addPreview(const TrainPreview& preview);
    void recall(const RecalledRun& run); // before the curve of a resumed run
    void pinPreview(int index);          // it is looked at, and stays

    const TrainStatus& status() const { return status_; }
    const std::vector<Point>& points() const { return points_; } // rising steps, all of them
    std::int64_t lastStep() const { return points_.empty() ? 0 : points_.back().step; }
    double smoothed() const { return points_.empty() ? 0 : points_.back().smoothed; }
    const LossByTimestep& byTimestep() const { return byTimestep_; }              // as far back as it was recorded
    const std::vector<Validation>& validation() const { return validation_; }     // rising steps
    const std::vector<std::int64_t>& skipped() const { return skipped_; }         // steps without a finite loss
    const std::vector<std::int64_t>& checkpoints() const { return checkpoints_; } // in the order they came to the disk
    const PreviewHistory& previews() const { return previews_; }
    const std::deque<double>& rates() const { return rates_; } // the newest pictures per second, one a status
    // What a resumed run was set to otherwise than before, as far as this program has seen it before.
    const std::vector<SettingChange>& changes() const { return changes_; }
    // What made the run's pictures of that step, with the settings as they were then. Nothing where they are not known.
    std::optional<TrainingRecipe> recipeAt(std::int64_t step) const;

Q_SIGNALS:
    void began();                      // all is empty
    void statusChanged();              // with rates and changed settings
    void curveChanged(bool rewritten); // points, validation, skipped, checkpoints; rewritten: some points have gone
    void byTimestepChanged();
    void previewsChanged();
    void checkpointSaved(qint64 step);

private:
    void clear();
    void append(const LossPoint& point);
    void noteRate();
    void noteSkipped();
    void noteSettings();
    void noteChanges();
    void noteCheckpoint();

    TrainStatus status_;
    std::vector<Point> points_;
    std::vector<Validation> validation_;
    std::vector<std::int64_t> skipped_, checkpoints_;
    LossByTimestep byTimestep_;
    PreviewHistory previews_;
    std::deque<double> rates_;
    std::vector<SettingChange> changes_;
    std::string folder_; // of the run that changes_ and settings_ are about
    std::shared_ptr<const TrainSettings> settings_;
    bool awaited_ = false; // begin() was called and the run has not begun to train yet
};

} // namespace diffuscope::ui
