#pragma once
#include "core/messages/judge.h"

namespace diffuscope {

// The network as judge: which class it takes pictures for. A short job as those of core/session/tools.h, on the calling
// thread. Throws Error for a model without classes, and for what is out of range.
Judged judgePictures(const JudgeRequest& request);

} // namespace diffuscope
