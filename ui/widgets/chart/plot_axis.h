#pragma once
#include <QString>

#include <vector>

namespace diffuscope::ui {

struct Tick {
    double value;
    QString label;
};

// Round ticks (1, 2, 5 times a power of ten) covering [low, high], about `wanted` of them.
std::vector<Tick> linearTicks(double low, double high, int wanted);
// 1, 2, 5 of every decade inside [low, high]; only whole decades when there are many.
std::vector<Tick> logTicks(double low, double high);
QString compactNumber(double value); // 1,000 · 0.02 · 3e-5, at most three figures after the first

} // namespace diffuscope::ui
