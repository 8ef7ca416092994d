#pragma once
#include "core/messages/events.h"
#include "core/messages/requests.h"
#include "core/sampling/generate.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace diffuscope {

struct VariationsObserver {
    std::function<void(VariationsStarted)> started; // the job ids are left to the caller
    std::function<GenerationObserver(std::size_t variation)> of;
    std::function<void(std::size_t variation, SampleFinished)> finished;
};

// All variations of a request, one after the other, on the calling thread. What is wrong with any of them is thrown
// before the first begins. Cancelled: returns what was finished.
VariationsFinished generateVariations(const std::shared_ptr<const ModelSnapshot>& model,
                                      const VariationsRequest& request, const VariationsObserver& observer,
                                      std::stop_token stop);

} // namespace diffuscope
