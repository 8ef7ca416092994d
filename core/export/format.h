#pragma once
#include "core/base/image/image_sequence.h"
#include "core/base/params.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace diffuscope {

// What there is to export: `frames[k]` is the picture at moment k; a single picture is one frame. For contact sheets
// the samples are `frames`. All frames have one shape. `recipe` and `original` are stored where the format can: see
// pngBytes() in format_tools.h.
struct ExportContent {
    ImageSequence frames;
    std::string recipe;  // JSON text
    Image original = {}; // what they were made from, in [-1, 1]; may be empty
};

struct ExportFormat {
    std::string id, name, about;   // "gif", "Animated GIF"
    std::string extension;         // ".gif"; empty: a folder of files
    bool animated = false;         // needs more than one frame
    std::vector<ParamSpec> params; // scale, fps, columns, gap...
    // Writes atomically to `target`; throws Error with path and reason. Returns the files written, target first.
    std::function<std::vector<std::filesystem::path>(const ExportContent&, const std::filesystem::path& target,
                                                     const ParamValues&)>
        write;
};

const std::vector<ExportFormat>& exportFormats();        // png, contact_sheet, png_sequence, gif
const ExportFormat& exportFormat(const std::string& id); // throws Error naming the known ones

} // namespace diffuscope
