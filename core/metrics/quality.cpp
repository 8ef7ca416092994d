#include "core/metrics/quality.h"

#include "core/interop/torch_image.h"
#include "core/metrics/distances.h"
#include "core/metrics/inception.h"

#include <cmath>
#include <string>

namespace diffuscope {
namespace {

constexpr std::int64_t kReferenceValues = 128 << 20; // 512 MB
constexpr int kFewest = 3;

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
                    std::to_string(images.size()) + " against " + std::to_string(set.count),
                    "Use at least " + std::to_string(kFewest) + " of each; hundreds tell more.");
    const Image wanted = set.at(0);
    for (const Image& image : images) {
        if (!image.sameShape(wanted))
            throw Error("The pictures do not have the dataset's shape", shapeText(image) + " and " + shapeText(wanted),
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

void measureFeatures(Quality& quality, const Pictures& images, const Pictures& references,
                     const QualityOptions& options, const std::stop_token& stop)
{
    Inception inception(options.inceptionFile);
    const torch::Tensor made = inception.features(images, stop), real = inception.features(references, stop);
    const Estimate kid = kernelDistance(made, real, options.seed, stop);
    quality.kid = kid.value;
    quality.kidError = kid.error;
    quality.fid = frechetDistance(made, real);
    quality.resized = inception.resizes();
}

} // namespace

Quality measureQuality(const std::vector<Image>& images, const Pictures& set, const QualityOptions& options,
                       std::stop_token stop)
{
    require(images, set);
    const auto room = kReferenceValues / std::int64_t(images.front().values.size());
    const int limit = int(std::clamp<std::int64_t>(room, kFewest, std::max(kFewest, options.mostReferences)));
    const Pictures made = picturesOf(images), references = spreadOver(set, limit);
    Quality quality;
    quality.references = references.count;
    if (!options.inceptionFile.empty()) // first: a wrong file is told at once
        measureFeatures(quality, made, references, options, stop);
    quality.nearest = nearestImages(images, set, stop);
    const torch::Tensor points = rowsOf(made, stop), real = rowsOf(references, stop);
    quality.slicedWasserstein = slicedWasserstein(points, real, options.seed, 256, stop);
    const Estimate kernel = kernelDistance(points, real, options.seed, stop);
    quality.kernelDistance = kernel.value;
    quality.kernelDistanceError = kernel.error;
    return quality;
}

} // namespace diffuscope
