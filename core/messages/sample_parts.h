#pragma once
#include "core/base/image/image.h"
#include "core/base/params.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What a sampling may be told besides the model and the sampler: pictures, and changes.
namespace diffuscope {

// A picture that is given to the reverse process, in one of three ways: the first that is there counts. Its values are
// rounded to 8 bits, so that a recipe can keep it exactly.
struct GivenPicture {
    Image pixels = {};     // [-1, 1], of the model's shape
    std::string png = {};  // a PNG file in base64, of the model's size
    std::string file = {}; // fitted to the model as training fits its pictures
    std::string hash = {}; // of its 8-bit values, 16 hexadecimal digits; where it is said, no other picture will do

    bool given() const { return !pixels.empty() || !png.empty() || !file.empty(); }
};

// How a recipe keeps one.
struct KeptPicture {
    static constexpr int kInlineSide = 64; // pixels; larger ones are kept only where they lie in no file
    std::string file = {};
    std::string hash = {};
    std::string png = {};
    bool operator==(const KeptPicture&) const = default;
};

// What is different from a SampleRequest, or from a SamplingRecipe; all that is empty stays as it is there.
struct SampleChange {
    std::optional<std::uint64_t> seed = {};
    std::vector<int> classes = {};
    std::optional<double> guidanceScale = {};
    std::string sampler = {};
    ParamValues params = {}; // of the sampler; those that another sampler does not have are left out
    std::optional<int> steps = {};
    std::optional<double> strength = {};
    bool operator==(const SampleChange&) const = default;
};

// Where a brush has been on x_t (core/messages/painting.h says what it does there). It covers the pixels whose centre
// is within its radius; of several strokes over a pixel the last one counts.
struct PaintStroke {
    enum class Kind { Paint, Renew, Erase }; // another guess; other noise; as if nothing had been painted there
    static constexpr int kMostBrush = 4096;
    static constexpr std::size_t kLongestPath = 10'000; // numbers
    static constexpr int kFarthest = 65'535;            // column or row
    Kind kind = Kind::Paint;
    int brush = 1;                // diameter, pixels, 1 .. kMostBrush
    std::vector<int> colour = {}; // Paint: 0 (dark) .. 255 (light), one for all channels or one for each
    std::vector<int> path = {};   // x, y, x, y, ...: pixels that its middle was on
    bool operator==(const PaintStroke&) const = default;
};

// A change in the middle of a walk. Up to its step it is the same walk, and without a change to its end, bit for bit.
// Multistep samplers keep their history where only the seed is another; with another class, guidance or sampler, and
// where x_t was painted on, they start anew. Another sampler, or number of steps, goes on along its own noise levels
// below this one.
struct Branch {
    int step = 0;             // noise steps in the state that it starts from, 1 .. T: the walk's stop that is nearest
    SampleChange change = {}; // all but `strength`
    std::vector<PaintStroke> strokes = {}; // on the state that it starts from
    std::optional<int> picture = {};       // that was painted on, 0 .. count - 1; empty: all of them
    bool operator==(const Branch&) const = default;
};

// How the noise of a picture is found, where the walk from it is another one: so that it stays the same noise whatever
// the walk is told.
struct NoiseSearch {
    int steps = 50; // 1 .. T
    std::string spacing = "model";
    std::vector<int> classes = {}; // one, for models with classes
    double guidanceScale = 1;
    bool operator==(const NoiseSearch&) const = default;
};

// Pictures on the way between two noises, picture k of the count at k / (count - 1): on the great circle through both
// (slerp: Shoemake 1985), where noise keeps its length, or on the straight line, where it does not. All of them draw
// the noise of their steps as the first one does.
struct Interpolation {
    std::uint64_t seed = 0; // of the other end; this end's is the request's
    // Each in the place of its seed: the noise that DDIM inversion finds for it. With a alone one picture will do: its
    // own noise, and what the sampler makes of it.
    GivenPicture a = {}, b = {};
    bool straight = false;
    std::optional<NoiseSearch> found = {}; // empty: as the walk itself is told
    int refinements = 1;                   // of each step to a picture's noise, 0 to kMostRefinements: a call more each
    static constexpr int kMostRefinements = 10;
};
struct KeptInterpolation {
    std::uint64_t seed = 0;
    KeptPicture a = {}, b = {};
    bool straight = false;
    std::optional<NoiseSearch> found = {};
    int refinements = 0;
    bool operator==(const KeptInterpolation&) const = default;
};

// A second class for the same picture. Turned or mirrored (visual anagrams: Geng et al. 2024, "Visual Anagrams"): the
// predicted noise is the mean of the one for the picture as it is and, turned back, the one for the picture turned. By
// frequencies (hybrid images: Geng et al. 2024, "Factorized Diffusion"): low ones of the first class, high ones of the
// second.
struct SecondReading {
    enum class Way { HalfTurn, QuarterTurn, Mirror, Frequencies }; // turned clockwise
    Way way = Way::HalfTurn;
    int label = 0;   // the second class
    double blur = 2; // Frequencies: pixels, standard deviation of the Gaussian that parts low from high
    bool operator==(const SecondReading&) const = default;
};

// What is done wrong on purpose, to show what it is good for. Wrappers around a right walk: without a fault nothing is.
struct Faults {
    static constexpr int kMostOffset = 1000, kFewSteps = 10;
    int timestepOffset = 0;      // added to the timestep that the network is told, which stays within the schedule's
    bool noNoise = false;        // the noise that the steps should add is left out
    bool noInputScaling = false; // samplers in sigma: the network sees x / sqrt(alphaBar_t), as the method keeps it
    bool noClipping = false;     // x0-hat may leave the range of pictures
    bool largeVariance = false;  // DDPM: noise of the large variance, in at most kFewSteps steps
    bool frozenTime = false;     // the network's time embedding is that of T / 2, whatever t is
    bool cutSkips = false;       // nothing passes along the U-Net's skip connections
    bool rawWeights = false;     // those of the last training step, not their average
    bool any() const { return *this != Faults(); }
    bool operator==(const Faults&) const = default;
};

} // namespace diffuscope
