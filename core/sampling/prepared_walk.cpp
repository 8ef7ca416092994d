#include "core/sampling/prepared_walk.h"

#include "core/base/error.h"
#include "core/diffusion/recorder.h"
#include "core/diffusion/torch_noise.h"
#include "core/diffusion/walk_start.h"
#include "core/interop/torch_image.h"
#include "core/kernels/isa.h"
#include "core/model/model_folder.h"
#include "core/model/weights_hash.h"
#include "core/recipe/recipe.h"
#include "core/sampling/faulty_walk.h"
#include "core/sampling/model_sampling.h"
#include "core/sampling/told_network.h"

#include <torch/types.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace diffuscope {
namespace {

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

// Of the picture and its mask.
void loadPictures(PreparedWalk& walk, int side, int channels)
{
    const SampleRequest& request = walk.request;
    if (isTold(request.from))
        walk.from = loadGivenPicture(request.from, side, channels);
    if (!isTold(request.mask))
        return;
    walk.mask = loadGivenPicture(request.mask, side, 1);
    const LoadedPicture &picture = *walk.from, &mask = *walk.mask;
    const bool likePicture = mask.fileWidth == picture.fileWidth && mask.fileHeight == picture.fileHeight;
    if (!likePicture && (mask.fileWidth != side || mask.fileHeight != side))
        throw Error("The mask does not have the size of its picture",
                    std::to_string(mask.fileWidth) + " x " + std::to_string(mask.fileHeight),
                    {"It takes %1 x %2, as the picture, or %3 x %3, as the model.",
                     {std::to_string(picture.fileWidth), std::to_string(picture.fileHeight), std::to_string(side)}});
}

// Keeps some states of a way up: see wayUpStorage().
class WayUp {
public:
    WayUp(PreparedWalk& walk, const SamplerRun& run, const torch::Tensor& pictures)
        : frames_(walk.up), stops_(frameSteps(run.steps, walk.schedule.timesteps())),
          recorder_(stops_, TrajectoryStorage{}),
          kept_(wayUpStorage(stops_.size(), std::size_t(pictures.size(0)), std::size_t(pictures[0].numel()),
                             walk.request.trajectoryBudget))
    {
        if (kept_.every > 0)
            frames_.push_back(recorder_.first(pictures, run.steps.front().now));
    }
    void add(const StepReport& step)
    {
        const std::size_t frame = std::size_t(step.index) + 1;
        if (kept_.every > 0 && (frame % kept_.every == 0 || frame + 1 == stops_.size()))
            frames_.push_back(recorder_.resume(int(frame), step.state, step.step.next));
    }

private:
    std::vector<FramePtr>& frames_;
    std::vector<int> stops_;
    Recorder recorder_;
    WayUpStorage kept_;
};

// The noises [N,C,H,W] that DDIM turns into these pictures: inverted together.
torch::Tensor invertedEnds(PreparedWalk& walk, const std::vector<Image>& pictures,
                           const std::shared_ptr<const ModelSnapshot>& model, std::stop_token stop, int& calls)
{
    const auto& [request, plan, count, total] = *walk.plan.inversion;
    if (classCountOf(*model) > 0 && request.classes.size() != 1)
        throw Error("The noise of a picture is found with one class",
                    std::to_string(request.classes.size()) + " classes", "Name one class.");
    const Denoiser denoiser(toldNetwork(model, request, count, calls), walk.schedule, model->scheduler.predictionType,
                            plan.clip);
    const torch::Tensor start = tensorOf(pictures);
    WayUp way(walk, plan.run, start);
    return runSampler(
        plan.run, denoiser, start, {}, [&way](const StepReport& step) { way.add(step); }, stop);
}

WalkNoise noiseOnTheWay(PreparedWalk& walk, const std::shared_ptr<const ModelSnapshot>& model, std::stop_token stop,
                        int& calls)
{
    const SampleRequest& request = walk.request;
    if (classCountOf(*model) > 0 && request.classes.size() != 1)
        throw Error("Between two noises all pictures have one class",
                    std::to_string(request.classes.size()) + " classes", "Name one class.");
    const int side = sideOf(model->config, request.model), channels = model->config.inChannels;
    const auto end = [&](std::uint64_t seed) {
        return request.seedMode == "picture" ? noiseTensor(1, channels, side, side, seed)
                                             : TorchNoise({1, channels, side, side}, seed, false).draw();
    };
    std::vector<Image> pictures;
    if (isTold(request.between->a))
        pictures.push_back((walk.endA = loadGivenPicture(request.between->a, side, channels))->image);
    if (isTold(request.between->b))
        pictures.push_back((walk.endB = loadGivenPicture(request.between->b, side, channels))->image);
    const torch::Tensor found = pictures.empty() ? torch::Tensor() : invertedEnds(walk, pictures, model, stop, calls);
    return noiseBetween(walk.endA ? found.slice(0, 0, 1) : end(request.seed),
                        walk.endB ? found.slice(0, found.size(0) - 1) : end(request.between->seed), request);
}

// From noise, from a picture with noise on it, or a picture itself that is to be inverted.
void setStart(PreparedWalk& walk)
{
    const SampleRequest& request = walk.request;
    const WalkLeg& leg = walk.plan.legs.front();
    const NoiseLevel& level = leg.plan.run.steps[leg.from].now;
    const torch::Tensor picture = walk.from ? tensorOf(std::vector<Image>{walk.from->image}) : torch::Tensor();
    if (picture.defined() && (!walk.mask || request.strength < 1))
        walk.start = noisedTo(level, picture, walk.noise.initial);
    else
        walk.start = request.imageFiles.empty() ? walk.noise.initial * leg.plan.initialScale : walk.noise.initial;
    if (walk.mask) {
        const torch::Tensor redraw = tensorOf(std::vector<Image>{walk.mask->image}) > 0;
        walk.inpainting = Inpainting{picture, redraw, request.redos, walk.noise.kept};
    }
}

NoiseSource shifted(const NoiseSource& noise, int by)
{
    return by == 0 ? noise : [noise, by](int index) { return noise(index + by); };
}

} // namespace

