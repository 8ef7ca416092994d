#pragma once
#include "core/base/image/image.h"
#include "core/messages/preview_walk.h"

#include <QObject>

#include <cstdint>
#include <optional>
#include <vector>

namespace diffuscope::ui {

// The ways of one run's previews, as far as they have been told: a row for each moment of training. It knows no widget.
// GUI thread. As many stay as the run's folder keeps, thinned as there.
class WalkHistory : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    void begin(const PreviewWalksFound& run); // its rows follow; what was there goes
    void add(const PreviewWalkPtr& walk);     // of this run; of another one nothing happens
    void walked(std::int64_t step);           // a checkpoint that needs no walking any more
    void advance(std::int64_t step);          // the run has come so far

    const PreviewWalksFound& run() const { return run_; }
    bool isOf(const std::string& folder) const { return !folder.empty() && folder == run_.folder; }
    int count() const { return int(rows_.size()); }
    const PreviewWalk& at(int row) const { return *rows_[std::size_t(row)]; }
    int nearest(std::int64_t step) const;           // the row; -1: there is none
    int indexOf(std::int64_t step) const;           // -1: there is none
    int pictures() const;                           // the most that a row has
    const std::vector<int>& stops() const;          // of the newest row with the most of them: noise levels, rising
    const PackedImage* finished(int picture) const; // of the newest row that has it; null: none has

    // What a row has at a noise level, or at its stop next to it, as far as `reach` away; null: nothing.
    const PackedImage* cell(int row, int picture, int t, bool guess, int reach = 0) const;
    std::optional<int> stopAt(int row, int t, int reach) const; // that stop's noise level
    // Root mean squared difference of the guess at a noise level to the newest row's finished picture; values are in
    // [-1, 1].
    std::optional<double> distance(int row, int picture, int t) const;
    int reach() const; // half of what lies between two stops of a whole row

Q_SIGNALS:
    void began();
    void changed(); // rows came, went or are others

private:
    void thinOut();
    PreviewWalksFound run_;
    std::vector<PreviewWalkPtr> rows_; // rising steps
};

// Which rows are shown where there are more than places for them: spread on a logarithmic axis of training, the first,
// the last and the chosen one among them. Rising.
std::vector<int> spreadRows(const WalkHistory& history, int chosen, int places);

} // namespace diffuscope::ui
