#include "core/sampling/walker.h"

#include "core/interop/torch_image.h"
#include "core/messages/painting.h"
#include "core/model/model_folder.h"
#include "core/sampling/told_network.h"

#include <torch/types.h>

#include <algorithm>
#include <utility>

namespace diffuscope {

Walker::Walker(std::shared_ptr<const ModelSnapshot> model, const PreparedWalk& prepared,
               const GenerationObserver& observer, std::stop_token stop, int& calls)
    : model_(std::move(model)), prepared_(prepared), observer_(observer), stop_(std::move(stop)), calls_(calls),
      noise_(prepared.noise), seed_(prepared.request.seed)
{
    state_.x = prepared.start;
    state_.index = legs().front().from;
}

void Walker::goOnFrom(std::size_t frame, WalkState state, std::size_t leg)
{
    leg_ = leg;
    frame_ = frame;
    state_ = std::move(state);
    state_.index = legs()[leg].from + frame - prepared_.plan.frameAt(leg);
    paintedUpTo_ = leg;
    if (frame == prepared_.plan.frameAt(leg) && !legs()[leg].keepsHistory)
        state_.past.clear();
    useNoiseOf(legs()[leg]);
}

void Walker::paintStart()
{
    if (frame_ == 0 && state_.index == legs()[leg_].to)
        state_.x = afterStrokes(leg_, state_.x);
}

const NoiseLevel& Walker::level() const { return legs()[leg_].plan.run.steps[state_.index].now; }

int Walker::callsToGo() const { return prepared_.plan.networkCalls(leg_, state_.index); }

void Walker::useNoiseOf(const WalkLeg& leg)
{
    if (leg.request.seed == seed_)
        return;
    seed_ = leg.request.seed;
    noise_ = stepNoise(prepared_.start.sizes().vec(), leg.request.seedMode, seed_);
}

Denoiser Walker::denoiserOf(const WalkLeg& leg)
{
    Network network = toldNetwork(model_, leg.request, prepared_.count(), calls_);
    if (observer_.hold)
        network = [network = std::move(network), this](const torch::Tensor& x, const torch::Tensor& t) {
            observer_.hold(stop_);
            return network(x, t);
        };
    return {std::move(network), prepared_.schedule, model_->scheduler.predictionType, leg.plan.clip};
}

// x_t as the leg's strokes leave it, after the network of the leg before has been asked about it.
torch::Tensor Walker::paintedOn(const WalkLeg& leg, const Denoiser& denoiser, const torch::Tensor& state) const
{
    const NoiseLevel& level = leg.plan.run.steps[leg.from].now;
    const Prediction said = denoiser(state, level);
    std::vector<Image> pictures = imagesOf(state);
    const std::vector<Image> data = imagesOf(said.data), noise = imagesOf(said.noise);
    for (std::size_t k = 0; k < pictures.size(); ++k)
        if (!leg.picture || std::size_t(*leg.picture) == k)
            pictures[k] = painted({pictures[k], data[k], noise[k], level.alphaBar}, leg.strokes,
                                  leg.request.seed + std::uint64_t(k));
    return tensorOf(pictures);
}

// The strokes of the legs that start where this one ends.
torch::Tensor Walker::afterStrokes(std::size_t leg, torch::Tensor state)
{
    for (std::size_t next = leg + 1; next < legs().size(); ++next) {
        if (!legs()[next].strokes.empty() && next > paintedUpTo_)
            state = paintedOn(legs()[next], denoiserOf(legs()[next - 1]), state);
        paintedUpTo_ = std::max(paintedUpTo_, next);
        if (legs()[next].from != legs()[next].to)
            break;
    }
    return state;
}

// One step after the other, so that each state can be kept.
void Walker::walkLeg(const Told& told, const Kept& kept)
{
    const WalkLeg& leg = legs()[leg_];
    const Denoiser denoiser = denoiserOf(leg);
    const SamplerRun run = runOf(prepared_, leg, noise_);
    const NoiseSource fresh = freshFor(leg, noise_);
    while (state_.index < leg.to && !stop_.stop_requested()) {
        torch::Tensor after;
        const auto report = [&](const StepReport& step) {
            after = std::size_t(step.index) + 1 == leg.to ? afterStrokes(leg_, step.state) : step.state;
            if (told)
                told({int(frame_), step.step, after, step.prediction, step.addedNoiseScale, step.terms,
                      step.stirredAlphaBar});
        };
        state_ = walkSteps(run, denoiser, std::move(state_), state_.index + 1, fresh, report, stop_);
        if (!after.defined()) // stopped within a step
            return;
        state_.x = after;
        ++frame_;
        if (kept)
            kept(frame_, state_);
    }
}

void Walker::enter(std::size_t leg)
{
    leg_ = leg;
    state_.index = legs()[leg].from;
    if (!legs()[leg].keepsHistory)
        state_.past.clear();
    useNoiseOf(legs()[leg]);
}

void Walker::walk(std::size_t untilLeg, const Told& told, const Kept& kept)
{
    while (leg_ < untilLeg) {
        walkLeg(told, kept);
        if (stop_.stop_requested() || leg_ + 1 == legs().size())
            return;
        enter(leg_ + 1);
    }
}

} // namespace diffuscope
