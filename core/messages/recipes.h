#pragma once
#include "core/base/error.h"
#include "core/base/params.h"
#include "core/messages/sample_parts.h"
#include "core/schedule/schedule.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// What made a picture: enough to make it again. Plain values; how they stand in a file only core/recipe knows. An
// optional that is empty and a text that is empty were not said.
namespace diffuscope {

// Where the model of a recipe lies on this machine, now.
struct FoundModel {
    enum class Weights { Unknown, Same, Other }; // against those of the recipe, which may not say which they are
    std::string path = {};                       // of a run, a checkpoint or another model folder
    Weights weights = Weights::Unknown;
    std::int64_t trainedSteps = 0; // 0: unknown
    bool operator==(const FoundModel&) const = default;
};

// A sheet of what may still become of one picture: a row of futures for each step of its walk.
struct KeptFutures {
    std::vector<int> steps = {}; // noise steps, from noise to data
    int count = 16;              // from each
    std::uint64_t seed = 1;
    bool operator==(const KeptFutures&) const = default;
};

// The reverse process, from noise to pictures or, with an inverter, from pictures to noise.
struct SamplingRecipe {
    std::string model = {}; // a path from the root, or "training"; empty: kept out of the file
    std::string modelName = {};
    std::int64_t trainedSteps = 0;
    std::string weightsHash = {};  // weightsHash() of core/model: 16 hexadecimal digits; older files have none
    std::string instructions = {}; // the instruction set that it was computed with: isaName() of core/kernels
    std::string sampler = {};      // of samplers() or inverters(), or one that this program lacks
    int steps = 50;                // 1 .. 10000
    std::string spacing = "model";
    ParamValues params = {}; // the sampler's; of an unknown sampler unchecked
    std::optional<std::uint64_t> seed = {};
    std::string seedMode = "picture";
    int count = 1; // 1 .. 10000
    std::vector<int> classes = {};
    double guidanceScale = 1, guidanceRescale = 0;
    std::optional<int> nullClass = {}; // empty: as the model says
    std::vector<std::string> imageFiles = {};
    std::string noiseFile = {};
    KeptPicture from = {}, mask = {}; // see SampleRequest
    double strength = 1;
    int redos = 1;
    std::vector<Branch> branches = {};
    std::optional<KeptInterpolation> between = {};
    std::optional<SecondReading> second = {};
    Faults faults = {};
    std::vector<SampleChange> variations = {}; // the file shows a row of pictures for each
    std::optional<KeptFutures> futures = {};   // the file shows those, not the walk's end
    // What of them the file shows.
    std::optional<int> picture = {};      // 0 .. count - 1; empty: all of them
    std::optional<int> step = {};         // noise steps in it, 0 .. T; empty: a film of all
    std::optional<int> shownClass = {};   // the class that this picture was drawn for
    std::string shownClassName = {};      // as the model names it
    std::optional<FoundModel> found = {}; // by whoever read the file; not written
    bool operator==(const SamplingRecipe&) const = default;
};

// With which seed picture k of a walk began. Empty: with none that is its own, as between two noises.
std::optional<std::uint64_t> seedOfPicture(const SamplingRecipe& recipe, int picture);

// The forward process on one picture: the picture at one step, or a strip or film of it at several.
struct ForwardRecipe {
    static constexpr int kInlineSide = 64;
    static constexpr std::size_t kLongestPng = 2'000'000; // in base64: no picture of 512 x 512 needs more
    enum class Form { Jump, Walk };                       // q(x_t | x_0) at once, or step by step
    enum class Source { None, File, Dataset, Embedded };
    Form form = Form::Jump;
    std::string picture = {};     // its name, for people
    Source source = Source::None; // Embedded: it came from no file, so that its pixels are all there is
    std::string path = {};        // File
    std::string dataset = {};     // Dataset: its source
    std::optional<int> index = {};
    std::string png = {};         // x_0 as a PNG file in base64, of up to kInlineSide; empty: not kept
    std::optional<int> side = {}; // how a file is fitted, see ImageRequest
    int channels = 0;
    bool whole = false;
    std::optional<ScheduleSpec> schedule = {}; // its id may be one that this program lacks, with params unchecked
    std::optional<std::uint64_t> seed = {};    // of the noise, and of the walk
    std::optional<int> step = {};              // 0 .. T
    std::vector<int> steps = {};               // of a strip's or film's pictures, in order
};

// A run of training, and one moment of it.
struct TrainingRecipe {
    std::string source = {}; // of the dataset; empty: kept out of the file
    std::string preset = {};
    ParamValues settings = {};             // keys of trainingParams(); the seed is one of them
    std::optional<std::int64_t> step = {}; // after which the picture was made
    std::string sourceName = {};           // for people
    bool operator==(const TrainingRecipe&) const = default;
};

using Recipe = std::variant<SamplingRecipe, ForwardRecipe, TrainingRecipe>;

// A field that was not taken into a recipe: "eta", "1e+300", "a number from 0 to 1".
struct RefusedField {
    std::string field; // settings by their key, others by their path: "schedule.timesteps"
    std::string value; // as it was written, shortened
    std::string takes; // what would have done; empty: nobody here knows the field
    bool operator==(const RefusedField&) const = default;
};

// What a recipe says. Anybody may have written it: what does not fit is never rounded or cut but left out and named.
struct ReadRecipe {
    std::optional<Recipe> recipe = {}; // none: there is none, or of nothing that this program makes
    std::vector<RefusedField> refused = {};
    int refusedMore = 0;                  // beyond those that are listed
    std::string version = {};             // of the program that wrote it
    bool newer = false;                   // its format is: it may mean what this program cannot know
    std::optional<Error> unreadable = {}; // why the text is no JSON, or no good one
};

} // namespace diffuscope
