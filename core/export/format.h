#pragma once
#include "core/base/image/image_sequence.h"
#include "core/base/params.h"

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace diffuscope {

// What a file says about itself besides its pixels.
struct FileNotes {
    std::string recipe;     // JSON text, see core/recipe/recipe.h
    Image original = {};    // what the pictures were made from, in [-1, 1]; may be empty
    std::string parameters; // the line of settings that other programs read; may be empty
    std::string source;     // IPTC's word for where generated pictures come from; empty: they are not generated
};

// What other programs are told about a file, from its recipe and one of its pictures as it is before enlarging.
struct Marks {
    std::string parameters;
    std::string source; // as of FileNotes
};

// What there is to export. Frames are the moments of a film, or the pictures of a sheet; one picture is one frame. All
// have one shape. Every format stores the notes, see core/export/notes.h.
struct ExportContent {
    ImageSequence frames;
    std::string recipe;  // JSON text
    Image original = {}; // what they were made from, in [-1, 1]; may be empty
    // Of formats that write a file a frame: the recipe of each; empty: `recipe` for all.
    std::function<std::string(std::size_t frame)> recipeOfFrame = {};

    std::function<Marks(const std::string& recipe, const Image& picture)> marksOf = {}; // empty: there are none
    // Written below each frame where it is asked for, as core/export/letters.h has it; empty: there is none.
    std::function<std::string(std::size_t frame)> captionOf = {};
    std::function<std::string(std::size_t frame, bool greek)> equationOf = {}; // greek: with symbols, else with words

    // These of its frames, in this order, with what belongs to each.
    ExportContent only(std::vector<std::size_t> which) const;

    FileNotes notes() const;                                          // of one file that holds all
    FileNotes notesOf(std::size_t frame, const Image& picture) const; // of a file that holds this one
};

// How many of all frames have been taken in: after each of them, so 1 .. total, of those that the settings choose and
// with ping_pong's way back counted. As often as there are frames.
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

const std::vector<ExportFormat>& exportFormats(); // png, contact_sheet, png_sequence, and films: gif, apng, webp, mp4
const ExportFormat& exportFormat(const std::string& id); // throws Error naming the known ones

} // namespace diffuscope
