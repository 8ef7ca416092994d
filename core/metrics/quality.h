#pragma once
#include "core/metrics/nearest.h"
#include "core/metrics/pictures.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace diffuscope {

struct QualityOptions {
    std::string inceptionFile; // TorchScript, see inception.h; empty: no FID and KID
    std::uint64_t seed = 0;    // of the random directions and subsets
    int mostReferences = 10'000;
};

struct Quality {
    int references = 0;           // that the distributions were compared with, spread evenly over the set
    double slicedWasserstein = 0; // these two on the pictures' values
    double kernelDistance = 0, kernelDistanceError = 0;
    std::optional<double> fid, kid, kidError; // on the Inception's features
    bool resized = false;                     // the Inception file got 299 x 299
    NearestImages nearest;                    // among all of the set
};

// Everything that can be said about `images` against `set`; see distances.h and nearest.h for the numbers. At least 3
// of each, of one shape and with finite values, else Error. Where pictures are large, fewer references are used than
// asked for, so that they take at most half a gigabyte. Throws Error("Cancelled").
Quality measureQuality(const std::vector<Image>& images, const Pictures& set, const QualityOptions& options,
                       std::stop_token stop = {});

} // namespace diffuscope
