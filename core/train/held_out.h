#pragma once
#include <cstdint>
#include <vector>

namespace diffuscope {

// Which pictures are trained on and which are only measured. Depends on the arguments alone; both rise.
struct HeldOut {
    std::vector<int> training, validation;
};

// A share of `count` pictures, drawn without replacement; none of fewer than 20, so that a tiny set stays whole.
HeldOut holdOut(int count, double share, std::uint64_t seed);

} // namespace diffuscope
