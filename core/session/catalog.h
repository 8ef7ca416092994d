#pragma once
#include "core/base/image/pixel_buffer.h"
#include "core/base/params.h"
#include "core/schedule/schedule.h"

#include <string>
#include <vector>

namespace diffuscope {

// Everything a client can choose from, as data: forms, pickers and the command line are built from these lists, so a
// new member of a catalog appears in all of them by itself. Thread-safe.
struct CatalogEntry {
    std::string id, name, about;
    std::vector<ParamSpec> params;
    int defaultSteps = 0;  // samplers
    std::string extension; // export formats; empty: writes a folder
    bool animated = false; // export formats
    // Sources: what the names of their files end in, lower case; empty: a folder or a built-in set.
    std::vector<std::string> endings = {};
};

std::vector<CatalogEntry> schedules();
std::vector<CatalogEntry> samplers();         // from noise to pictures
bool scalesInput(const std::string& sampler); // keeps x in another scale than its network is given it (in sigma)
std::vector<CatalogEntry> inverters();        // from pictures to noise
std::vector<CatalogEntry> sources();          // kinds of dataset
std::vector<CatalogEntry> builtinSources();   // id is a source: "builtin:digits", ...
// Those that ship with the program, as far as they are there; id is a model's path: "starter:shapes". A first start
// opens the first.
std::vector<CatalogEntry> builtinModels();
inline constexpr auto kFirstSource = "builtin:shapes";  // what a first start opens
PixelBuffer firstPictureOf(const std::string& builtin); // the first of a built-in set, without making the others
std::vector<CatalogEntry> formats();
std::vector<CatalogEntry> presets();                // of training
std::vector<ParamSpec> trainingParams();            // what may be set on top of a preset
std::vector<std::string> resumableTrainingParams(); // keys of those that may change when a run goes on
std::vector<std::string> liveTrainingParams(); // of them, while it trains: Session::changeTraining()
std::vector<std::string> imageFileExtensions();     // ".png", ...
// What the names of files that a source opens end in, lower case: ".zip", ".tar.gz", "ubyte", ... Each once.
std::vector<std::string> datasetFileExtensions();
std::vector<std::string> recipeFileExtensions();    // of exported files that keep what made them
std::vector<std::string> inceptionFileExtensions(); // of networks for MeasureRequest

// What a preset means for pictures of this shape, before starting: parameter count of its network and every setting.
struct PresetSummary {
    long long parameterCount = 0;
    ParamValues values; // keys of trainingParams()
};
PresetSummary presetSummary(const std::string& preset, const ParamValues& overrides, int channels, int classes);

// Where the numbers are computed.
struct ComputeSummary {
    std::string device; // "CPU"
    int threads = 1;
    std::string blas;      // "OpenBLAS ..." as far as it can be told
    bool optimised = true; // false: a reference BLAS, many times slower
};
ComputeSummary computeSummary();

} // namespace diffuscope
