#include "core/messages/loss_by_timestep.h"

#include <algorithm>
#include <cmath>

namespace diffuscope {

namespace {
constexpr std::size_t kMostColumns = 160;
constexpr double kLeastLoss = 1e-9; // the colours are on a log scale
} // namespace

double LossByTimestep::Column::mean(int row) const { return std::max(sum[row] / count[row], kLeastLoss); }

void LossByTimestep::Column::add(const std::vector<std::pair<int, float>>& lossByTimestep, int timesteps)
{
    for (const auto& [timestep, loss] : lossByTimestep) {
        if (!std::isfinite(loss))
            continue;
        const int row = std::clamp(int(std::int64_t(timestep) * kRows / std::max(1, timesteps)), 0, kRows - 1);
        sum[row] += double(loss);
        ++count[row];
    }
}

void LossByTimestep::Column::add(const Column& later)
{
    last = std::max(last, later.last);
    for (int row = 0; row < kRows; ++row) {
        sum[row] += later.sum[row];
        count[row] += later.count[row];
    }
}

// The one that takes what was seen from `step` on.
LossByTimestep::Column& LossByTimestep::columnFrom(std::int64_t step)
{
    while (!columns_.empty() && step < columns_.back().first)
        columns_.pop_back();
    if (columns_.empty() || step - columns_.back().first >= width_)
        columns_.push_back({step, step, {}, {}});
    if (columns_.size() > kMostColumns)
        mergePairs();
    return columns_.back();
}

void LossByTimestep::add(std::int64_t step, const std::vector<std::pair<int, float>>& lossByTimestep, int timesteps)
{
    timesteps_ = std::max(1, timesteps);
    Column& column = columnFrom(step);
    column.last = std::max(column.last, step);
    column.add(lossByTimestep, timesteps_);
}

void LossByTimestep::add(const Column& steps, int timesteps)
{
    timesteps_ = std::max(1, timesteps);
    columnFrom(steps.first).add(steps);
}

void LossByTimestep::mergePairs()
{
    std::vector<Column> merged;
    for (std::size_t i = 0; i < columns_.size(); i += 2) {
        merged.push_back(columns_[i]);
        if (i + 1 < columns_.size())
            merged.back().add(columns_[i + 1]);
    }
    columns_ = std::move(merged);
    width_ *= 2;
}

void LossByTimestep::clear()
{
    columns_.clear();
    width_ = 1;
}

std::pair<double, double> LossByTimestep::range() const
{
    double low = INFINITY, high = 0;
    for (const Column& column : columns_)
        for (int row = 0; row < kRows; ++row)
            if (column.count[row] > 0)
                low = std::min(low, column.mean(row)), high = std::max(high, column.mean(row));
    return high > 0 ? std::pair(low, high) : std::pair(0.0, 0.0);
}

} // namespace diffuscope
