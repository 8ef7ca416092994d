#pragma once
#include "core/base/image/image_sequence.h"
#include "core/base/params.h"

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace diffuscope {

// What there is to export. Frames are the moments of a film, or the pictures of a sheet; one picture is one frame. All
// have one shape. `recipe` and `original` are stored by every format, see pngBytes() in format_tools.h.
struct ExportContent {
    ImageSequence frames;
    std::string recipe;  // JSON text
    Image original = {}; // what they were made from, in [-1, 1]; may be empty
    // Of formats that write a file a frame: the recipe of each; empty: `recipe` for all.
    std::function<std::string(std::size_t frame)> recipeOfFrame = {};

    std::string recipeOf(std::size_t frame) const { return recipeOfFrame ? recipeOfFrame(frame) : recipe; }
};

// How many of all frames have been taken in: after each of them, so 1 .. total, with ping_pong's way back counted. As
// often as there are frames.
using FramesDone = std::function<void(std::size_t done, std::size_t total)>;

struct ExportFormat {
    std::string id, name, about;   // "gif", "Animated GIF"
    std::string extension;         // ".gif"; empty: a folder of files
    bool animated = false;         // frames are moments of one film, not pictures side by side
    std::vector<ParamSpec> params; // scale, fps, columns, gap...

    using Files = std::vector<std::filesystem::path>;
    // What one format's file provides: write() with everything given.
    std::function<Files(const ExportContent&, const std::filesystem::path& target, const ParamValues&,
                        const FramesDone&, const std::stop_token&)>
        writer;

    // Writes to `target`, all or nothing, and returns the files written, target first. `stop` is looked at before each
    // frame and before anything is put in place; once it is asked for, the answer is empty and `target` is as it was.
    // Throws Error with path and reason. On the calling thread.
    Files write(const ExportContent& content, const std::filesystem::path& target, const ParamValues& values,
                const FramesDone& progress = {}, const std::stop_token& stop = {}) const
    {
        return writer(content, target, values, progress, stop);
    }
};

const std::vector<ExportFormat>& exportFormats();        // png, contact_sheet, png_sequence, gif
const ExportFormat& exportFormat(const std::string& id); // throws Error naming the known ones

} // namespace diffuscope
