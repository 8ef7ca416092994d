#pragma once
#include "core/messages/events.h"
#include "core/messages/requests.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace diffuscope {

struct GenerationPlan;
struct ModelSnapshot;

// Job ids are left to the caller; each may be empty.
struct FuturesObserver {
    std::function<void(FuturesStarted)> started;
    std::function<void(int networkCalls)> progress; // so far; after every call
    std::function<void(FuturesFrom)> from;          // from noise to data
};

// What may become of a picture, from several stops of its walk: the walk is taken once, and left at each of them. On
// the calling thread. Throws Error naming the bad value. Cancelled: what was told stays, and nothing half is told.
FuturesFinished generateFutures(const std::shared_ptr<const ModelSnapshot>& model, const FuturesRequest& request,
                                const FuturesObserver& observer, std::stop_token stop);

// That all of them take; `plan`: of the request's walk.
int networkCalls(const GenerationPlan& plan, const FuturesRequest& request);

} // namespace diffuscope
