#pragma once
#include "core/messages/sample_events.h"
#include "core/metrics/pictures.h"

#include <cstdint>
#include <string>
#include <vector>

namespace diffuscope {

struct QualityOptions {
    std::string inceptionFile; // TorchScript, see inception.h; empty: no FID and KID
    std::uint64_t seed = 0;    // of the random directions and subsets
    int mostReferences = 10'000;
};

// Everything that can be said about `images` against `set`; see distances.h and nearest.h for the numbers. At least 3
// of each, of one shape and with finite values, else Error. Where pictures are large, fewer references are used than
// asked for, so that they take at most half a gigabyte. Throws Error("Cancelled").
QualityMeasured measureQuality(const std::vector<Image>& images, const Pictures& set, const QualityOptions& options,
                               std::stop_token stop = {});

} // namespace diffuscope
