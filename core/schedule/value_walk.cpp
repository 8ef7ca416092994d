#include "core/schedule/value_walk.h"

#include "core/base/random_at.h"
#include "core/schedule/schedule.h"

#include <cmath>

namespace diffuscope {

std::vector<float> walkOfValue(float data, std::size_t place, const Schedule& schedule, std::uint64_t seed)
{
    std::vector<float> values{data};
    values.reserve(std::size_t(schedule.timesteps()) + 1);
    for (int t = 0; t < schedule.timesteps(); ++t) {
        const float keep = float(std::sqrt(schedule.alpha(t)));
        const float add = float(std::sqrt(schedule.beta(t)));
        values.push_back(keep * values.back() + add * normalAt(seed, kWalkStream, std::uint64_t(t), place));
    }
    return values;
}

} // namespace diffuscope
