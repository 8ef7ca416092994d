#pragma once
#include "core/base/image/image.h"
#include "core/base/random.h"
#include "core/schedule/schedule.h"

#include <cstdint>
#include <vector>

namespace diffuscope {

// Closed form of the forward process (Ho et al. 2020, eq. 4):
// x_t = sqrt(alphaBar_t) x_0 + sqrt(1 - alphaBar_t) noise. t = -1 returns x_0. Shapes must agree.
Image forwardJump(const Image& data, const Image& noise, const Schedule& schedule, int timestep);
// The same numbers in a picture that is kept: its memory is used again where the shape allows.
void forwardJump(const Image& data, const Image& noise, const Schedule& schedule, int timestep, Image& into);

// The same law as a Markov chain (eq. 2): x_t = sqrt(1 - beta_t) x_{t-1} + sqrt(beta_t) z_t with fresh z_t.
// Starts at timestep -1. The chain depends on the seed only, so walking back is re-walking from a kept state:
// one of every 64 is kept.
class MarkovWalk {
public:
    MarkovWalk(Image data, Schedule schedule, std::uint64_t seed);
    int timestep() const { return timestep_; }
    const Image& state() const { return state_; }
    void advance();            // one noise step; throws Error past T-1
    void walkTo(int timestep); // forwards, or from a kept checkpoint of the chain for earlier timesteps

private:
    Image data_, state_;
    Schedule schedule_;
    std::uint64_t seed_;
    int timestep_ = -1;
    std::vector<Image> kept_; // kept_[k] is the state at timestep 64 (k + 1) - 1
};

} // namespace diffuscope
