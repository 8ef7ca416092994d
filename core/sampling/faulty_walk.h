#pragma once
#include "core/diffusion/sampling_plan.h"
#include "core/messages/requests.h"

namespace diffuscope {

// How the faults of a request come into its walk: as wrappers around the parts of a right one, and as settings that are
// as anybody could have chosen them. Nothing here is asked where there is no fault.

// Throws Error for one that would change nothing in this walk, naming why. `healthy`: the plan without faults.
void requireFaults(const SampleRequest& request, const SamplingPlan& healthy);

SampleRequest faultySettings(SampleRequest request); // sampler's settings and number of steps
Network faultyNetwork(Network network, const Schedule& schedule, const Faults& faults);
NoiseSource faultyNoise(NoiseSource noise, const Faults& faults);

} // namespace diffuscope
