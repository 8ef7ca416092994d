#pragma once
#include <functional>
#include <string>
#include <vector>

namespace diffuscope {

// A schedule given by the share of signal that is left: x in [0, 1] (0 data, 1 the last noise step) -> alpha-bar,
// falling from 1 (the cosine from 0.9998).
using AlphaBarCurve = std::function<double(double x)>;

// Betas of T steps that follow the curve, beta_t = 1 - alphaBar((t + 1) / T) / alphaBar(t / T), kept in
// [1e-8, 0.999] (Nichol & Dhariwal 2021 cap them so).
std::vector<double> betasOfCurve(const AlphaBarCurve& curve, int timesteps);

double cosineAlphaBar(double x); // Nichol & Dhariwal 2021, eq. 17, s = 0.008

// Jabri et al. 2022: a sigmoid in alpha-bar, from `start` to `end` with temperature `tau`, scaled to fall from 1 to 0.
AlphaBarCurve sigmoidAlphaBar(double start, double end, double tau);

// Hang et al. 2024: log-SNR = location - scale * sgn(0.5 - x) * ln(1 - 2 |x - 0.5|), which visits noise levels with a
// Laplace density.
AlphaBarCurve laplaceAlphaBar(double location, double scale);

// A curve through control points "x:y x:y ...", monotone between them (Fritsch & Carlson 1980). 2 to 64 points; x
// rises from 0 to 1, y falls (or stays) from 1 to no less than 0. Throws Error naming the first bad point.
struct CurvePoint {
    double x, y;
};
std::vector<CurvePoint> curvePoints(const std::string& text);
std::string curveText(const std::vector<CurvePoint>& points);
AlphaBarCurve alphaBarThrough(std::vector<CurvePoint> points);

// Lin et al. 2023, algorithm 1: shifts and scales sqrt(alphaBar) so that the first stays and the last becomes 0 (the
// last beta becomes 1).
std::vector<double> withZeroTerminalSnr(std::vector<double> betas);

} // namespace diffuscope
