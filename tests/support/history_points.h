#pragma once
#include "ui/train/history/run_history.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace diffuscope::ui {

using CurvePoints = std::vector<std::pair<std::int64_t, double>>; // step, loss

inline void append(RunHistory& history, const CurvePoints& curve)
{
    std::vector<LossPoint> points;
    for (const auto& [step, loss] : curve)
        points.push_back({step, loss, 0, 0, {}});
    history.addLosses(points, 1000);
}

inline void appendValidation(RunHistory& history, const CurvePoints& curve)
{
    ValidationPoints measured;
    for (const auto& [step, loss] : curve)
        measured.points.push_back({step, loss, {}});
    history.addValidation(measured);
}

} // namespace diffuscope::ui
