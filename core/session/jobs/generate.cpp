#include "core/session/jobs/generate.h"

#include "core/diffusion/recorder.h"
#include "core/diffusion/samplers.h"
#include "core/interop/torch_image.h"
#include "core/model/model_folder.h"
#include "core/model/tensor_file.h"
#include "core/model/unet.h"
#include "core/session/jobs/model_schedule.h"
#include "core/session/jobs/recipe.h"

#include <torch/types.h>

#include <algorithm>
#include <chrono>

namespace diffuscope {
namespace {

constexpr int kMostPictures = 1024;
constexpr int kValuesAtOnce = 64 * 64 * 64; // pixels of one network evaluation: bounds its memory

void checkPrediction(const UNetConfig& config, const std::string& model)
{
    if (config.inChannels != config.outChannels || (config.inChannels != 1 && config.inChannels != 3))
        throw Error("The model cannot be sampled from",
                    model + ": " + std::to_string(config.inChannels) + " channels in, " +
                        std::to_string(config.outChannels) + " out",
                    "Choose a model with 1 or 3 channels in and as many out.");
}

torch::Tensor readNoise(const std::string& file, int channels)
{
    const StateDict tensors = readTensors(file);
    const auto found = tensors.find("noise");
    if (found == tensors.end())
        throw Error("The noise file has no tensor \"noise\"", file, "Store x_T as \"noise\", shape [N, C, H, W].");
    torch::Tensor noise = found->second.to(torch::kFloat).contiguous();
    if (noise.dim() != 4 || noise.size(0) < 1 || noise.size(0) > kMostPictures || noise.size(1) != channels ||
        noise.size(2) < 1 || noise.size(3) < 1)
        throw Error("The noise does not fit the model", file + ": shape " + c10::str(noise.sizes()),
                    "It takes [N, " + std::to_string(channels) + ", H, W] with N from 1 to " +
                        std::to_string(kMostPictures) + ".");
    if (!noise.isfinite().all().item<bool>())
        throw Error("The noise holds values that are not numbers", file, "Store finite values.");
    return noise;
}

torch::Tensor initialNoise(const UNetConfig& config, const SampleRequest& request)
{
    if (!request.noiseFile.empty())
        return readNoise(request.noiseFile, config.inChannels);
    if (request.count < 1 || request.count > kMostPictures)
        throw Error("That many pictures cannot be made at once", std::to_string(request.count),
                    "Choose 1 to " + std::to_string(kMostPictures) + ".");
    if (!config.sampleSize)
        throw Error("The model does not say the size of its pictures", request.model,
                    "Add \"sample_size\" to its unet/config.json, or give a noise file.");
    return noiseTensor(request.count, config.inChannels, *config.sampleSize, *config.sampleSize, request.seed);
}

// [count] int64, or undefined for a network without classes.
torch::Tensor labelsFor(const UNetConfig& config, const std::vector<int>& wanted, int count)
{
    const int classes = config.numClassEmbeds.value_or(0);
    if (classes == 0) {
        if (!wanted.empty())
            throw Error("The model has no classes", "class " + std::to_string(wanted.front()),
                        "Leave the class out, or choose a model that was trained with classes.");
        return {};
    }
    if (wanted.size() > 1 && int(wanted.size()) != count)
        throw Error("There must be one class for all pictures, or one for each",
                    std::to_string(wanted.size()) + " classes for " + std::to_string(count) + " pictures");
    for (const int label : wanted)
        if (label < 0 || label >= classes)
            throw Error("The model has no such class", std::to_string(label),
                        "Choose 0 to " + std::to_string(classes - 1) + ".");
    torch::Tensor labels = torch::empty({count}, torch::kLong);
    for (int k = 0; k < count; ++k)
        labels[k] = wanted.empty() ? k % classes : wanted[std::min(std::size_t(k), wanted.size() - 1)];
    return labels;
}

// Evaluates the network in parts, so that memory does not grow with the number of pictures.
Network networkOf(const ModelSnapshot& model, torch::Tensor labels, int& calls)
{
    return
        [network = model.network, labels, &calls](const torch::Tensor& state, const torch::Tensor& timesteps) mutable {
            ++calls;
            const std::int64_t pixels = std::max<std::int64_t>(1, state.size(2) * state.size(3));
            const std::int64_t part = std::clamp<std::int64_t>(kValuesAtOnce / pixels, 1, 64);
            std::vector<torch::Tensor> outputs;
            for (std::int64_t from = 0; from < state.size(0); from += part) {
                const std::int64_t to = std::min(from + part, state.size(0));
                outputs.push_back(network->forward(state.slice(0, from, to), timesteps.slice(0, from, to),
                                                   labels.defined() ? labels.slice(0, from, to) : labels));
            }
            return outputs.size() == 1 ? outputs.front() : torch::cat(outputs);
        };
}

SampleStarted planOf(const SamplerRun& run, const Schedule& schedule, std::string recipe)
{
    SampleStarted plan;
    plan.frameCount = int(run.steps.size()) + 1;
    plan.frameSteps = {run.steps.front().timestep + 1};
    for (const SamplerStep& step : run.steps)
        plan.frameSteps.push_back(step.previous + 1);
    plan.betas = schedule.betas();
    plan.recipe = std::move(recipe);
    return plan;
}

void finish(SampleFinished& finished, const torch::Tensor& state, const SampleRequest& request,
            const std::string& recipe)
{
    if (!state.isfinite().all().item<bool>())
        throw Error("The network gave values that are not numbers", request.model,
                    "Try more steps or another sampler; if it stays so, the model is damaged.");
    const torch::Tensor images = state.clamp(-1, 1).contiguous();
    if (!request.rawFile.empty())
        writeTensors(request.rawFile, {{"images", images}}, {{"recipe", recipe}});
    finished.images = imagesOf(images);
}

} // namespace

SampleFinished generate(const std::shared_ptr<const ModelSnapshot>& model, const SampleRequest& request,
                        const GenerationObserver& observer, std::stop_token stop)
{
    const at::NoGradGuard noGradients;
    const auto start = std::chrono::steady_clock::now();
    const UNetConfig& config = model->config;
    checkPrediction(config, request.model);
    validateParams(samplerInfo(request.sampler).params, request.params);
    const Schedule schedule = scheduleOf(model->scheduler);
    const int offset = request.spacing == "leading" ? model->scheduler.stepsOffset : 0;
    const SamplerRun run{request.sampler, makeStepGrid(schedule.timesteps(), request.steps, request.spacing, offset),
                         request.params};
    const torch::Tensor noise = initialNoise(config, request);
    const int count = int(noise.size(0)), frames = int(run.steps.size());
    const torch::Tensor labels = labelsFor(config, request.classes, count);
    const std::string recipe = recipeOf(*model, request, count);

    SampleFinished finished;
    const Denoiser denoiser(networkOf(*model, labels, finished.networkCalls), schedule, model->scheduler.predictionType,
                            {model->scheduler.clipSample, model->scheduler.clipSampleRange});
    if (observer.started)
        observer.started(planOf(run, schedule, recipe));
    if (observer.frame)
        observer.frame(firstFrame(noise, run.steps.front(), frames));
    const auto report = [&observer, frames](const StepReport& step) {
        if (observer.frame)
            observer.frame(frameOf(step, frames));
    };
    const NoiseSource fresh =
        perImageNoise(count, config.inChannels, int(noise.size(2)), int(noise.size(3)), request.seed);
    const torch::Tensor state = runSampler(run, denoiser, noise, fresh, report, stop);
    finished.cancelled = stop.stop_requested();
    if (!finished.cancelled)
        finish(finished, state, request, recipe);
    finished.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return finished;
}

} // namespace diffuscope
