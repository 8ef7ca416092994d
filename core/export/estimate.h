#pragma once
#include "core/export/format.h"

#include <cstdint>
#include <stop_token>

namespace diffuscope {

// What writing would give, see ExportEstimated of core/messages/events.h.
struct ExportEstimate {
    std::uint64_t bytes = 0;
    int frames = 0;
    double seconds = 0;
    int width = 0, height = 0;
    Image first = {};
};

// Writes one frame, and then five that are spread over all, into a folder that it makes and removes, and says from
// these what all would take. Throws Error for what cannot be written at all. Asked to stop, its answer says nothing.
ExportEstimate estimate(const ExportFormat& format, const ExportContent& content, const ParamValues& values,
                        const std::stop_token& stop = {});

} // namespace diffuscope
