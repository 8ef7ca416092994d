#pragma once
#include "core/sampling/generate.h"
#include "core/sampling/prepared_walk.h"
#include "core/sampling/walk_noise.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>

namespace diffuscope {

struct ModelSnapshot;

// All legs of a walk, from its start or from a state that is remembered. Frames are counted through. What it is given
// must outlive it. On the calling thread.
class Walker {
public:
    using Told = std::function<void(const StepReport&)>;
    using Kept = std::function<void(std::size_t frame, const WalkState&)>;
    Walker(std::shared_ptr<const ModelSnapshot> model, const PreparedWalk& prepared, const GenerationObserver& observer,
           std::stop_token stop, int& calls);

    // A state of this walk, or of one that is the same up to there.
    void goOnFrom(std::size_t frame, WalkState state, std::size_t leg);
    void paintStart(); // where strokes are on the very first state

    // Up to the start of a leg; as many as there are: to the end. A cancelled one is where it came.
    void walk(std::size_t untilLeg, const Told& told, const Kept& kept);

    const WalkState& state() const { return state_; }
    std::size_t frame() const { return frame_; }
    const NoiseLevel& level() const;
    const WalkNoise& noise() const { return noise_; } // of the leg that it is on
    int callsToGo() const;

private:
    const std::vector<WalkLeg>& legs() const { return prepared_.plan.legs; }
    void useNoiseOf(const WalkLeg& leg);
    Denoiser denoiserOf(const WalkLeg& leg);
    torch::Tensor paintedOn(const WalkLeg& leg, const Denoiser& denoiser, const torch::Tensor& state) const;
    torch::Tensor afterStrokes(std::size_t leg, torch::Tensor state);
    void walkLeg(const Told& told, const Kept& kept);
    void enter(std::size_t leg);

    std::shared_ptr<const ModelSnapshot> model_;
    const PreparedWalk& prepared_;
    const GenerationObserver& observer_;
    std::stop_token stop_;
    int& calls_;
    WalkNoise noise_;
    std::uint64_t seed_;
    WalkState state_;
    std::size_t leg_ = 0, frame_ = 0, paintedUpTo_ = 0;
};

} // namespace diffuscope
