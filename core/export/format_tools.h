#pragma once
#include "core/base/image/image.h"
#include "core/base/params.h"
#include "core/export/format.h"

#include <functional>
#include <stop_token>
#include <string>

namespace diffuscope {

// What several formats share. Internal to core.

ParamSpec intSpec(std::string key, std::string label, std::string help, long long initial, int minimum, int maximum);
ParamSpec orAuto(ParamSpec spec); // whose least number stands for what the program chooses
ParamSpec toggleSpec(std::string key, std::string label, std::string help, bool initial);
ParamSpec scaleSpec(); // "scale": whole enlargement, 0 = automatic

// The enlargement for a picture of this size; automatic makes the longer side at least 256 pixels.
int scaleFor(const Image& picture, long long scaleParam);

// The first frame, which says how large all of them are. Throws Error when there is none.
Image firstFrame(const ExportContent& content);

// Gives each frame to `take`, in order, one in memory at a time. True when all were taken; false: `stop` was asked for,
// and nothing may be put in place. Throws Error for frames of several shapes.
bool takeFrames(const ExportContent& content, const std::function<void(std::size_t index, const Image& frame)>& take,
                const FramesDone& progress, const std::stop_token& stop);

// Throws Error for a recipe that is longer than readers accept (16 MiB).
void requireStorable(const std::string& recipe);

// A PNG file of the original's 8-bit pixels in base64; empty where there is none, or one larger than 512 x 512.
std::string originalText(const Image& original);

// A PNG file. After its header, as iTXt chunks (UTF-8, not compressed): "diffuscope", the recipe as JSON; and where
// there is one, "diffuscope-picture", originalText().
std::string pngBytes(const Image& picture, const std::string& recipe, const Image& original = {});

// "ping_pong": there and back again, without showing either end twice.
ParamSpec pingPongSpec();
ExportContent played(const ExportContent& content, bool pingPong);

} // namespace diffuscope
