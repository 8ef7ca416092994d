#include "ui/train/history/run_history.h"

#include "core/base/smoothing.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace diffuscope::ui {

RunHistory::RunHistory(QObject* parent) : QObject(parent) {}

void RunHistory::begin()
{
    clear();
    awaited_ = true;
}

// Changed settings stay until it is known whether it is the same run that goes on.
void RunHistory::clear()
{
    points_.clear();
    validation_.clear();
    skipped_.clear();
    checkpoints_.clear();
    byTimestep_.clear();
    previews_.clear();
    Q_EMIT curveChanged(true);
    Q_EMIT byTimestepChanged();
    Q_EMIT previewsChanged();
    Q_EMIT began();
}

void RunHistory::setStatus(const TrainStatus& status)
{
    const bool prepares = status.state == TrainState::Preparing;
    const bool begins = prepares && status_.state != TrainState::Preparing;
    if (begins && !awaited_) // begun elsewhere (command line of the program, another mode)
        clear();
    if (!prepares && status.state != TrainState::Idle)
        awaited_ = false;
    status_ = status;
    noteRate();
    noteSettings();
    Q_EMIT statusChanged();
    noteSkipped();
    noteCheckpoint();
}

void RunHistory::noteRate()
{
    if (status_.state == TrainState::Preparing)
        rates_.clear();
    if (status_.state != TrainState::Running || status_.imagesPerSecond <= 0)
        return;
    rates_.push_back(status_.imagesPerSecond);
    if (rates_.size() > kRatesKept)
        rates_.pop_front();
}

void RunHistory::noteSkipped()
{
    const std::int64_t step = status_.lastSkipped;
    const bool stale = status_.state == TrainState::Idle || status_.state == TrainState::Preparing;
    if (stale || step < 0 || std::find(skipped_.begin(), skipped_.end(), step) != skipped_.end())
        return;
    skipped_.push_back(step);
    Q_EMIT curveChanged(false);
}

// While a run is being prepared its folder is not known, and its step is not that of its checkpoint.
void RunHistory::noteSettings()
{
    if (!status_.settings || status_.folder.empty() || status_.state == TrainState::Preparing)
        return;
    if (std::exchange(folder_, status_.folder) != status_.folder) {
        changes_.clear();
    } else if (settings_ && settings_ != status_.settings) {
        std::erase_if(changes_, [this](const SettingChange& one) { return one.step > status_.step; });
        for (const auto& [key, value] : status_.settings->values)
            if (const auto before = settings_->values.find(key);
                before != settings_->values.end() && before->second != value)
                changes_.push_back({status_.step, key, before->second, value});
    }
    settings_ = status_.settings;
    noteChanges();
}

// What the run itself has kept of its changes says more than what was seen of it here.
void RunHistory::noteChanges()
{
    if (!status_.changes || status_.changes->empty())
        return;
    for (const diffuscope::SettingChange& change : *status_.changes)
        for (const auto& [key, values] : change.settings)
            std::erase_if(changes_, [k = key](const SettingChange& one) { return one.key == k; });
    for (const diffuscope::SettingChange& change : *status_.changes)
        for (const auto& [key, values] : change.settings)
            changes_.push_back({change.step, key, values.before, values.after});
    std::stable_sort(changes_.begin(), changes_.end(),
                     [](const SettingChange& a, const SettingChange& b) { return a.step < b.step; });
}

std::optional<TrainingRecipe> RunHistory::recipeAt(std::int64_t step) const
{
    if (!status_.settings)
        return std::nullopt;
    TrainingRecipe recipe{status_.source, status_.settings->preset, status_.settings->values, step};
    for (auto change = changes_.rbegin(); change != changes_.rend(); ++change)
        if (change->step >= step) // it was drawn before the run went on with that
            recipe.settings[change->key] = change->before;
    return recipe;
}

void RunHistory::noteCheckpoint()
{
    const std::int64_t step = status_.lastCheckpoint;
    if (step < 0 || (!checkpoints_.empty() && checkpoints_.back() == step))
        return;
    checkpoints_.push_back(step);
    Q_EMIT curveChanged(false);
    Q_EMIT checkpointSaved(step);
}

void RunHistory::addLosses(const std::vector<LossPoint>& points, int timesteps)
{
    bool rewritten = false, byTimestep = false;
    for (const LossPoint& point : points) {
        rewritten = rewritten || (!points_.empty() && point.step <= lastStep());
        append(point);
        if (point.byTimestep.empty())
            continue;
        byTimestep_.add(point.step, point.byTimestep, timesteps);
        byTimestep = true;
    }
    Q_EMIT curveChanged(rewritten);
    if (byTimestep)
        Q_EMIT byTimestepChanged();
}

void RunHistory::append(const LossPoint& point)
{
    while (!points_.empty() && points_.back().step >= point.step)
        points_.pop_back();
    const double weight = smoothingWeight(std::int64_t(points_.size()) + 1);
    const double before = points_.empty() ? NAN : points_.back().smoothed;
    double smoothed = before; // a skipped step's loss, which is no number, would spoil all later means
    if (std::isfinite(point.loss))
        smoothed = std::isfinite(before) ? before + weight * (point.loss - before) : point.loss;
    points_.push_back(
        {point.step, point.loss, smoothed, point.gradientNorm, point.learningRate, point.imagesPerSecond});
}

void RunHistory::addValidation(const ValidationPoints& points)
{
    if (points.recalled)
        validation_.clear();
    for (const ValidationPoint& point : points.points) {
        if (!std::isfinite(point.loss) || point.loss <= 0)
            continue;
        while (!validation_.empty() && validation_.back().step >= point.step) // back to a checkpoint
            validation_.pop_back();
        validation_.push_back({point.step, point.loss});
    }
    Q_EMIT curveChanged(false);
}

void RunHistory::addPreview(const TrainPreview& preview)
{
    if (previews_.add(preview))
        Q_EMIT previewsChanged();
}

void RunHistory::recall(const RecalledRun& run)
{
    byTimestep_ = run.byTimestep;
    checkpoints_ = run.checkpoints;
    skipped_ = run.skipped;
    Q_EMIT curveChanged(false);
    Q_EMIT byTimestepChanged();
}

void RunHistory::pinPreview(int index) { previews_.pin(index); }

} // namespace diffuscope::ui
