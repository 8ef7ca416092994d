#include "ui/forward/equation/pixel_sum.h"

#include "ui/style/theme.h"

#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kValueDecimals = 3, kScaleDecimals = 4;

double written(double value, int decimals)
{
    const double unit = std::pow(10, decimals);
    return std::round(value * unit) / unit;
}

} // namespace

PixelSum pixelSumOf(double state, double dataScale, double data, double noiseScale, double noise)
{
    const auto value = [](double exact) { return number(exact, kValueDecimals); };
    const auto scale = [](double exact) { return smallNumber(exact, kScaleDecimals); };
    const double added = written(dataScale, kScaleDecimals) * written(data, kValueDecimals) +
                         written(noiseScale, kScaleDecimals) * written(noise, kValueDecimals);
    const bool same = value(added) == value(state);
    return {value(state),      same ? QStringLiteral(" = ") : QStringLiteral(" ≈ "),
            scale(dataScale),  value(data),
            scale(noiseScale), value(noise)};
}

QString PixelSum::text() const
{
    return state + sign + dataScale + QStringLiteral(" · ") + data + QStringLiteral(" + ") + noiseScale +
           QStringLiteral(" · ") + noise;
}

} // namespace diffuscope::ui
