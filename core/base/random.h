#pragma once
#include "core/base/image/image.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace diffuscope {

// A counter-based generator (Philox4x32-10, Salmon et al. 2011) with named streams.
// The numbers depend on (seed, stream, index) and on nothing else: not the batch, the thread or the machine.
// There is no hidden state to save: a training step n draws from Random(seed, "noise", n).
class Random {
public:
    Random(std::uint64_t seed, std::string_view stream, std::uint64_t index = 0);

    std::uint32_t bits();                  // 32 uniform bits
    double uniform();                      // [0, 1)
    float normal();                        // N(0, 1), Box-Muller
    int below(int bound);                  // 0 .. bound-1, unbiased; bound >= 1
    void fillNormal(std::span<float> out); // same sequence as repeated normal()

private:
    void refill();
    std::array<std::uint32_t, 2> key_{};
    std::array<std::uint32_t, 4> counter_{}, block_{};
    int used_ = 4;
    bool hasSpare_ = false;
    float spare_ = 0;
};

// Gaussian noise of one picture's shape, from the stream "sample": image k of a batch uses `seed + k`, so a batch
// of sixteen equals sixteen single runs.
Image noiseImage(int channels, int height, int width, std::uint64_t seed);

} // namespace diffuscope
