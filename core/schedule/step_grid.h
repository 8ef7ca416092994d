#pragma once
#include <string>
#include <vector>

namespace diffuscope {

// One move of a sampler, from a timestep to a less noisy one. `previous` is -1 (clean data) for the last.
struct SamplerStep {
    int timestep, previous;
};

// `count` timesteps of 0 .. total-1 in falling order (Lin et al. 2023, table 2), paired with their successors.
// spacing: "leading", "trailing" or "linspace", rounding halves to even as NumPy does; offset: steps_offset of
// leading. Throws Error when count is not in 1 .. total or the spacing is unknown.
std::vector<SamplerStep> makeStepGrid(int total, int count, const std::string& spacing, int offset = 0);

} // namespace diffuscope
