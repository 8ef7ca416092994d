#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>

namespace diffuscope {

// Weight of the nth value, n from 1, in a running average of a training loss: average += weight * (value - average).
// The average's half-life is a sixth of what has been seen, from 1 to 50 values: the steep fall of the first steps does
// not hang on, and the first value counts in full.
inline double smoothingWeight(std::int64_t n)
{
    constexpr double kLongest = 50, kShare = 1.0 / 6;
    return n <= 1 ? 1 : 1 - std::exp2(-1 / std::clamp(double(n) * kShare, 1.0, kLongest));
}

} // namespace diffuscope
