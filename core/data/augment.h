#pragma once

namespace diffuscope {

struct Augmentation {
    bool mirror = false;
    int crop = 0;                          // pixels: random shift after padding by reflection
    double rotate = 0, zoom = 0, colour = 0;
    bool any() const { return mirror || crop > 0 || rotate > 0 || zoom > 0 || colour > 0; }
};

} // namespace diffuscope
