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

} // namespace diffuscope
