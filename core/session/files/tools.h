#pragma once
#include "core/base/image/image.h"
#include "core/base/params.h"
#include "core/messages/recipes.h"
#include "core/schedule/schedule.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

// The clients' short jobs: each runs to its end on the calling thread and throws Error.
namespace diffuscope {

// One evaluation of a network. `input` holds `sample` [N,C,H,W], `timestep` [N] or scalar, and `class_labels` [N] when
// the model has classes; `output` receives `output`.
void predictFile(const std::string& model, const std::string& input, const std::string& output);

// The recipe that an exported file keeps, see recipeInFile() of core/session/files/recipe_file.h. `places`: folders of
// models to look into besides.
ReadRecipe recipeIn(const std::string& file, const std::vector<std::string>& places = {});

// A picture as files keep it beside the recipe that starts from it: a PNG of its 8-bit pixels in base64; empty where
// there is none, or one larger than 512 x 512.
std::string keptOriginal(const Image& original);

// An XMP packet with a recipe and keptOriginal() in it, as files have it that offer no better place and as recipeIn()
// reads it. Empty where there is neither.
std::string recipePacket(const std::string& recipe, const std::string& original);

struct ForwardStripRequest {
    std::string imageFile, target;
    std::vector<int> timesteps; // 0-based, each in 0 .. T-1
    ScheduleSpec schedule;
    std::uint64_t seed = 0;
    int side = 64;
    int channels = 0;
    bool metadata = true; // false: pixels alone
};
// PNG, one picture per timestep, left to right. It carries the recipe and the picture that the window's exports do.
void writeForwardStrip(const ForwardStripRequest& request);

struct InspectReport {
    std::string kind;                                       // "dataset", "model", "run", "image", "unknown"
    std::vector<std::pair<std::string, std::string>> facts; // label, value
    std::map<std::string, long long> numbers;               // those of the values that are numbers, by label
    std::vector<std::string> problems;                      // every one, with the file's name
    std::string json;                                       // the same, machine-readable
};

// For datasets only.
struct InspectOptions {
    int size = 32;           // side of the pictures in pixels, 8 .. 1024, as for training
    std::string sheet;       // a PNG of up to 64 pictures as the network will see them; empty: none
    std::string arrays = {}; // safetensors with all of them, see writeArrays(); empty: none
    std::function<void(int done, int total)> progress = {}; // total 0: not known yet; at most 30 times a second
};
InspectReport inspect(const std::string& path, const InspectOptions& options = {});

} // namespace diffuscope
