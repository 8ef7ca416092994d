#pragma once
#include "core/base/random.h"

namespace diffuscope {

// Random changes to training pictures. What a network sees it may draw, so all are off unless asked for; a mirrored
// digit or letter is another one.
struct Augmentation {
    bool mirror = false; // half of the pictures, left to right
    int crop = 0;        // pixels: moved by up to so many each way
    double rotate = 0;   // degrees: turned by up to so many each way
    double zoom = 0;     // share: scaled by up to so much each way, 0.1 is 10 percent
    double colour = 0;   // share: brightness, contrast and saturation, each by up to so much
    bool warps() const { return crop > 0 || rotate > 0 || zoom > 0; }
};

// All but the mirror, in place, on planes [channels, height, width] in [-1, 1]. What is beyond the edge is the picture
// reflected. A shift alone moves whole pixels, so nothing is blurred. The same numbers from `random` give the same
// picture on every machine of one kind; no threads.
void augment(const Augmentation& how, float* planes, int channels, int height, int width, Random& random);

} // namespace diffuscope
