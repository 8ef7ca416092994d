#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>

namespace diffuscope {

// Weight of the nth value, n from 1, in a running average of a training loss: average += weight * (value - average).
// The average's half-life is a sixth of what has been seen, 50 values at most: the steep fall of the first steps does
// not hang on, and the first value counts in full.
inline double smoothingWeight(std::int64_t n)
{
    constexpr double kLongest = 50, kShare = 1.0 / 6;
    return n <= 1 ? 1 : 1 - std::exp2(-1 / std::clamp(double(n) * kShare, 0.5, kLongest));
}

} // namespace diffuscope
