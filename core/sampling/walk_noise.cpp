#include "core/sampling/walk_noise.h"

#include "core/base/error.h"
#include "core/data/image_files/fitted_image.h"
#include "core/diffusion/samplers.h"
#include "core/diffusion/torch_noise.h"
#include "core/diffusion/walk_start.h"
#include "core/interop/torch_image.h"
#include "core/messages/requests.h"
#include "core/model/config/unet_config.h"
#include "core/model/files/tensor_file.h"
#include "core/sampling/given_picture.h"

#include <torch/types.h>

#include <algorithm>

namespace diffuscope {
namespace {

constexpr int kMaxImages = 1024;

torch::Tensor readNoise(const std::string& file, int channels)
{
    const StateDict tensors = readTensors(file);
    const auto found = tensors.find("noise");
    if (found == tensors.end())
        throw Error("The noise file has no tensor \"noise\"", file, "Store x_T as \"noise\", shape [N, C, H, W].");
    torch::Tensor noise = found->second.to(torch::kFloat).contiguous();
    if (noise.dim() != 4 || noise.size(0) < 1 || noise.size(0) > kMaxImages || noise.size(1) != channels ||
        noise.size(2) < 1 || noise.size(3) < 1)
        throw Error("The noise does not fit the model", file + ": shape " + c10::str(noise.sizes()),
                    "It takes [N, " + std::to_string(channels) + ", H, W] with N from 1 to " +
                        std::to_string(kMaxImages) + ".");
    if (!noise.isfinite().all().item<bool>())
        throw Error("The noise holds values that are not numbers", file, "Store finite values.");
    return noise;
}

void requireCount(std::size_t count)
{
    if (count < 1 || count > std::size_t(kMaxImages))
        throw Error("That many pictures cannot be made at once", std::to_string(count),
                    "Choose 1 to " + std::to_string(kMaxImages) + ".");
}

torch::Tensor readImages(const UNetConfig& config, const SampleRequest& request)
{
    requireCount(request.imageFiles.size());
    std::vector<Image> pictures;
    for (const std::string& file : request.imageFiles)
        pictures.push_back(loadFittedImage(file, sideOf(config, request.model), config.inChannels));
    return tensorOf(pictures);
}

// One generator for all that is drawn, in the order in which it is asked for; or counted streams for each picture.
WalkNoise noiseOf(const std::vector<std::int64_t>& shape, const std::string& seedMode, std::uint64_t seed, bool initial)
{
    if (seedMode == "diffusers" || seedMode == "diffusers-list") {
        TorchNoise drawn(shape, seed, seedMode == "diffusers-list");
        return {initial ? drawn.draw() : torch::Tensor(), drawn.source(), drawn.source()};
    }
    if (seedMode != "picture")
        throw Error("There is no such way to draw noise", seedMode, "Choose picture, diffusers or diffusers-list.");
    const int count = int(shape[0]), channels = int(shape[1]), height = int(shape[2]), width = int(shape[3]);
    return {initial ? noiseTensor(count, channels, height, width, seed) : torch::Tensor(),
            perImageNoise(count, channels, height, width, seed),
            perImageNoise(count, channels, height, width, seed, "inpainting")};
}

} // namespace

WalkNoise walkNoise(const UNetConfig& config, const SampleRequest& request)
{
    torch::Tensor given;
    if (!request.imageFiles.empty())
        given = readImages(config, request);
    else if (!request.noiseFile.empty())
        given = readNoise(request.noiseFile, config.inChannels);
    requireCount(given.defined() ? std::size_t(given.size(0)) : std::size_t(std::max(0, request.count)));
    const auto shape = given.defined()
                           ? given.sizes().vec()
                           : std::vector<std::int64_t>{request.count, config.inChannels, sideOf(config, request.model),
                                                       sideOf(config, request.model)};
    WalkNoise noise = noiseOf(shape, request.seedMode, request.seed, !given.defined());
    if (given.defined())
        noise.initial = given;
    return noise;
}

WalkNoise noiseBetween(const torch::Tensor& a, const torch::Tensor& b, const SampleRequest& request)
{
    const bool lone = isTold(request.between->a) && !isTold(request.between->b); // a's own noise is enough
    if (request.count < (lone ? 1 : 2) || request.count > kMaxImages)
        throw Error("Between two there are at least two pictures", std::to_string(request.count),
                    {"Choose 2 to %1.", {std::to_string(kMaxImages)}});
    std::vector<torch::Tensor> between;
    for (int k = 0; k < request.count; ++k) {
        const double at = double(k) / std::max(1, request.count - 1);
        between.push_back(request.between->straight ? onTheLine(a[0], b[0], at) : slerp(a[0], b[0], at));
    }
    const WalkNoise one = stepNoise(a.sizes().vec(), request.seedMode, request.seed);
    const auto forAll = [count = request.count](const NoiseSource& source) -> NoiseSource {
        return [source, count](int index) { return source(index).repeat({count, 1, 1, 1}); };
    };
    return {torch::stack(between), forAll(one.fresh), forAll(one.kept)};
}

WalkNoise stepNoise(const std::vector<std::int64_t>& shape, const std::string& seedMode, std::uint64_t seed)
{
    return noiseOf(shape, seedMode, seed, false);
}

} // namespace diffuscope
