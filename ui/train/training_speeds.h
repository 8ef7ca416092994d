#pragma once
#include "core/messages/train_events.h"

namespace diffuscope::ui {

// How fast presets train on this machine, kept in the settings: what was measured on an earlier day still holds. GUI
// thread.
double keptSpeed(const std::string& preset, int side); // pictures per second; 0: not known
void keepSpeed(const SpeedMeasured& speed);

} // namespace diffuscope::ui
