#pragma once
#include "core/base/error.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace diffuscope {

// What an exported picture or film carries besides its pixels; empty where it carries none.
struct KeptRecipe {
    std::string recipe;   // JSON text as it was written
    std::string original; // the picture it was made from: a PNG file in base64
    // There is a recipe, and why it was not taken: cut off, damaged, or longer than any that is written (16 MiB).
    std::optional<Error> unreadable = {};
};

// Of PNG, APNG, GIF, WebP, MP4, SVG and PDF, where core/export/notes.h says that it stands; in a GIF of the comments
// before its first picture. No pixel is decoded, and no more memory is taken than a recipe may have, whatever the file
// says about itself. A file of another kind has none. Throws Error when the file cannot be read.
KeptRecipe keptIn(const std::filesystem::path& path);

inline constexpr std::string_view kOriginalInGif = "diffuscope-picture:";

} // namespace diffuscope
