#pragma once
#include "core/messages/events.h"
#include "core/messages/requests.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace diffuscope {

struct ModelSnapshot;
class WalkMemory;

// Told what a generation is about to do and every frame of it. Job ids are left to the caller; all may be empty.
struct GenerationObserver {
    std::function<void(const SampleStarted&)> started;
    std::function<void(FramePtr)> frame;
    std::function<void(const std::stop_token&)> hold = {}; // before each network call; may wait until it is stopped
};

// The reverse process of a request, from noise to pictures, on the calling thread. request.model is a name for the
// recipe only. Cancelled: returns with `cancelled` and no images. Throws Error naming the bad value.
// With a memory, the walk's states are kept there, and a branch of a walk that is in it tells its frames from about
// where it leaves that walk on; those before are the same.
SampleFinished generate(const std::shared_ptr<const ModelSnapshot>& model, const SampleRequest& request,
                        const GenerationObserver& observer, std::stop_token stop, WalkMemory* memory = nullptr);

} // namespace diffuscope
