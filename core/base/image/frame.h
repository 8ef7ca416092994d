#pragma once
#include "core/base/image/packed_image.h"
#include "core/base/image/step_terms.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace diffuscope {

// How many bits a trajectory spends on a value of each of its three pictures a step: the state x, one prediction of the
// network, and the other one. With 16 bits for all, each is kept as it is. With fewer, the other prediction is kept as
// what remains after x = sqrt(abar) x0-hat + sqrt(1 - abar) eps-hat and its own range: zero but for rounding, for
// clipping at high noise and for samplers that stir the state before they ask (EDM), so few bits are enough.
struct TrajectoryStorage {
    int stateBits = 16, predictionBits = 16, remainderBits = 16;
    bool direct() const { return remainderBits == 16; }
    bool operator==(const TrajectoryStorage&) const = default;
};

// What `frames` frames of `pictures` pictures with `values` values each (channels x height x width) take, with all that
// surrounds them.
std::size_t trajectoryBytes(const TrajectoryStorage& storage, std::size_t frames, std::size_t pictures,
                            std::size_t values);

inline constexpr std::size_t kTrajectoryBudget = 512'000'000; // bytes, where nobody says otherwise

// The most exact storage within `budget` bytes; 0 is no limit. Every step is always kept: throws Error with the least
// that would be needed where the budget is too small.
TrajectoryStorage trajectoryStorage(std::size_t frames, std::size_t pictures, std::size_t values, std::size_t budget);

// How much of a way up to a picture's noise is kept, states alone: every so-many-th of its `stops` and the last one,
// within a quarter of `budget` bytes. Nothing where fewer than two fit, or nobody keeps frames (budget 0).
struct WayUpStorage {
    static constexpr std::size_t kMostFrames = 64;
    std::size_t every = 0, frames = 0, bytes = 0; // every 0: none is kept
};
WayUpStorage wayUpStorage(std::size_t stops, std::size_t pictures, std::size_t values, std::size_t budget);

// The pictures of one frame, packed. A value; copies are shallow where they can be.
class FrameImages {
public:
    FrameImages() = default;
    FrameImages(const std::vector<Image>& states, const TrajectoryStorage& storage);
    // As above, with what the network said of the states of `before` at `fromAlphaBar`.
    FrameImages(const std::vector<Image>& states, const std::vector<Image>& noise, const std::vector<Image>& data,
                double fromAlphaBar, const FrameImages& before, const TrajectoryStorage& storage);

    int count() const { return parts_.states ? int(parts_.states->size()) : 0; }
    bool predicted() const { return !parts_.predictions.empty(); }
    std::size_t bytes() const; // its own; the states of the frame before are counted there

    // What it is made of, to be written down as it is.
    struct Parts {
        using Packed = std::vector<PackedImage>;
        struct Range {
            float least = 0, greatest = 0;
        };
        std::shared_ptr<const Packed> states = {}; // one a picture, as are all others where they are not empty
        std::shared_ptr<const Packed> before = {}; // only where the remainder needs it
        Packed predictions = {}, remainders = {};
        std::vector<Range> otherRanges = {}; // of the prediction that is not in `predictions`; where `before` is
        bool keepsNoise = false;             // predictions are eps-hat, else x0-hat
        double fromAlphaBar = 1;
        bool fits() const; // in number and shape
    };
    const Parts& parts() const { return parts_; }
    explicit FrameImages(Parts parts); // throws std::invalid_argument where they do not fit

    Image state(int picture) const;
    Image predictedNoise(int picture) const; // empty where nothing was predicted
    Image predictedData(int picture) const;

private:
    Image other(int picture) const; // the prediction that is not in parts_.predictions

    Parts parts_;
};

// One recorded stop of the reverse process, for the whole batch.
// Noise level is given as `step` = number of noise steps in the state, 0..T: step 0 is data, step T pure noise
// (the engine's 0-based timestep is step - 1). A trajectory of n sampler steps has n + 1 frames: frame 0 is the
// initial noise (no prediction), the last is the result at step 0.
struct Frame {
    int index = 0;                         // 0 .. n
    int count = 0;                         // n + 1
    int step = 0;                          // noise level of the states, rounded to a whole step of its own
    int fromStep = 0;                      // noise level the network was evaluated at to get here; == step for frame 0
    double alphaBar = 1, fromAlphaBar = 1; // the same two levels exactly
    // The level at which the network was asked, where the method had put noise back first (EDM): it was asked about
    // terms.corrected. Empty: at fromAlphaBar, about the state of the frame before.
    std::optional<double> stirredAlphaBar = {};
    FrameImages pictures;       // x at `step`; eps-hat and x0-hat at the level asked
    double addedNoiseScale = 0; // sigma of the noise added in this step (0 for deterministic steps)
    StepTerms terms;            // what the state is the sum of; empty for frame 0
    std::vector<bool> limited; // by picture: x0-hat visibly left [-1, 1] and was brought back; empty: nothing limits it

    // What the network was asked about is x = signalAsked x0 + noiseAsked eps, so before a limit
    // x0-hat = (x - noiseAsked eps-hat) / signalAsked.
    double askedAlphaBar() const { return stirredAlphaBar.value_or(fromAlphaBar); }
    double signalAsked() const; // sqrt(askedAlphaBar())
    double noiseAsked() const;  // sqrt(1 - askedAlphaBar())
};

using FramePtr = std::shared_ptr<const Frame>;

} // namespace diffuscope
