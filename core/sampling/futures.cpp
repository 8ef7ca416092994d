#include "core/sampling/futures.h"

#include "core/base/error.h"
#include "core/diffusion/futures.h"
#include "core/diffusion/recorder.h"
#include "core/diffusion/walk_start.h"
#include "core/interop/torch_image.h"
#include "core/model/model_folder.h"
#include "core/sampling/model_sampling.h"
#include "core/sampling/prepared_walk.h"
#include "core/sampling/told_network.h"
#include "core/sampling/walker.h"

#include <torch/types.h>

#include <chrono>
#include <set>

namespace diffuscope {
namespace {

constexpr int kMostFutures = 1024;

void requireFan(const FuturesRequest& request, int timesteps)
{
    if (request.futures < 2 || request.futures > kMostFutures)
        throw Error("That many futures cannot be walked", std::to_string(request.futures),
                    {"Choose 2 to %1.", {std::to_string(kMostFutures)}});
    if (request.walk.between || !request.walk.imageFiles.empty())
        throw Error("Futures leave a plain walk", request.walk.sampler, "Leave out interpolation and inversion.");
    if (request.steps.empty() && request.every < 1)
        throw Error("Futures need a step to start from", "", "Name some.");
    for (const int step : request.steps)
        if (step < 1 || step > timesteps)
            throw Error("The walk has no such step", std::to_string(step),
                        {"Choose 1 to %1.", {std::to_string(timesteps)}});
}

// One picture, of the class that the first of the request's has.
SampleRequest firstOf(const ModelSnapshot& model, SampleRequest request)
{
    request.count = 1;
    const int label = classOfImage(request.classes, classCountOf(model), 0);
    request.classes = label < 0 ? std::vector<int>() : std::vector<int>{label};
    request.rawFile.clear();
    return request;
}

std::set<std::size_t> stopsOf(const WalkLeg& leg, const FuturesRequest& request)
{
    std::set<std::size_t> stops;
    if (request.every > 0)
        for (std::size_t stop = leg.from; stop < leg.to; stop += std::size_t(request.every))
            stops.insert(stop);
    else
        for (const int step : request.steps)
            stops.insert(nearestStop(leg.plan.run.steps, step, leg.from));
    return stops;
}

// The way to the last of them, and from each to the end.
int callsFor(const GenerationPlan& plan, const std::set<std::size_t>& stops)
{
    const std::size_t last = plan.legs.size() - 1;
    const WalkLeg& leg = plan.legs[last];
    int calls = plan.networkCalls() - plan.networkCalls(last, *stops.rbegin(), leg.to);
    for (const std::size_t stop : stops)
        calls += plan.networkCalls(last, stop, leg.to);
    return calls;
}

FuturesFrom toldOf(const Futures& futures, const WalkState& state, const NoiseLevel& level, int step)
{
    FuturesFrom told;
    told.step = step;
    told.alphaBar = level.alphaBar;
    told.state = imageOf(state.x[0]);
    told.futures = imagesOf(futures.finals.clamp(-1, 1).contiguous());
    told.mean = imageOf(futures.mean);
    told.variance = imageOf(futures.variance);
    told.spread = futures.spread;
    return told;
}

// The network, with a word after each call.
Network spoken(Network network, const int& calls, const std::function<void(int)>& progress)
{
    if (!progress)
        return network;
    return
        [network = std::move(network), &calls, progress](const torch::Tensor& state, const torch::Tensor& timesteps) {
            torch::Tensor answer = network(state, timesteps);
            progress(calls);
            return answer;
        };
}

class Fan {
public:
    Fan(std::shared_ptr<const ModelSnapshot> model, const FuturesRequest& request, const FuturesObserver& observer,
        std::stop_token stop)
        : model_(std::move(model)), request_(request), observer_(observer), stop_(std::move(stop)),
          walk_(prepareWalk(model_, firstOf(*model_, request.walk), stop_, calls_))
    {
    }

    FuturesFinished spread()
    {
        const std::set<std::size_t> stops = stopsOf(leg(), request_);
        const std::vector<int> steps = frameSteps(walk_.plan.steps(), walk_.schedule.timesteps());
        const std::size_t before = walk_.plan.frameAt(walk_.plan.legs.size() - 1);
        const auto stepOf = [&](std::size_t stop) { return steps[before + stop - leg().from]; };
        tellStart(stops, stepOf);
        GenerationObserver counting;
        if (observer_.progress)
            counting.hold = [this](const std::stop_token&) { observer_.progress(calls_); };
        Walker trunk(model_, walk_, counting, stop_, calls_);
        trunk.paintStart();
        trunk.walk(walk_.plan.legs.size() - 1, {}, {});
        const SamplerRun run = runOf(walk_, leg(), trunk.noise());
        WalkState state = trunk.state();
        for (const std::size_t stop : stops) {
            if (stop_.stop_requested()) // on the way to the first
                break;
            state = walkSteps(run, denoiser(1), std::move(state), stop, freshFor(leg(), trunk.noise()), {}, stop_);
            if (stop_.stop_requested())
                break;
            const Futures futures = futuresAt(state);
            if (!futures.finals.defined())
                break;
            if (observer_.from)
                observer_.from(toldOf(futures, state, run.steps[stop].now, stepOf(stop)));
        }
        FuturesFinished finished;
        finished.cancelled = stop_.stop_requested();
        finished.networkCalls = calls_;
        return finished;
    }

private:
    const WalkLeg& leg() const { return walk_.plan.legs.back(); }

    template <typename StepOf> void tellStart(const std::set<std::size_t>& stops, const StepOf& stepOf)
    {
        if (!observer_.started)
            return;
        FuturesStarted started;
        for (const std::size_t stop : stops)
            started.steps.push_back(stepOf(stop));
        started.networkCalls = callsFor(walk_.plan, stops);
        started.recipe = recipeOf(walk_, *model_);
        started.recipe.futures = KeptFutures{started.steps, request_.futures, request_.seed};
        observer_.started(std::move(started));
    }

    Denoiser denoiser(int count)
    {
        return {spoken(toldNetwork(model_, leg().request, count, calls_), calls_, observer_.progress), walk_.schedule,
                model_->scheduler.predictionType, leg().plan.clip};
    }

    Futures futuresAt(const WalkState& state)
    {
        std::vector<std::int64_t> shape = walk_.start.sizes().vec();
        shape[0] = request_.futures;
        const WalkNoise noise = stepNoise(shape, leg().request.seedMode, request_.seed);
        return futuresFrom(runOf(walk_, leg(), noise), denoiser(request_.futures), state, request_.futures,
                           freshFor(leg(), noise), stop_);
    }

    std::shared_ptr<const ModelSnapshot> model_;
    const FuturesRequest& request_;
    const FuturesObserver& observer_;
    std::stop_token stop_;
    int calls_ = 0;
    PreparedWalk walk_;
};

} // namespace

int networkCalls(const GenerationPlan& plan, const FuturesRequest& request)
{
    return callsFor(plan, stopsOf(plan.legs.back(), request));
}

FuturesFinished generateFutures(const std::shared_ptr<const ModelSnapshot>& model, const FuturesRequest& request,
                                const FuturesObserver& observer, std::stop_token stop)
{
    const at::NoGradGuard noGradients;
    const auto start = std::chrono::steady_clock::now();
    requireFan(request, scheduleOf(model->scheduler).timesteps());
    FuturesFinished finished = Fan(model, request, observer, stop).spread();
    finished.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return finished;
}

} // namespace diffuscope
