#pragma once
#include "ui/timeline/timeline_model.h"
#include "ui/train/clocks/walk_history.h"

#include <QObject>
#include <QTimer>

#include <array>
#include <cstdint>
#include <optional>

namespace diffuscope::ui {

// Where both clocks stand, and what is pinned: the training clock is a row of the history, the denoising clock is the
// timeline. GUI thread. Follows the newest row as long as the last one is chosen.
class ClocksState : public QObject {
    Q_OBJECT
public:
    enum Side { A, B };
    struct Moment {
        std::int64_t step = 0; // of training
        int t = 0;             // noise level
        bool operator==(const Moment&) const = default;
    };
    ClocksState(const WalkHistory& history, TimelineModel& timeline, QObject* parent = nullptr); // which outlive it

    const WalkHistory& history() const { return history_; }
    int row() const; // -1: there is none
    int t() const { return timeline_.step(); }
    int picture() const { return picture_; }
    bool showsGuess() const { return guess_; }
    void setRow(int row); // clamped
    void moveBy(int rows) { setRow(row() + rows); }
    void setT(int t) { timeline_.setStep(t); }
    void setPicture(int picture);
    void showGuess(bool guess);

    bool playing() const { return timer_.isActive(); }
    void togglePlay(); // the training clock, all rows in six seconds
    void pause();

    void pin(Side side); // what both clocks show
    void swapPins();
    bool isPinned(Side side) const { return pins_[side].has_value(); }
    // What is compared: the pinned moment, else for A the first row, for B the chosen one, at the noise level of now.
    Moment moment(Side side) const;
    QString lettersAt(int row, int t) const; // "A", "AB": that are pinned there

Q_SIGNALS:
    void rowChanged();
    void momentChanged(); // the row or the noise level
    void viewChanged();   // picture, or state and guess
    void pinsChanged();
    void playingChanged(bool playing);

private:
    void onRows();
    void tick();
    const WalkHistory& history_;
    TimelineModel& timeline_;
    QTimer timer_;
    std::int64_t step_ = 0; // of the chosen row
    bool following_ = true;
    int picture_ = 0;
    bool guess_ = false;
    std::array<std::optional<Moment>, 2> pins_;
};

} // namespace diffuscope::ui
