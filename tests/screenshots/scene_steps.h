#pragma once
#include "tests/screenshots/stage.h"

namespace diffuscope::ui {

inline constexpr int kLong = 120'000; // ms

// Steps that scenes of several modes take. False: it could not be done.
bool closeSheet(Stage& stage);
void clearNotices(Stage& stage);
bool press(Stage& stage, const char* name); // a button

} // namespace diffuscope::ui
