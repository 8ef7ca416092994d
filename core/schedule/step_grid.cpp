#include "core/schedule/step_grid.h"

#include "core/base/error.h"

#include <cmath>

namespace diffuscope {
namespace {

// The i-th timestep from the noisiest, i = 0 .. count-1.
int leadingTimestep(int total, int count, int i, int offset) { return (count - 1 - i) * (total / count) + offset; }

int trailingTimestep(int total, int count, int i)
{
    const double exact = double(static_cast<long long>(total) * (count - i)) / count;
    return int(std::nearbyint(exact)) - 1;
}

int linspaceTimestep(int total, int count, int i)
{
    if (count == 1)
        return 0;
    return int(std::nearbyint(double(static_cast<long long>(total - 1) * (count - 1 - i)) / (count - 1)));
}

int timestepOf(int total, int count, int i, const std::string& spacing, int offset)
{
    if (spacing == "leading")
        return leadingTimestep(total, count, i, offset);
    if (spacing == "trailing")
        return trailingTimestep(total, count, i);
    if (spacing == "linspace")
        return linspaceTimestep(total, count, i);
    throw Error("There is no such timestep spacing", spacing, "Choose leading, trailing or linspace.");
}

} // namespace

std::vector<SamplerStep> makeStepGrid(int total, int count, const std::string& spacing, int offset)
{
    if (total < 1 || count < 1 || count > total)
        throw Error("The sampler cannot take this many steps", std::to_string(count),
                    "Choose 1 to " + std::to_string(total) + ".");
    std::vector<SamplerStep> steps;
    for (int i = 0; i < count; ++i) {
        const int timestep = timestepOf(total, count, i, spacing, offset);
        if (timestep < 0 || timestep >= total)
            throw Error("The offset pushes a step outside the noise schedule",
                        "steps_offset = " + std::to_string(offset), "Choose offset 0 or fewer steps.");
        if (i > 0)
            steps.back().previous = timestep;
        steps.push_back({timestep, -1});
    }
    return steps;
}

} // namespace diffuscope
