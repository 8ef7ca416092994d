#pragma once
#include "core/base/message.h"
#include "core/base/params.h"

#include <cstdint>
#include <string>

namespace diffuscope {

// What can be done about a failure, as something to do and not as words, where the core knows more than what was asked
// for: a client that offers it starts ResumeRun as the TrainRequest {folder, overrides, resume}.
struct NextStep {
    enum class Kind { None, ResumeRun };
    Kind kind = Kind::None;
    Message words;              // "Go on with batch %1", for a button
    std::string folder;         // of the run
    ParamValues overrides;      // of trainingParams()
    std::int64_t fromStep = -1; // the checkpoint it starts from; -1: from the start

    explicit operator bool() const { return kind != Kind::None; }
};

} // namespace diffuscope
