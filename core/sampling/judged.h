#pragma once
#include "core/messages/judging.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>

namespace diffuscope {

struct ModelSnapshot;

// Network calls of a judgement: draws x classes, for as many pictures of that side at once as bounds its memory.
int judgingCalls(int classes, int side, std::size_t pictures, int draws);

// Which class the network takes pictures for. request.model is a name for messages only; the job id is left to the
// caller. `progress`: after each call. On the calling thread. Throws Error for a model without classes, for pictures
// that are not of its shape and for draws out of range. Stopped: says `cancelled`.
PicturesJudged judged(const std::shared_ptr<const ModelSnapshot>& model, const JudgingRequest& request,
                      std::stop_token stop, const std::function<void(int done, int total)>& progress = {});

} // namespace diffuscope
