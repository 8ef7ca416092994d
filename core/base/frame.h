#pragma once
#include "core/base/image.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace diffuscope {

// An Image at rest: 16-bit fixed point over [-8, 8), step 1/4096. Half the memory of float, and far finer than a
// screen; values outside are clamped. Used for every picture a trajectory keeps.
class PackedImage {
public:
    PackedImage() = default;
    explicit PackedImage(const Image& image);
    Image unpacked() const;
    std::size_t bytes() const { return values_.size() * sizeof(std::int16_t); }
    bool empty() const { return values_.empty(); }

private:
    int channels_ = 0, height_ = 0, width_ = 0;
    std::vector<std::int16_t> values_;
};

// One recorded stop of the reverse process, for the whole batch.
// Noise level is given as `step` = number of noise steps in the state, 0..T: step 0 is data, step T pure noise
// (the engine's 0-based timestep is step - 1). A trajectory of n sampler steps has n + 1 frames: frame 0 is the
// initial noise (empty prediction), the last is the result at step 0.
struct Frame {
    int index = 0;                         // 0 .. n
    int count = 0;                         // n + 1
    int step = 0;                          // noise level of `state`, rounded to a whole step of its own
    int fromStep = 0;                      // noise level the network was evaluated at to get here; == step for frame 0
    double alphaBar = 1, fromAlphaBar = 1; // the same two levels exactly
    std::vector<PackedImage> state;        // x at `step`, one per sample
    std::vector<PackedImage> predictedNoise; // eps-hat at `fromStep`
    std::vector<PackedImage> predictedData;  // x0-hat at `fromStep`
    double addedNoiseScale = 0;              // sigma of the noise added in this step (0 for deterministic steps)
};

using FramePtr = std::shared_ptr<const Frame>;

} // namespace diffuscope
