#pragma once
#include "core/base/message.h"
#include "core/schedule/schedule.h"

#include <optional>

namespace diffuscope {

// Whether the settings give a schedule, as an answer and not an exception: what a form asks while somebody types.
struct ScheduleCheck {
    std::optional<Schedule> schedule; // empty: the three say why not, as in Error
    Message happened, subject, advice;
};
ScheduleCheck checkSchedule(const ScheduleSpec& spec); // throws nothing but bad_alloc

// How far the last step is from pure noise. `kl` is the divergence of q(x_T | x_0) from N(0, 1) in nat a pixel value,
// 0.5 (alphaBar_T (dataPower - 1) - ln(1 - alphaBar_T)), with dataPower the mean square of x_0 (0 .. 1 for pictures in
// [-1, 1]); Ho et al. 2020 call the sum L_T.
struct TerminalNoise {
    double alphaBar = 0, signalScale = 0, kl = 0; // signalScale: what is left of the picture's contrast
    bool gaussian = true;                         // less than a hundredth of the signal's power is left
};
TerminalNoise terminalNoise(const Schedule& schedule, double dataPower = 1);

} // namespace diffuscope
