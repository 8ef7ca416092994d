#pragma once
#include "core/base/image/image.h"
#include "core/messages/sample_parts.h"

#include <cstdint>
#include <vector>

namespace diffuscope {

// For each pixel, row by row, the stroke that counts there; -1 where none does.
std::vector<int> strokesOver(const std::vector<PaintStroke>& strokes, int height, int width);

// What the network says about a state x_t = sqrt(alphaBar) data + sqrt(1 - alphaBar) noise.
struct PaintedOn {
    Image state;       // x_t
    Image data, noise; // x0-hat and eps-hat for it, of the same shape
    double alphaBar = 1;
};

// x_t with strokes on it. Paint of value v changes the guess and keeps the noise:
//     x_t <- sqrt(alphaBar) v + sqrt(1 - alphaBar) eps-hat
// and Renew keeps the guess and draws the noise anew:
//     x_t <- sqrt(alphaBar) x0-hat + sqrt(1 - alphaBar) z,   z ~ N(0, 1),
// so that in both cases there is as much noise as the level has. z of stroke k comes from Random(seed, "brush", k) over
// the whole picture: it depends neither on where the stroke is nor on the other strokes. Throws nothing; strokes beyond
// the picture's edge cover nothing.
Image painted(const PaintedOn& on, const std::vector<PaintStroke>& strokes, std::uint64_t seed);

// The guess that goes with it: x0-hat, with v where Paint counts.
Image paintedGuess(const PaintedOn& on, const std::vector<PaintStroke>& strokes);

} // namespace diffuscope
