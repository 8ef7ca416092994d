#pragma once
#include "core/diffusion/denoiser.h"

#include <memory>
#include <vector>

namespace diffuscope {

struct ModelSnapshot;
struct SampleRequest;

// The request's network as samplers call it: told its classes, guided, evaluated in parts that bound its memory. Counts
// its calls in `calls`, which must outlive it. Throws Error for a class that the model does not have.
Network toldNetwork(const std::shared_ptr<const ModelSnapshot>& model, const SampleRequest& request, int count,
                    int& calls);

int callsOfStep(const SampleRequest& request); // of the model, each time that a sampler asks

} // namespace diffuscope
