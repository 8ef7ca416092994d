#pragma once
#include "core/base/image/image.h"

#include <QString>

namespace diffuscope::ui {

// Two pictures of one shape, pixel by pixel.
struct PictureDifference {
    Image values;            // a - b; empty where the two cannot be compared
    double meanAbsolute = 0; // of a - b, in units of the values (data is in [-1, 1])
    double greatest = 0;     // |a - b|
    double rms = 0;
    double psnr = 0; // dB against the peak of data, 2 (from -1 to 1); infinite for equal pictures
    QString reason;  // why they cannot be compared, in a sentence
    bool comparable() const { return !values.empty(); }
};

PictureDifference differenceOf(const Image& a, const Image& b);

} // namespace diffuscope::ui
