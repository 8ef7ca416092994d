#pragma once
#include "core/messages/sample_events.h"
#include "core/metrics/pictures.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace diffuscope {

struct NearestImages {
    std::vector<QualityMeasured::Neighbour> nearest; // one for each image, in order
    // Median distance of up to 256 pictures of the set, spread evenly, to their nearest other one: what is usual.
    // Images much closer than that are copies.
    double medianNeighbourDistance = 0;
};

// For each of `images` the picture of `set` that differs least. Every picture of the set is read once and compared, in
// blocks; memory is bounded by the images and a few dozen MB. images >= 1, set >= 2, all of one shape.
// Throws Error("Cancelled").
NearestImages nearestImages(const std::vector<Image>& images, const Pictures& set, std::stop_token stop = {});

// Of each, the few nearest in the set, nearest first. Images as above; neighbours 1 or more; `progress` is told the
// share that is done, 0 .. 1.
std::vector<std::vector<QualityMeasured::Neighbour>> nearestFew(const std::vector<Image>& images, const Pictures& set,
                                                                int neighbours, std::stop_token stop = {},
                                                                const std::function<void(double)>& progress = {});

double usualNeighbourDistance(const Pictures& set, std::stop_token stop = {}); // medianNeighbourDistance alone

// Bytes of memory that the last two take at most, beside the images they are given and the set. `values`: of a picture.
std::size_t nearestFewBytes(std::size_t images, std::size_t values, int setCount, int neighbours);
std::size_t usualDistanceBytes(std::size_t values, int setCount);

} // namespace diffuscope
