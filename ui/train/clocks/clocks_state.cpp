#include "ui/train/clocks/clocks_state.h"

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kAllRows = 6000, kFastest = 60, kSlowest = 1200; // ms
}

ClocksState::ClocksState(const WalkHistory& history, TimelineModel& timeline, QObject* parent)
    : QObject(parent), history_(history), timeline_(timeline)
{
    connect(&timer_, &QTimer::timeout, this, &ClocksState::tick);
    connect(this, &ClocksState::rowChanged, this, &ClocksState::momentChanged);
    connect(&timeline, &TimelineModel::stepChanged, this, &ClocksState::momentChanged);
    connect(&history, &WalkHistory::began, this, [this] {
        pause();
        pins_ = {};
        following_ = true;
        Q_EMIT pinsChanged();
    });
    connect(&history, &WalkHistory::changed, this, &ClocksState::onRows);
}

int ClocksState::row() const { return history_.nearest(step_); }

void ClocksState::onRows()
{
    const int last = history_.count() - 1;
    if (last >= 0 && (following_ || history_.indexOf(step_) < 0)) {
        step_ = history_.at(following_ ? last : row()).step;
        following_ = row() == last;
    }
    if (picture_ >= history_.pictures() && history_.pictures() > 0)
        picture_ = 0;
    Q_EMIT rowChanged();
}

void ClocksState::setRow(int row)
{
    if (history_.count() == 0)
        return;
    row = std::clamp(row, 0, history_.count() - 1);
    following_ = row == history_.count() - 1;
    if (history_.at(row).step == step_)
        return;
    step_ = history_.at(row).step;
    Q_EMIT rowChanged();
}

void ClocksState::setPicture(int picture)
{
    if (picture == picture_ || picture < 0 || picture >= std::max(1, history_.pictures()))
        return;
    picture_ = picture;
    Q_EMIT viewChanged();
}

void ClocksState::showGuess(bool guess)
{
    if (guess == guess_)
        return;
    guess_ = guess;
    Q_EMIT viewChanged();
}

void ClocksState::togglePlay()
{
    if (playing())
        return pause();
    if (history_.count() < 2)
        return;
    if (row() == history_.count() - 1)
        setRow(0);
    timer_.start(std::clamp(kAllRows / history_.count(), kFastest, kSlowest));
    Q_EMIT playingChanged(true);
}

void ClocksState::pause()
{
    if (!playing())
        return;
    timer_.stop();
    Q_EMIT playingChanged(false);
}

void ClocksState::tick()
{
    moveBy(1);
    if (row() >= history_.count() - 1)
        pause();
}

void ClocksState::pin(Side side)
{
    if (row() < 0)
        return;
    pins_[side] = Moment{step_, t()};
    Q_EMIT pinsChanged();
}

// Both become pins: what was shown stays shown.
void ClocksState::swapPins()
{
    const Moment a = moment(A), b = moment(B);
    pins_ = {b, a};
    Q_EMIT pinsChanged();
}

ClocksState::Moment ClocksState::moment(Side side) const
{
    if (pins_[side])
        return *pins_[side];
    if (history_.count() == 0)
        return {};
    return {side == A ? history_.at(0).step : step_, t()};
}

QString ClocksState::lettersAt(int row, int t) const
{
    QString letters;
    for (const Side side : {A, B})
        if (pins_[side] && row >= 0 && row < history_.count() && *pins_[side] == Moment{history_.at(row).step, t})
            letters += side == A ? u'A' : u'B';
    return letters;
}

} // namespace diffuscope::ui
