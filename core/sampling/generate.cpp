#include "core/sampling/generate.h"

#include "core/base/error.h"
#include "core/diffusion/recorder.h"
#include "core/interop/torch_image.h"
#include "core/model/files/tensor_file.h"
#include "core/model/model_folder.h"
#include "core/recipe/recipe.h"
#include "core/sampling/prepared_walk.h"
#include "core/sampling/told_network.h"

#include <torch/types.h>

#include <chrono>

namespace diffuscope {
namespace {

SampleStarted startedOf(const PreparedWalk& walk, const std::vector<int>& stops, const TrajectoryStorage& storage,
                        SamplingRecipe recipe)
{
    SampleStarted started;
    started.frameCount = int(stops.size());
    started.frameSteps = stops;
    started.betas = walk.schedule.betas();
    started.storage = storage;
    started.networkCalls = walk.plan.networkCalls();
    started.recipe = std::move(recipe);
    return started;
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

// Walks all legs from the start; frames are counted through.
torch::Tensor walked(const std::shared_ptr<const ModelSnapshot>& model, const PreparedWalk& prepared,
                     const StepObserver& observer, std::stop_token stop, int& calls)
{
    WalkState walk{prepared.start};
    WalkNoise noise = prepared.noise;
    int frames = 0;
    const StepObserver counted = [&](const StepReport& step) {
        StepReport told = step;
        told.index = frames++;
        observer(told);
    };
    for (const WalkLeg& leg : prepared.plan.legs) {
        if (leg.request.seed != prepared.request.seed)
            noise = stepNoise(prepared.start.sizes().vec(), leg.request.seedMode, leg.request.seed);
        const Denoiser denoiser(toldNetwork(model, leg.request, prepared.count(), calls), prepared.schedule,
                                model->scheduler.predictionType, leg.plan.clip);
        walk.index = leg.from;
        if (!leg.keepsHistory)
            walk.past.clear();
        walk = walkSteps(runOf(prepared, leg, noise), denoiser, std::move(walk), leg.to, freshFor(leg, noise), counted,
                         stop);
    }
    return walk.x;
}

} // namespace

SampleFinished generate(const std::shared_ptr<const ModelSnapshot>& model, const SampleRequest& request,
                        const GenerationObserver& observer, std::stop_token stop)
{
    const at::NoGradGuard noGradients;
    const auto start = std::chrono::steady_clock::now();
    SampleFinished finished;
    const PreparedWalk walk = prepareWalk(model, request, stop, finished.networkCalls);
    const bool told = observer.started || !request.rawFile.empty(); // the hash in it reads all weights
    const SamplingRecipe recipe = told ? recipeOf(walk, *model) : SamplingRecipe{};

    const std::vector<SamplerStep> steps = walk.plan.steps();
    const std::vector<int> stops = frameSteps(steps, walk.schedule.timesteps());
    const TrajectoryStorage storage = trajectoryStorage(stops.size(), std::size_t(walk.count()),
                                                        std::size_t(walk.start[0].numel()), request.trajectoryBudget);
    Recorder recorder(stops, storage);
    if (observer.started)
        observer.started(startedOf(walk, stops, storage, recipe));
    if (observer.frame)
        observer.frame(recorder.first(walk.start, steps.front().now));
    const auto report = [&](const StepReport& step) {
        if (observer.frame)
            observer.frame(recorder.next(step));
    };
    const torch::Tensor state = walked(model, walk, report, stop, finished.networkCalls);
    finished.cancelled = stop.stop_requested();
    if (!finished.cancelled)
        finish(finished, state, request, samplerInfo(request.sampler).inverts, recipe);
    finished.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return finished;
}

} // namespace diffuscope
