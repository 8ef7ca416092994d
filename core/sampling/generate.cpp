#include "core/sampling/generate.h"

#include "core/data/image_files/fitted_image.h"
#include "core/diffusion/guidance.h"
#include "core/diffusion/recorder.h"
#include "core/diffusion/sampling_plan.h"
#include "core/diffusion/torch_noise.h"
#include "core/interop/torch_image.h"
#include "core/model/files/tensor_file.h"
#include "core/model/model_folder.h"
#include "core/model/unet/unet.h"
#include "core/model/weights_hash.h"
#include "core/recipe/recipe.h"
#include "core/sampling/model_sampling.h"

#include <torch/types.h>

#include <algorithm>
#include <chrono>

namespace diffuscope {
namespace {

constexpr int kMaxImages = 1024;
constexpr int kValuesAtOnce = 64 * 64 * 64; // pixels of one network evaluation: bounds its memory

void checkPrediction(const UNetConfig& config, const std::string& model)
{
    const bool fits = config.outChannels == config.inChannels || config.outChannels == 2 * config.inChannels;
    if (!fits || (config.inChannels != 1 && config.inChannels != 3))
        throw Error(
            "The model cannot be sampled from",
            model + ": " + std::to_string(config.inChannels) + " channels in, " + std::to_string(config.outChannels) +
                " out",
            "Choose a model with 1 or 3 channels in and as many out, or twice as many with a learned variance.");
}

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

int sideOf(const UNetConfig& config, const std::string& model)
{
    if (!config.sampleSize)
        throw Error("The model does not say the size of its pictures", model,
                    "Add \"sample_size\" to its unet/config.json, or give a noise file.");
    return *config.sampleSize;
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

// Where x_T and the noise of the steps come from.
struct Noise {
    torch::Tensor initial;
    NoiseSource fresh;
};

Noise noiseFor(const UNetConfig& config, const SampleRequest& request)
{
    Noise noise;
    if (!request.imageFiles.empty())
        noise.initial = readImages(config, request);
    else if (!request.noiseFile.empty())
        noise.initial = readNoise(request.noiseFile, config.inChannels);
    requireCount(noise.initial.defined() ? std::size_t(noise.initial.size(0))
                                         : std::size_t(std::max(0, request.count)));
    std::vector<std::int64_t> shape =
        noise.initial.defined()
            ? noise.initial.sizes().vec()
            : std::vector<std::int64_t>{request.count, config.inChannels, sideOf(config, request.model),
                                        sideOf(config, request.model)};
    if (request.seedMode == "diffusers" || request.seedMode == "diffusers-list") {
        TorchNoise drawn(shape, request.seed, request.seedMode == "diffusers-list");
        if (!noise.initial.defined())
            noise.initial = drawn.draw();
        noise.fresh = drawn.source();
        return noise;
    }
    if (request.seedMode != "picture")
        throw Error("There is no such way to draw noise", request.seedMode,
                    "Choose picture, diffusers or diffusers-list.");
    const int count = int(shape[0]), channels = int(shape[1]), height = int(shape[2]), width = int(shape[3]);
    if (!noise.initial.defined())
        noise.initial = noiseTensor(count, channels, height, width, request.seed);
    noise.fresh = perImageNoise(count, channels, height, width, request.seed);
    return noise;
}

// [count] int64, or undefined for a network without classes.
torch::Tensor labelsFor(const ModelSnapshot& model, const std::vector<int>& wanted, int count)
{
    const int classes = classCountOf(model), embedded = model.config.numClassEmbeds.value_or(0);
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
        if (label < 0 || label >= embedded)
            throw Error("The model has no such class", std::to_string(label),
                        "Choose 0 to " + std::to_string(classes - 1) + ".");
    torch::Tensor labels = torch::empty({count}, torch::kLong);
    for (int k = 0; k < count; ++k)
        labels[k] = classOfImage(wanted, classes, k);
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

// The class that stands for "no class".
int nullClassFor(const ModelSnapshot& model, const SampleRequest& request)
{
    const int embedded = model.config.numClassEmbeds.value_or(0);
    if (embedded == 0)
        throw Error("The model has no classes to guide towards",
                    "guidance scale " + std::to_string(request.guidanceScale), "Use scale 1.");
    if (request.nullClass >= embedded)
        throw Error("The model has no such class", std::to_string(request.nullClass),
                    "Choose 0 to " + std::to_string(embedded - 1) + ".");
    const int label = request.nullClass >= 0 ? request.nullClass : nullClassOf(model).value_or(-1);
    if (label < 0)
        throw Error("The model does not say which class means none", request.model,
                    "Guidance needs a model that was trained with label dropout; name its class for none, 0 to " +
                        std::to_string(embedded - 1) + ".");
    return label;
}

Network guided(const std::shared_ptr<const ModelSnapshot>& model, const SampleRequest& request,
               const torch::Tensor& labels, int& calls)
{
    Network network = networkOf(*model, labels, calls);
    if (request.guidanceScale == 1 && request.guidanceRescale == 0)
        return network;
    if (!(request.guidanceScale >= 0 && request.guidanceScale <= 100 && request.guidanceRescale >= 0 &&
          request.guidanceRescale <= 1))
        throw Error("The guidance is out of range",
                    "scale " + std::to_string(request.guidanceScale) + ", rescale " +
                        std::to_string(request.guidanceRescale),
                    "Scale goes from 0 to 100, rescale from 0 to 1.");
    const auto none = torch::full({labels.defined() ? labels.size(0) : 0}, nullClassFor(*model, request), torch::kLong);
    return guidedNetwork(network, networkOf(*model, none, calls), {request.guidanceScale, request.guidanceRescale});
}

SampleStarted startedOf(const std::vector<int>& stops, const Schedule& schedule, const TrajectoryStorage& storage,
                        SamplingRecipe recipe)
{
    SampleStarted started;
    started.frameCount = int(stops.size());
    started.frameSteps = stops;
    started.betas = schedule.betas();
    started.storage = storage;
    started.recipe = std::move(recipe);
    return started;
}

SamplingRecipe recipeFor(const ModelSnapshot& model, const SampleRequest& request, int count)
{
    SamplingRecipe recipe = recipeOf(request);
    recipe.modelName = model.name;
    recipe.trainedSteps = model.trainedSteps;
    recipe.weightsHash = weightsHash(model);
    recipe.count = count;
    return recipe;
}

void finish(SampleFinished& finished, const torch::Tensor& state, const SampleRequest& request, bool inverts,
            const SamplingRecipe& recipe)
{
    const torch::Tensor images = (inverts ? state : state.clamp(-1, 1)).contiguous();
    if (!request.rawFile.empty())
        writeTensors(request.rawFile, {{inverts ? "noise" : "images", images}},
                     {{"recipe", toJson(recipe, request.fullPaths ? RecipePaths::All : RecipePaths::Public)}});
    finished.images = imagesOf(images);
}

void requireImages(const SamplerInfo& sampler, const SampleRequest& request)
{
    if (sampler.inverts && request.imageFiles.empty())
        throw Error("Inversion needs a picture", request.sampler, "Name the picture files to invert.");
    if (!sampler.inverts && !request.imageFiles.empty())
        throw Error("This sampler starts from noise, not from a picture", request.sampler, "Choose an inversion.");
}

} // namespace

SampleFinished generate(const std::shared_ptr<const ModelSnapshot>& model, const SampleRequest& request,
                        const GenerationObserver& observer, std::stop_token stop)
{
    const at::NoGradGuard noGradients;
    const auto start = std::chrono::steady_clock::now();
    const SamplerInfo& sampler = samplerInfo(request.sampler);
    checkPrediction(model->config, request.model);
    requireImages(sampler, request);
    const Schedule schedule = scheduleOf(model->scheduler);
    const SamplingPlan plan =
        planSampling(schedule, samplingDefaultsOf(model->scheduler),
                     {request.sampler, request.steps, request.spacing, request.params, request.seedMode != "picture"});
    const Noise noise = noiseFor(model->config, request);
    const torch::Tensor initial = sampler.inverts ? noise.initial : noise.initial * plan.initialScale;
    const int count = int(initial.size(0));
    const torch::Tensor labels = labelsFor(*model, request.classes, count);
    const bool told = observer.started || !request.rawFile.empty(); // the hash in it reads all weights
    const SamplingRecipe recipe = told ? recipeFor(*model, request, count) : SamplingRecipe{};

    SampleFinished finished;
    const Denoiser denoiser(guided(model, request, labels, finished.networkCalls), schedule,
                            model->scheduler.predictionType, plan.clip);
    const std::vector<int> stops = frameSteps(plan.run.steps, schedule.timesteps());
    const TrajectoryStorage storage =
        trajectoryStorage(stops.size(), std::size_t(count), std::size_t(initial[0].numel()), request.trajectoryBudget);
    Recorder recorder(stops, storage);
    if (observer.started)
        observer.started(startedOf(stops, schedule, storage, recipe));
    if (observer.frame)
        observer.frame(recorder.first(initial, plan.run.steps.front().now));
    const auto report = [&](const StepReport& step) {
        if (observer.frame)
            observer.frame(recorder.next(step));
    };
    const torch::Tensor state = runSampler(plan.run, denoiser, initial, noise.fresh, report, stop);
    finished.cancelled = stop.stop_requested();
    if (!finished.cancelled)
        finish(finished, state, request, sampler.inverts, recipe);
    finished.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return finished;
}

} // namespace diffuscope
