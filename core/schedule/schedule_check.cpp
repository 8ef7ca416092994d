#include "core/schedule/schedule_check.h"

#include "core/base/error.h"

#include <cmath>

namespace diffuscope {
namespace {

constexpr double kGaussianEnough = 0.01; // alphaBar_T; the outline is seen above it

} // namespace

ScheduleCheck checkSchedule(const ScheduleSpec& spec)
{
    ScheduleCheck check;
    try {
        check.schedule = makeSchedule(spec);
    } catch (const Error& error) {
        check.happened = error.happenedMessage();
        check.subject = error.subjectMessage();
        check.advice = error.adviceMessage();
    }
    return check;
}

TerminalNoise terminalNoise(const Schedule& schedule, double dataPower)
{
    TerminalNoise noise;
    noise.alphaBar = schedule.alphaBar(schedule.timesteps() - 1);
    noise.signalScale = std::sqrt(noise.alphaBar);
    noise.kl = 0.5 * (noise.alphaBar * (dataPower - 1) - std::log1p(-noise.alphaBar));
    noise.gaussian = noise.alphaBar <= kGaussianEnough;
    return noise;
}

} // namespace diffuscope