int PreparedWalk::count() const { return int(start.size(0)); }

PreparedWalk prepareWalk(const std::shared_ptr<const ModelSnapshot>& model, const SampleRequest& request,
                         std::stop_token stop, int& calls)
{
    checkPrediction(model->config, request.model);
    const Schedule schedule = scheduleOf(model->scheduler);
    PreparedWalk walk{request, schedule, planGeneration(*model, schedule, request), {}, {}, {}, {}, {}, {}, {}, {}};
    walk.noise = request.between ? noiseOnTheWay(walk, model, stop, calls) : walkNoise(model->config, request);
    loadPictures(walk, int(walk.noise.initial.size(3)), model->config.inChannels);
    setStart(walk);
    return walk;
}

SamplerRun runOf(const PreparedWalk& walk, const WalkLeg& leg, const WalkNoise& noise)
{
    SamplerRun run = leg.plan.run;
    if ((run.inpainting = walk.inpainting))
        run.inpainting->noise = shifted(noise.kept, 2 * leg.noiseOffset);
    return run;
}

NoiseSource freshFor(const WalkLeg& leg, const WalkNoise& noise)
{
    return faultyNoise(shifted(noise.fresh, leg.noiseOffset), leg.request.faults);
}

SamplingRecipe recipeOf(const PreparedWalk& walk, const ModelSnapshot& model)
{
    SamplingRecipe recipe = recipeOf(walk.request);
    recipe.modelName = model.name;
    recipe.trainedSteps = model.trainedSteps;
    recipe.weightsHash = weightsHash(model);
    recipe.instructions = kernels::isaName(kernels::bestIsa());
    recipe.count = walk.count();
    if (walk.from)
        recipe.from = keptPicture(walk.request.from, *walk.from);
    if (walk.mask)
        recipe.mask = keptPicture(walk.request.mask, *walk.mask);
    if (walk.endA)
        recipe.between->a = keptPicture(walk.request.between->a, *walk.endA);
    if (walk.endB)
        recipe.between->b = keptPicture(walk.request.between->b, *walk.endB);
    return recipe;
}

} // namespace diffuscope
