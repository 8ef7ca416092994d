#pragma once
#include "core/schedule/schedule.h"

namespace diffuscope {

struct SchedulerConfig;

// The noise schedule that a model's scheduler_config.json describes, exactly: endpoints are not rescaled with T.
Schedule scheduleOf(const SchedulerConfig& config);

} // namespace diffuscope
