#pragma once
#include "core/messages/blur_baseline.h"

#include <memory>
#include <stop_token>

namespace diffuscope {

struct ModelSnapshot;

// Puts noise on a picture, and guesses the picture again in two ways: by the Gaussian blur that comes nearest to the
// truth, which only somebody who knows it can choose, and by one call of the network. The noise is that of the
// request's seed, the same at every step. On the calling thread. Throws Error naming the bad value. Cancelled: returns
// the points that are done.
BlurMeasured measureBlurBaseline(const std::shared_ptr<const ModelSnapshot>& model, const BlurRequest& request,
                                 std::stop_token stop);

} // namespace diffuscope
