#pragma once
#include "core/base/image/image.h"
#include "core/base/image/image_sequence.h"
#include "core/base/image/pixel_buffer.h"
#include "core/base/params.h"
#include "core/messages/sample_parts.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

// What clients ask of the core. Plain values that own everything they hold.
namespace diffuscope {

struct DatasetRequest {
    std::string source; // a folder, a file, or "builtin:NAME": what one of sources() takes
    int side = 32;
    int channels = 0;                 // 0: grey when every picture is grey, else RGB
    int limit = 0;                    // 0: all
    std::string background = "white"; // or "grey", "black": under transparent pictures
};

struct ImageRequest {
    std::string path; // a picture file; empty: `pixels`, or a picture of the open dataset
    int datasetIndex = 0;
    // Dataset pictures are what their set has made of them; the others are fitted:
    int side = 32;
    int channels = 0;                         // 0: 1 for grey pictures, else 3
    bool whole = false;                       // all of a picture that is not square, on white; else its middle square
    int asker = 0;                            // requests of one asker overtake each other, and nobody else's
    std::function<PixelBuffer()> pixels = {}; // one that lies in no file; called on a worker, may throw Error
};

struct TrainRequest {
    std::string source;
    std::string folder;           // of the run; empty: a new one under the user's data folder
    std::string name;             // of that new one; empty: from set, preset and time
    std::string preset = "quick"; // an id of presets()
    ParamValues overrides;        // keys of trainingParams()
    // When it goes on: what the run was started with says nothing new, whatever has been changed since; `preset` must be
    // its own, or empty.
    bool sameCommand = false;
    bool resume = false;          // go on with the run in `folder`; source and preset come from its config, and of the
                                  // overrides only those count that a run may change (resumableParams())
    double retrySeconds = 5;      // between two tries to write what cannot be written
};

// How fast presets would train pictures of this shape here.
struct SpeedRequest {
    // Pictures a second, in small batches a step of about 0.7 s: where a preset trains slower, no larger one is tried.
    static constexpr double kSlow = 11.5;
    std::vector<std::string> presets; // ids
    ParamValues overrides;            // keys of trainingParams()
    int channels = 3, classes = 0;
};

// Generated pictures against the open dataset, or `source` when given.
struct MeasureRequest {
    std::vector<Image> images; // [-1, 1], of the dataset's shape
    std::string source;        // a dataset; empty: the open one
    std::string inceptionFile; // TorchScript: pictures [N, 3, H, W] in [0, 1] to features [N, D]; empty: no FID and KID
    std::uint64_t seed = 0;    // of the random directions and subsets
};

struct SampleRequest {
    std::string model; // a model or run folder; "training": the current run's EMA weights
    // Of a walk of "training": its recipe's, so that what leaves it, or is compared with it, has the same weights for
    // as long as they are remembered. Empty, or forgotten: the newest.
    std::string weightsHash = {};
    std::string sampler = "ddim"; // an id of samplers(), or of inverters()
    int steps = 50;
    std::string spacing = "model"; // what the model's configuration says; or leading, trailing, linspace
    ParamValues params;            // the sampler's
    std::uint64_t seed = 0;
    // Where noise comes from. "picture": picture k draws from seed + k, whatever the batch. "diffusers": one torch
    // generator for the batch, as DDPMPipeline and DDIMPipeline draw; "diffusers-list": a generator for each picture,
    // seeded seed + k. The latter two also follow diffusers step for step where it differs from the papers.
    std::string seedMode = "picture";
    int count = 1;
    std::vector<int> classes; // one for all, or one per picture; empty: classes in turn when the model has them
    double guidanceScale = 1, guidanceRescale = 0; // classifier-free guidance; 1 is none
    int nullClass = -1;                            // the class that means "no class"; -1: as the model says
    std::string noiseFile;                         // tensor "noise" of a safetensors file as x_T; sets the count
    std::vector<std::string> imageFiles;           // the pictures to invert; sets the count
    // Starts from a picture instead of from noise (SDEdit: Meng et al. 2022): x_t = sqrt(alphaBar_t) x_0 +
    // sqrt(1 - alphaBar_t) noise at the sampler's stop that is nearest to step strength x T, and walks from there.
    GivenPicture from;
    double strength = 1; // above 0, up to 1
    // Draws only a part of `from` anew, where the mask is white (RePaint: Lugmayr et al. 2022, algorithm 1); what is
    // black stays as it is. Lighter than half grey is white. Strength 1 is pure noise here.
    GivenPicture mask;
    int redos = 1;                // 1 .. 100: how often each step is taken, with the step's noise put back in between
    std::vector<Branch> branches; // in the order of the walk; each changes what those before it have left
    std::optional<Interpolation> between; // in the place of noise; the count says how many
    std::optional<SecondReading> second;
    Faults faults;
    std::string rawFile;    // when given: tensor "images" in [-1, 1], NCHW; for an inversion "noise"
    bool fullPaths = false; // in rawFile's recipe, even those that tell who works here
    bool metadata = true;   // false: nothing but the numbers is in rawFile
    // What all frames together may take; 0: no limit, for listeners that do not keep them. Frames get the most bits
    // that fit; where every step would not fit with the fewest, the request fails and says what it needs.
    std::size_t trajectoryBudget = 0;
};

// One request several times, from the same noise, with a change each: a ladder of strengths or of numbers of steps, a
// race of samplers, a sweep of guidance.
struct VariationsRequest {
    SampleRequest base; // its trajectoryBudget is of each
    std::vector<SampleChange> changes;
};

// What may still become of one picture: from a step of its walk on, the rest is walked again and again, each time with
// noise of its own.
struct FuturesRequest {
    SampleRequest walk; // of its pictures the first; neither blended nor inverted
    std::vector<int>
        steps;        // noise steps, 1 .. T: the walk's stops that are nearest, with branches those after the last
    int every = 0;    // above 0, in the place of steps: every so-many-th of these stops, from the first
    int futures = 16; // 2 .. 1024 from each
    std::uint64_t seed = 1; // of their noise: future k draws from seed + k
};

// Which class picture k of a generation gets. `wanted` is SampleRequest::classes: one for all, one for each, or empty
// for classes in turn. -1: the model has none.
int classOfImage(const std::vector<int>& wanted, int classCount, int k);

struct ExportRequest {
    std::string format; // an id of formats()
    std::string target; // file, or folder for sequences
    ParamValues params;
    ImageSequence frames; // asked for on a worker
    std::string recipe;   // toJson() of core/recipe, kept in the file where the format can
    Image original = {};  // what the pictures were made from, kept in the file where the format can; may be empty
    // Of formats that write a file a frame: the recipe of each; empty: `recipe` for all. Called on a worker.
    std::function<std::string(std::size_t frame)> recipeOfFrame = {};
    // Below each frame, where the settings ask for it (core/messages/frame_words.h); empty: there is none. On a worker.
    std::function<std::string(std::size_t frame)> captionOf = {};
    std::function<std::string(std::size_t frame, bool greek)> equationOf = {};
    std::optional<std::size_t> look = {}; // of an estimate: this one of the frames is wanted as it will be seen
};

// A model as a folder to give away: what DDPMPipeline.from_pretrained of diffusers opens, with a model card, pictures
// and, of a run, its loss. Nothing in it tells where it was made.
struct ModelExportRequest {
    std::string model;               // whatever can be opened; a run: its newest checkpoint
    std::string target;              // a new or empty folder
    bool halfFloats = false;         // weights as fp16
    std::string source = {};         // a dataset to look for copies in; empty: not looked for
    std::string license = "unknown"; // as the card names it: an identifier of SPDX in lower case, "other" or "unknown"
    int pictures = 16;               // on the sheet, 0 .. 64; 0: none are drawn
    int steps = 50;                  // of DDIM, for these
    std::uint64_t seed = 0;
};

// A file of the client's own making, such as a figure with text.
struct SaveRequest {
    std::string target;
    std::function<std::string()> bytes; // called on a worker; may throw Error
};

} // namespace diffuscope
