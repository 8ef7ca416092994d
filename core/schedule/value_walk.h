#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace diffuscope {

class Schedule;

// The noise of timestep t of a walk is Random(seed, kWalkStream, t): one number for each value of the picture, in the
// order of Image::values.
inline constexpr auto kWalkStream = "walk";

// One value of such a walk at all steps 0 .. T, as MarkovWalk has it at `place`, without the others: less than a
// microsecond a step.
std::vector<float> walkOfValue(float data, std::size_t place, const Schedule& schedule, std::uint64_t seed);

} // namespace diffuscope
