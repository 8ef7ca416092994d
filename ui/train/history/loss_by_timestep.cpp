#include "ui/train/history/loss_by_timestep.h"

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr std::size_t kMostColumns = 160;
constexpr double kLeastLoss = 1e-9; // the colours are on a log scale
} // namespace

double LossByTimestep::Column::mean(int row) const { return std::max(sum[row] / count[row], kLeastLoss); }

void LossByTimestep::add(std::int64_t step, const std::vector<std::pair<int, float>>& lossByTimestep, int timesteps)
{
    timesteps_ = std::max(1, timesteps);
    while (!columns_.empty() && step < columns_.back().first)
        columns_.pop_back();
    if (columns_.empty() || step - columns_.back().first >= width_)
        columns_.push_back({step, step, {}, {}});
    if (columns_.size() > kMostColumns)
        mergePairs();
    Column& column = columns_.back();
    column.last = std::max(column.last, step);
    for (const auto& [timestep, loss] : lossByTimestep) {
        if (!std::isfinite(loss))
            continue;
        const int row = std::clamp(int(std::int64_t(timestep) * kRows / timesteps_), 0, kRows - 1);
        column.sum[row] += double(loss);
        ++column.count[row];
    }
}

void LossByTimestep::mergePairs()
{
    std::vector<Column> merged;
    for (std::size_t i = 0; i < columns_.size(); i += 2) {
        merged.push_back(columns_[i]);
        if (i + 1 == columns_.size())
            break;
        merged.back().last = columns_[i + 1].last;
        for (int row = 0; row < kRows; ++row) {
            merged.back().sum[row] += columns_[i + 1].sum[row];
            merged.back().count[row] += columns_[i + 1].count[row];
        }
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

} // namespace diffuscope::ui
