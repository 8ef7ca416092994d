#pragma once
#include "core/export/format.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>

namespace diffuscope {

// What writing would give, see ExportEstimated of core/messages/events.h.
struct ExportEstimate {
    std::uint64_t bytes = 0;
    int frames = 0;
    double seconds = 0;
    int width = 0, height = 0;
    Image first = {}, last = {};
    Image shown = {}; // where `look` is given
    int look = 0;
};

// Writes one frame, and then five that are spread over all, into a folder that it makes and removes, and says from
// these what all would take. `look`: which of them, or of a sheet all, is read again as it is shown. Throws Error for
// what cannot be written at all. Asked to stop, its answer says nothing.
ExportEstimate estimate(const ExportFormat& format, const ExportContent& content, const ParamValues& values,
                        const std::stop_token& stop = {}, std::optional<std::size_t> look = {});

} // namespace diffuscope
