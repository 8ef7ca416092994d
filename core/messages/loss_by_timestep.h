#pragma once
#include <cstdint>
#include <utility>
#include <vector>

namespace diffuscope {

// Mean loss by timestep over the steps of a run, summed up as it comes in: columns of some steps each, which become
// twice as wide when there are too many, by bands of timesteps, the least noise first.
class LossByTimestep {
public:
    static constexpr int kRows = 20;
    struct Column {
        std::int64_t first = 0, last = 0; // steps
        double sum[kRows] = {};
        int count[kRows] = {};
        double mean(int row) const;                                                        // of a band that has a count
        void add(const std::vector<std::pair<int, float>>& lossByTimestep, int timesteps); // finite ones
        void add(const Column& later);
    };
    // Steps rise; one before the last column's begin means that training went back to a checkpoint.
    void add(std::int64_t step, const std::vector<std::pair<int, float>>& lossByTimestep, int timesteps);
    void add(const Column& steps, int timesteps);
    void clear();
    const std::vector<Column>& columns() const { return columns_; }
    int timesteps() const { return timesteps_; } // that the bands divide
    std::pair<double, double> range() const;     // smallest and largest mean of a cell; {0, 0} without cells

private:
    Column& columnFrom(std::int64_t step);
    void mergePairs();
    std::vector<Column> columns_;
    std::int64_t width_ = 1; // steps a column
    int timesteps_ = 1000;
};

} // namespace diffuscope
