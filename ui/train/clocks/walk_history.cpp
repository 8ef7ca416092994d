#include "ui/train/clocks/walk_history.h"

#include "ui/widgets/compare/picture_difference.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace diffuscope::ui {

namespace {

constexpr int kFewestRows = 8;

bool before(const PreviewWalkPtr& walk, std::int64_t step) { return walk->step < step; }

std::size_t bytesOf(const PreviewWalk& walk)
{
    std::size_t bytes = 0;
    for (const PreviewWalk::Picture& picture : walk.pictures)
        for (const auto* images : {&picture.states, &picture.guesses})
            for (const PackedImage& image : *images)
                bytes += image.bytes();
    return bytes;
}

// What lies nearest on the axis, without the one that stays.
void spare(std::vector<int>& rows, const WalkHistory& history, int stays)
{
    std::size_t best = rows.size();
    double narrowest = INFINITY;
    for (std::size_t k = 1; k + 1 < rows.size(); ++k) {
        const double gap =
            std::log(double(history.at(rows[k + 1]).step + 1) / double(history.at(rows[k - 1]).step + 1));
        if (rows[k] != stays && gap < narrowest) {
            narrowest = gap;
            best = k;
        }
    }
    rows.erase(rows.begin() + std::ptrdiff_t(best < rows.size() ? best : rows.size() - 1));
}

} // namespace

void WalkHistory::begin(const PreviewWalksFound& run)
{
    run_ = run;
    rows_.clear();
    Q_EMIT began();
    Q_EMIT changed();
}

void WalkHistory::add(const PreviewWalkPtr& walk)
{
    if (!isOf(walk->folder))
        return;
    const auto place = std::lower_bound(rows_.begin(), rows_.end(), walk->step, before);
    if (place == rows_.end() || (*place)->step != walk->step)
        rows_.insert(place, walk);
    else if (walk->problem.empty() || (*place)->pictures.empty()) // a damaged file hides no picture that is there
        *place = walk;
    walked(walk->stops.size() > 1 ? walk->step : -1);
    run_.step = std::max(run_.step, walk->step);
    thinOut();
    Q_EMIT changed();
}

void WalkHistory::walked(std::int64_t step) { std::erase(run_.checkpoints, step); }

void WalkHistory::advance(std::int64_t step) { run_.step = std::max(run_.step, step); }

void WalkHistory::thinOut()
{
    std::size_t bytes = 0;
    for (const PreviewWalkPtr& row : rows_)
        bytes += bytesOf(*row);
    while (count() > kMostPreviewWalks || (count() > kFewestRows && bytes > kPreviewWalkBytes * 5 / 4)) {
        std::vector<std::int64_t> steps;
        for (const PreviewWalkPtr& row : rows_)
            steps.push_back(row->step);
        const auto spared = rows_.begin() + std::ptrdiff_t(superfluousMoment(steps));
        bytes -= bytesOf(**spared);
        rows_.erase(spared);
    }
}

int WalkHistory::indexOf(std::int64_t step) const
{
    const int row = nearest(step);
    return row >= 0 && at(row).step == step ? row : -1;
}

int WalkHistory::nearest(std::int64_t step) const
{
    int best = -1;
    for (int row = 0; row < count(); ++row)
        if (best < 0 || std::llabs(at(row).step - step) < std::llabs(at(best).step - step))
            best = row;
    return best;
}

int WalkHistory::pictures() const
{
    std::size_t most = 0;
    for (const PreviewWalkPtr& row : rows_)
        most = std::max(most, row->pictures.size());
    return int(most);
}

const std::vector<int>& WalkHistory::stops() const
{
    static const std::vector<int> kNone;
    const PreviewWalk* best = nullptr;
    for (const PreviewWalkPtr& row : rows_)
        if (!best || row->stops.size() >= best->stops.size())
            best = row.get();
    return best ? best->stops : kNone;
}

int WalkHistory::reach() const
{
    const std::vector<int>& levels = stops();
    return levels.size() < 2 ? 0 : (levels.back() - levels.front()) / (2 * int(levels.size() - 1)) + 1;
}

std::optional<int> WalkHistory::stopAt(int row, int t, int reach) const
{
    if (row < 0 || row >= count())
        return std::nullopt;
    std::optional<int> best;
    for (const int stop : at(row).stops)
        if (std::abs(stop - t) <= reach && (!best || std::abs(stop - t) < std::abs(*best - t)))
            best = stop;
    return best;
}

// The guess at the data is the picture itself: nobody asks the network about it any more.
const PackedImage* WalkHistory::cell(int row, int picture, int t, bool guess, int reach) const
{
    const std::optional<int> stop = stopAt(row, t, reach);
    if (!stop || picture < 0 || picture >= int(at(row).pictures.size()))
        return nullptr;
    const PreviewWalk& walk = at(row);
    const auto index = std::size_t(std::lower_bound(walk.stops.begin(), walk.stops.end(), *stop) - walk.stops.begin());
    const PreviewWalk::Picture& kept = walk.pictures[std::size_t(picture)];
    const PackedImage& image = guess && *stop > 0 ? kept.guesses[index] : kept.states[index];
    return image.empty() ? nullptr : &image;
}

const PackedImage* WalkHistory::finished(int picture) const
{
    for (int row = count() - 1; row >= 0; --row)
        if (const PackedImage* image = cell(row, picture, 0, false))
            return image;
    return nullptr;
}

std::optional<double> WalkHistory::distance(int row, int picture, int t) const
{
    const PackedImage *guess = cell(row, picture, t, true, reach()), *end = finished(picture);
    if (!guess || !end)
        return std::nullopt;
    const PictureDifference difference = differenceOf(guess->unpacked(), end->unpacked());
    return difference.comparable() ? std::optional(difference.rms) : std::nullopt;
}

std::vector<int> spreadRows(const WalkHistory& history, int chosen, int places)
{
    std::vector<int> rows;
    for (int row = 0; row < history.count(); ++row)
        rows.push_back(row);
    while (rows.size() > std::size_t(std::max(3, places)))
        spare(rows, history, chosen);
    return rows;
}

} // namespace diffuscope::ui
