#pragma once
#include "core/schedule/schedule.h"

#include <memory>
#include <optional>

namespace diffuscope {

struct ModelSnapshot;
struct SamplingDefaults;
struct SchedulerConfig;

// The noise schedule that a model's scheduler_config.json describes, exactly: endpoints are not rescaled with T.
Schedule scheduleOf(const SchedulerConfig& config);

// What the same file says about sampling.
SamplingDefaults samplingDefaultsOf(const SchedulerConfig& config);

// Classes that can be asked for (0: none), and the one that stands for "no class", where label dropout taught it: the
// class after the named ones.
int classCountOf(const ModelSnapshot& model);
std::optional<int> nullClassOf(const ModelSnapshot& model);

// Calls the network with so many pictures of noise level 0, for nothing: a shape's first call compiles and allocates.
void callOnce(const std::shared_ptr<const ModelSnapshot>& model, int pictures);

} // namespace diffuscope
