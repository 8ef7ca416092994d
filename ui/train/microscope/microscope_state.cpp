#include "ui/train/microscope/microscope_state.h"

#include "ui/train/microscope/substeps.h"

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {
constexpr int kTimestepDelay = 60;                        // a drag still asks often enough to be followed by eye
constexpr std::uint64_t kCopiesOfWeights = 4, kFloat = 4; // weights, average, two moments
} // namespace

MicroscopeState::MicroscopeState(Bridge& bridge, std::function<TrainRequest()> start, QObject* parent)
    : QObject(parent), bridge_(bridge), start_(std::move(start))
{
    timestepTimer_.setSingleShot(true);
    timestepTimer_.setInterval(kTimestepDelay);
    connect(&timestepTimer_, &QTimer::timeout, this, [this] {
        if (job_) // the newest waits for the answer that is on its way, or nothing would be seen while dragging
            return timestepTimer_.start();
        MicroscopeRequest request;
        request.copy = MicroscopeRequest::Copy::Kept;
        request.timestep = wantedTimestep_;
        ask(std::move(request));
    });
    connect(&bridge_, &Bridge::stepDissected, this, &MicroscopeState::onDissected);
    connect(&bridge_, &Bridge::failed, this, &MicroscopeState::onFailed);
    connect(&bridge_, &Bridge::microscopeErrors, this, [this](const MicroscopeErrors& one) {
        if (one.job != errorsJob_)
            return;
        errors_[one.timestep] = one.error;
        errorsWhole_ = int(errors_.size()) >= one.total;
        Q_EMIT errorsChanged();
    });
    connect(&bridge_, &Bridge::furtherStep, this, [this](const FurtherStep& one) {
        if (one.job != furtherJob_)
            return;
        further_.points.push_back(one);
        further_.total = one.total;
        Q_EMIT furtherChanged();
    });
    connect(&bridge_, &Bridge::furtherStepsEnded, this, [this](const FurtherStepsEnded& ended) {
        if (ended.job != furtherJob_)
            return;
        further_.running = false;
        Q_EMIT furtherChanged();
    });
}

const LookedAt& MicroscopeState::followed() const { return step_->pictures.at(std::size_t(picture_)); }

QString MicroscopeState::missing() const
{
    const TrainStatus& status = bridge_.training();
    if (isActive(status.state) || (!status.folder.empty() && status.lastCheckpoint >= 0) || bridge_.dataset())
        return {};
    return tr("Choose pictures in Watch, or go on with a run: then one training step can be looked at closely.");
}

bool MicroscopeState::isOfThisRun() const { return step_ && step_->run == bridge_.training().folder; }

std::uint64_t MicroscopeState::copyBytes() const
{
    if (step_)
        return step_->copyBytes;
    return std::uint64_t(bridge_.training().parameterCount) * kCopiesOfWeights * kFloat;
}

void MicroscopeState::ask(MicroscopeRequest request)
{
    const TrainStatus& status = bridge_.training();
    if (status.lastCheckpoint >= 0)
        request.folder = status.folder;
    if (request.folder.empty())
        request.start = start_();
    request.picture = picture_;
    request.batchesAhead = batchesAhead_;
    if (request.copy != MicroscopeRequest::Copy::Kept) {
        errors_.clear();
        errorsWhole_ = false;
        Q_EMIT errorsChanged();
    }
    request.errorsByTimestep = !errorsWhole_;
    problem_.reset();
    job_ = bridge_.session().dissect(request);
    if (request.errorsByTimestep)
        errorsJob_ = job_;
    Q_EMIT stateChanged();
}

void MicroscopeState::look()
{
    if (!missing().isEmpty())
        return;
    cancelFurther();
    batchesAhead_ = 0;
    MicroscopeRequest request;
    request.copy = MicroscopeRequest::Copy::Fresh;
    ask(std::move(request));
}

void MicroscopeState::newBatch()
{
    if (!step_)
        return look();
    cancelFurther();
    ++batchesAhead_;
    MicroscopeRequest request;
    request.copy = MicroscopeRequest::Copy::Kept;
    ask(std::move(request));
}

// A run that goes on has taken many steps meanwhile; one that rests goes on in the copy.
void MicroscopeState::nextBatch()
{
    cancelFurther();
    batchesAhead_ = 0;
    substepThen_ = PickPicture;
    MicroscopeRequest request;
    request.copy = bridge_.training().state == TrainState::Running ? MicroscopeRequest::Copy::Fresh
                                                                   : MicroscopeRequest::Copy::Next;
    ask(std::move(request));
}

void MicroscopeState::setSubstep(int substep)
{
    const int last = broken_ > 0 ? broken_ : kSubsteps;
    const int wanted = std::clamp(substep, 1, last);
    if (wanted == substep_)
        return;
    substep_ = wanted;
    reached_ = std::max(reached_, wanted);
    Q_EMIT substepChanged();
}

void MicroscopeState::follow(int picture)
{
    if (!step_ || picture < 0 || picture >= int(step_->pictures.size()) || picture == picture_)
        return;
    cancelFurther();
    take(step_, picture);
}

void MicroscopeState::drawTimestep(int timestep)
{
    if (!step_ || (timestep == followed().timestep && !timestepTimer_.isActive()))
        return;
    cancelFurther();
    wantedTimestep_ = timestep;
    if (!timestepTimer_.isActive())
        timestepTimer_.start();
}

bool MicroscopeState::furtherIsOfThis() const
{
    return step_ && further_.of.index == followed().index && further_.of.timestep == followed().timestep &&
           further_.of.noise.values == followed().noise.values;
}

void MicroscopeState::goFurther()
{
    if (further_.running)
        return cancelFurther();
    if (!step_ || broken_ > 0)
        return;
    further_ = {};
    further_.running = true;
    further_.total = kFurther;
    further_.of = followed();
    furtherJob_ = bridge_.session().goFurther(kFurther, followed());
    Q_EMIT furtherChanged();
}

void MicroscopeState::cancelFurther()
{
    if (further_.running)
        bridge_.session().cancelFurther();
}

void MicroscopeState::onDissected(const StepDissected& dissected)
{
    if (dissected.job != job_)
        return;
    job_ = 0;
    take(dissected.step, dissected.step->picture);
    Q_EMIT stateChanged();
}

void MicroscopeState::take(DissectedPtr step, int picture)
{
    const bool other = step_ != step;
    step_ = std::move(step);
    picture_ = picture;
    if (other)
        schedule_.emplace(step_->betas);
    broken_ = brokenSubstep(*step_, followed());
    const int before = substep_;
    if (const int wanted = std::exchange(substepThen_, 0); wanted > 0)
        substep_ = reached_ = wanted;
    if (broken_ > 0)
        substep_ = std::min(substep_, broken_);
    Q_EMIT stepChanged();
    if (substep_ != before)
        Q_EMIT substepChanged();
}

void MicroscopeState::onFailed(const Failed& failure)
{
    if (failure.task != Task::Dissect)
        return;
    if (failure.job == furtherJob_ && further_.running)
        further_.running = false;
    else if (failure.job == job_)
        job_ = 0;
    else
        return;
    substepThen_ = 0;
    problem_ = failure.error;
    Q_EMIT furtherChanged();
    Q_EMIT stateChanged();
}

} // namespace diffuscope::ui
