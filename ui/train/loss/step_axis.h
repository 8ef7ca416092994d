#pragma once
#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

// Where along a chart of a run its steps lie: the loss and what stands below it share one.
struct StepAxis {
    double first = 0, last = 1; // steps at its two ends, last above first
    bool log = false;           // the first steps get more room; step 0 lies where 1 does

    double share(double step) const // 0 at the left end, 1 at the right one, beyond them outside
    {
        if (!log)
            return (step - first) / (last - first);
        const double low = std::max(first, 1.0), high = std::max(last, low + 1);
        return std::log(std::max(step, 1.0) / low) / std::log(high / low);
    }
    double step(double share) const
    {
        if (!log)
            return first + share * (last - first);
        const double low = std::max(first, 1.0), high = std::max(last, low + 1);
        return low * std::pow(high / low, share);
    }
    bool operator==(const StepAxis&) const = default;
};

} // namespace diffuscope::ui
