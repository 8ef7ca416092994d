#include "core/sampling/generate.h"

#include "core/base/error.h"
#include "core/diffusion/recorder.h"
#include "core/interop/torch_image.h"
#include "core/model/files/tensor_file.h"
#include "core/model/model_folder.h"
#include "core/recipe/recipe.h"
#include "core/sampling/prepared_walk.h"
#include "core/sampling/walk_memory.h"
#include "core/sampling/walker.h"

#include <torch/types.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace diffuscope {
namespace {

SampleStarted startedOf(const PreparedWalk& walk, const std::vector<int>& stops, const TrajectoryStorage& storage,
                        SamplingRecipe recipe, int networkCalls)
{
    SampleStarted started;
    started.frameCount = int(stops.size());
    started.frameSteps = stops;
    started.betas = walk.schedule.betas();
    started.storage = storage;
    started.networkCalls = networkCalls;
    started.recipe = std::move(recipe);
    started.up = walk.up;
    return started;
}

std::map<std::string, std::string> notesOf(const SamplingRecipe& recipe, const SampleRequest& request)
{
    if (!request.metadata)
        return {};
    return {{"recipe", toJson(recipe, request.fullPaths ? RecipePaths::All : RecipePaths::Public)}};
}

void finish(SampleFinished& finished, const torch::Tensor& state, const SampleRequest& request, bool inverts,
            const SamplingRecipe& recipe)
{
    const torch::Tensor images = (inverts ? state : state.clamp(-1, 1)).contiguous();
    if (!request.rawFile.empty())
        writeTensors(request.rawFile, {{inverts ? "noise" : "images", images}}, notesOf(recipe, request));
    finished.images = imagesOf(images);
}

// From the last branch whose parent is remembered.
void recall(const WalkMemory& memory, const ModelSnapshot& model, const PreparedWalk& prepared,
            const SamplingRecipe& recipe, Walker& walker)
{
    const GenerationPlan& plan = prepared.plan;
    SamplingRecipe parent = recipe;
    for (std::size_t branch = plan.legs.size() - 1; branch > 0; --branch) {
        parent.branches.resize(branch - 1);
        const auto found = memory.find(model, parent, plan.sharedFrame(branch));
        if (found && found->frame > 0)
            return walker.goOnFrom(found->frame, found->state, plan.legBefore(branch, found->frame));
    }
}

// Bytes that states take beside the frames, which are packed.
std::size_t memoryBudget(const SampleRequest& request)
{
    constexpr std::size_t kMost = 256'000'000;
    return std::min(kMost, request.trajectoryBudget / 2);
}

} // namespace

SampleFinished generate(const std::shared_ptr<const ModelSnapshot>& model, const SampleRequest& request,
                        const GenerationObserver& observer, std::stop_token stop, WalkMemory* memory)
{
    const at::NoGradGuard noGradients;
    const auto start = std::chrono::steady_clock::now();
    SampleFinished finished;
    const PreparedWalk walk = prepareWalk(model, request, stop, finished.networkCalls);
    const bool told = observer.started || !request.rawFile.empty(); // the hash in it reads all weights
    const SamplingRecipe recipe = told ? recipeOf(walk, *model) : SamplingRecipe{};

    const std::vector<SamplerStep> steps = walk.plan.steps();
    const std::vector<int> stops = frameSteps(steps, walk.schedule.timesteps());
    std::size_t budget = request.trajectoryBudget; // 0 stays 0: then no way up was kept
    for (const FramePtr& frame : walk.up)
        budget -= frame->pictures.bytes();
    const TrajectoryStorage storage =
        trajectoryStorage(stops.size(), std::size_t(walk.count()), std::size_t(walk.start[0].numel()), budget);
    Recorder recorder(stops, storage);
    Walker walker(model, walk, observer, stop, finished.networkCalls);
    const bool remembers = memory && told && request.trajectoryBudget > 0 && request.seedMode == "picture";
    if (remembers) {
        recall(*memory, *model, walk, recipe, walker);
        memory->begin(model, recipe, memoryBudget(request));
        if (walker.frame() > 0)
            memory->keep(walker.frame(), walker.state());
    }
    if (observer.started)
        observer.started(startedOf(walk, stops, storage, recipe, walker.callsToGo()));
    walker.paintStart();
    const FramePtr first = recorder.resume(int(walker.frame()), walker.state().x, walker.level());
    if (observer.frame)
        observer.frame(first);
    walker.walk(
        walk.plan.legs.size(),
        [&](const StepReport& step) {
            if (observer.frame)
                observer.frame(recorder.next(step));
        },
        [&](std::size_t frame, const WalkState& state) {
            if (remembers)
                memory->keep(frame, state);
        });
    const torch::Tensor& state = walker.state().x;
    finished.cancelled = stop.stop_requested();
    if (!finished.cancelled)
        finish(finished, state, request, samplerInfo(request.sampler).inverts, recipe);
    finished.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return finished;
}

} // namespace diffuscope
