#include "core/sampling/judged.h"

#include "core/base/error.h"
#include "core/diffusion/judge.h"
#include "core/interop/torch_image.h"
#include "core/messages/requests.h"
#include "core/model/model_folder.h"
#include "core/sampling/given_picture.h"
#include "core/sampling/model_sampling.h"
#include "core/sampling/told_network.h"

#include <torch/types.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace diffuscope {
namespace {

constexpr int kMostDraws = 1000;

void requireCase(const ModelSnapshot& model, const JudgingRequest& request)
{
    if (request.pictures.empty())
        throw Error("There is no picture to judge", request.model, "Name one.");
    if (request.draws < 1 || request.draws > kMostDraws)
        throw Error("That many draws cannot be made", std::to_string(request.draws), "Choose 1 to 1000.");
    if (classCountOf(model) == 0)
        throw Error("The model has no classes to judge by", request.model,
                    "Choose a model that was trained with classes.");
    const int side = sideOf(model.config, request.model), channels = model.config.inChannels;
    for (const Image& picture : request.pictures)
        if (picture.width != side || picture.height != side || picture.channels != channels)
            throw Error(
                "A picture does not have the shape of the model's",
                {"%1 x %2, %3 channels",
                 {std::to_string(picture.width), std::to_string(picture.height), std::to_string(picture.channels)}},
                "Judge pictures of the model's size.");
}

} // namespace

PicturesJudged judged(const std::shared_ptr<const ModelSnapshot>& model, const JudgingRequest& request,
                      std::stop_token stop, const std::function<void(int done, int total)>& progress)
{
    const at::NoGradGuard noGradients;
    const auto start = std::chrono::steady_clock::now();
    requireCase(*model, request);
    const int classes = classCountOf(*model), total = classes * request.draws;
    PicturesJudged result;
    result.classNames = model->classNames;
    const auto networkOf = [&](int label) -> Network {
        SampleRequest told;
        told.model = request.model;
        told.classes = {label};
        Network network = toldNetwork(model, told, int(request.pictures.size()), result.networkCalls);
        return [network = std::move(network), &result, &progress, total](const torch::Tensor& state,
                                                                         const torch::Tensor& timesteps) {
            torch::Tensor answer = network(state, timesteps);
            if (progress)
                progress(result.networkCalls, total);
            return answer;
        };
    };
    result.errors = judgeErrors(tensorOf(request.pictures), classes, networkOf, scheduleOf(model->scheduler),
                                model->scheduler.predictionType, {request.draws, request.seed}, stop);
    result.cancelled = result.errors.empty();
    for (const std::vector<double>& errors : result.errors)
        result.labels.push_back(int(std::min_element(errors.begin(), errors.end()) - errors.begin()));
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

} // namespace diffuscope
