#pragma once
#include "core/messages/sample_events.h"

#include <cstdint>
#include <vector>

namespace diffuscope {

// A walk with every step that was recorded of it, as its listener has them: enough to watch it again without its model.
struct RecordedWalk {
    SampleStarted started;        // its stops, schedule and recipe; `up` where its noise was found for pictures
    std::vector<FramePtr> frames; // all of them, from noise to data
    ModelOpened model;            // that drew it, as it was called then
    double seconds = 0;           // that it took
};

// What keeping it takes on the disk, about: what packs its frames, and little around them.
inline std::uint64_t bytesOf(const RecordedWalk& walk)
{
    std::uint64_t bytes = 0;
    for (const auto* frames : {&walk.frames, &walk.started.up})
        for (const FramePtr& frame : *frames)
            bytes += frame->pictures.bytes();
    return bytes;
}

} // namespace diffuscope
