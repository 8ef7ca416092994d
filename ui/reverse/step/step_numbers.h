#pragma once
#include "ui/reverse/step/step_equations.h"

namespace diffuscope::ui {

class Trajectory;

// What the network and the sampler did with the state of `frame`: the step that starts there, or, at the newest
// frame, the one that led to it. Empty for lone noise.
std::optional<StepNumbers> stepNumbers(const Trajectory& trajectory, int frame, int picture, const QString& sampler);

} // namespace diffuscope::ui
