#include "core/metrics/quality.h"

#include "core/interop/torch_image.h"
#include "core/metrics/distances.h"
#include "core/metrics/inception.h"
#include "core/metrics/nearest.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace diffuscope {
namespace {

constexpr std::int64_t kReferenceValues = 128 << 20; // 512 MB
constexpr int kFewest = 3;
constexpr int kEnoughForFid = 2000; // below it the covariances of an Inception's 2048 features are mostly made up

std::string shapeText(const Image& image)
{
    return std::to_string(image.width) + " x " + std::to_string(image.height) +
           (image.channels == 1   ? " grey"
            : image.channels == 3 ? " RGB"
                                  : " with other channels");
}

void require(const std::vector<Image>& images, const Pictures& set)
{
    if (int(images.size()) < kFewest || set.count < kFewest)
        throw Error("There are too few pictures to measure",
                    {"%1 against %2", {std::to_string(images.size()), std::to_string(set.count)}},
                    {"Use at least %1 of each; hundreds tell more.", {std::to_string(kFewest)}});
    const Image wanted = set.at(0);
    for (const Image& image : images) {
        if (!image.sameShape(wanted))
            throw Error("The pictures do not have the dataset's shape",
                        {"%1 and %2", {shapeText(image), shapeText(wanted)}},
                        "Open the dataset with the pictures' size and colours.");
        for (const float value : image.values)
            if (!std::isfinite(value))
                throw Error("A picture holds values that are not numbers", shapeText(image), "Make it again.");
    }
}

torch::Tensor rowsOf(const Pictures& pictures, const std::stop_token& stop)
{
    torch::Tensor rows;
    for (int k = 0; k < pictures.count; ++k) {
        throwIfStopped(stop);
        const Image image = pictures.at(k);
        const auto dimension = std::int64_t(image.values.size());
        if (k == 0)
            rows = torch::empty({pictures.count, dimension}, torch::kFloat32);
        std::copy(image.values.begin(), image.values.end(), rows.data_ptr<float>() + k * dimension);
    }
    return rows;
}

// True: the Inception file got the pictures resized.
bool measureFeatures(QualityMeasured& quality, const Pictures& images, const Pictures& references,
                     const QualityOptions& options, const std::stop_token& stop)
{
    Inception inception(options.inceptionFile);
    const torch::Tensor made = inception.features(images, stop), real = inception.features(references, stop);
    const Estimate kid = kernelDistance(made, real, options.seed, stop);
    quality.kid = kid.value;
    quality.kidError = kid.error;
    quality.fid = frechetDistance(made, real);
    return inception.resizes();
}

std::string counted(int count, const std::string& what) { return std::to_string(count) + " " + what; }

std::vector<std::string> notesOn(const QualityMeasured& quality, int available, bool resized)
{
    std::vector<std::string> notes;
    const int fewer = std::min(quality.pictures, quality.references);
    if (quality.references < available)
        notes.push_back(
            "The distances of distributions use " + std::to_string(quality.references) + " of " +
            counted(available, "training pictures, spread evenly; the nearest ones are looked for in all."));
    if (quality.fid && fewer < kEnoughForFid)
        notes.push_back("FID needs thousands of pictures; with " + std::to_string(fewer) + " it is far too high.");
    if (quality.fid)
        notes.push_back(resized ? "The Inception file got the pictures resized to 299 x 299."
                                : "The Inception file does not take 299 x 299 and got the pictures' own size: "
                                  "compare its FID and KID only with numbers made the same way.");
    notes.push_back("The sliced Wasserstein distance falls as pictures are added: compare it only between results of " +
                    counted(quality.pictures, "pictures."));
    return notes;
}

} // namespace

QualityMeasured measureQuality(const std::vector<Image>& images, const Pictures& set, const QualityOptions& options,
                               std::stop_token stop)
{
    require(images, set);
    const auto room = kReferenceValues / std::int64_t(images.front().values.size());
    const int limit = int(std::clamp<std::int64_t>(room, kFewest, std::max(kFewest, options.mostReferences)));
    const Pictures made = picturesOf(images), references = spreadOver(set, limit);
    QualityMeasured quality;
    quality.pictures = made.count;
    quality.references = references.count;
    bool resized = false;
    if (!options.inceptionFile.empty()) // first: a wrong file is told at once
        resized = measureFeatures(quality, made, references, options, stop);
    NearestImages found = nearestImages(images, set, stop);
    quality.nearest = std::move(found.nearest);
    quality.medianNeighbourDistance = found.medianNeighbourDistance;
    const torch::Tensor points = rowsOf(made, stop), real = rowsOf(references, stop);
    quality.slicedWasserstein = slicedWasserstein(points, real, options.seed, 256, stop);
    const Estimate kernel = kernelDistance(points, real, options.seed, stop);
    quality.kernelDistance = kernel.value;
    quality.kernelDistanceError = kernel.error;
    quality.notes = notesOn(quality, set.count, resized);
    return quality;
}

} // namespace diffuscope
