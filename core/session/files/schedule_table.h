#pragma once
#include "core/schedule/schedule.h"

#include <string>

namespace diffuscope {

// The noise schedule of a model folder. Throws Error when it cannot be opened.
Schedule modelSchedule(const std::string& model);

// A CSV with a row for each timestep: beta, alpha-bar, both scales, SNR, log-SNR and the posterior of the step to the
// timestep before (weights of x_0 and x_t, variance), with all 17 digits. Written atomically.
void writeScheduleTable(const Schedule& schedule, const std::string& target);

} // namespace diffuscope
