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
#include <iterator>
#include <string>
#include <utility>

namespace diffuscope {
namespace {

constexpr int kMostDraws = 1000;
constexpr int kJudgedPixels = 64 * 64 * 64, kMostAtOnce = 64; // of a batch: bounds its memory

std::size_t judgedAtOnce(int side)
{
    return std::size_t(std::clamp(kJudgedPixels / std::max(1, side * side), 1, kMostAtOnce));
}

void requireCase(const ModelSnapshot& model, const JudgingRequest& request)
{
    if (request.pictures.empty())
        throw Error("There is no picture to judge", request.model, "Name one.");
    if (request.draws < 1 || request.draws > kMostDraws)
        throw Error("That many draws cannot be made", std::to_string(request.draws), "Choose 1 to 1000.");
    if (classCountOf(model) == 0)
        throw Error("The model has no classes to judge by", request.model,
                    "Choose a model that was trained with classes.");
}

std::vector<Image> picturesOf(const JudgingRequest& request, std::size_t from, std::size_t to, int side, int channels)
{
    std::vector<Image> pictures;
    for (std::size_t k = from; k < to; ++k) {
        Image picture = request.pictures[k];
        if (picture.width != side || picture.height != side || picture.channels != channels)
            throw Error(
                "A picture does not have the shape of the model's",
                {"%1 x %2, %3 channels",
                 {std::to_string(picture.width), std::to_string(picture.height), std::to_string(picture.channels)}},
                "Judge pictures of the model's size.");
        pictures.push_back(std::move(picture));
    }
    return pictures;
}

} // namespace

int judgingCalls(int classes, int side, std::size_t pictures, int draws)
{
    const std::size_t each = judgedAtOnce(side);
    return classes * draws * int((pictures + each - 1) / each);
}

PicturesJudged judged(const std::shared_ptr<const ModelSnapshot>& model, const JudgingRequest& request,
                      std::stop_token stop, const std::function<void(int done, int total)>& progress)
{
    const at::NoGradGuard noGradients;
    const auto start = std::chrono::steady_clock::now();
    requireCase(*model, request);
    const int classes = classCountOf(*model), side = sideOf(model->config, request.model);
    const std::size_t count = request.pictures.size(), each = judgedAtOnce(side);
    const int total = judgingCalls(classes, side, count, request.draws);
    const Schedule schedule = scheduleOf(model->scheduler);
    (void)picturesOf(request, 0, count, side, model->config.inChannels); // all are looked at before the first call
    PicturesJudged result;
    result.classNames = model->classNames;
    for (std::size_t from = 0; from < count && !result.cancelled; from += each) {
        const std::vector<Image> pictures =
            picturesOf(request, from, std::min(count, from + each), side, model->config.inChannels);
        const auto networkOf = [&](int label) -> Network {
            SampleRequest told;
            told.model = request.model;
            told.classes = {label};
            Network network = toldNetwork(model, told, int(pictures.size()), result.networkCalls);
            return [network = std::move(network), &result, &progress, total](const torch::Tensor& state,
                                                                             const torch::Tensor& timesteps) {
                torch::Tensor answer = network(state, timesteps);
                if (progress)
                    progress(result.networkCalls, total);
                return answer;
            };
        };
        std::vector<std::vector<double>> errors =
            judgeErrors(tensorOf(pictures), classes, networkOf, schedule, model->scheduler.predictionType,
                        {request.draws, request.seed}, stop);
        result.cancelled = errors.empty();
        std::move(errors.begin(), errors.end(), std::back_inserter(result.errors));
    }
    if (result.cancelled)
        result.errors.clear();
    for (const std::vector<double>& errors : result.errors)
        result.labels.push_back(int(std::min_element(errors.begin(), errors.end()) - errors.begin()));
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

} // namespace diffuscope
