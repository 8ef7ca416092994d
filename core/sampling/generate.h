#pragma once
#include "core/messages/events.h"
#include "core/messages/requests.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace diffuscope {

struct ModelSnapshot;

// Told what a generation is about to do and every frame of it. Job ids are left to the caller; both may be empty.
struct GenerationObserver {
    std::function<void(const SampleStarted&)> started;
    std::function<void(FramePtr)> frame;
};

// The reverse process of a request, from noise to pictures, on the calling thread. request.model is a name for the
// recipe only. Cancelled: returns with `cancelled` and no images. Throws Error naming the bad value.
SampleFinished generate(const std::shared_ptr<const ModelSnapshot>& model, const SampleRequest& request,
                        const GenerationObserver& observer, std::stop_token stop);

} // namespace diffuscope
