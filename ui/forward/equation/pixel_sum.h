#pragma once
#include <QString>

namespace diffuscope::ui {

// x_t = a x_0 + b eps of one pixel as it is written: values with three decimals, scales with four. The sign is "=" only
// where whoever adds up the written numbers gets the written sum, else "≈".
struct PixelSum {
    QString state, sign, dataScale, data, noiseScale, noise;
    QString text() const; // "0.546 = 0.9908 · 0.350 + 0.1354 · 1.470"
};
PixelSum pixelSumOf(double state, double dataScale, double data, double noiseScale, double noise);

} // namespace diffuscope::ui
