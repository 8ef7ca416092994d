#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace diffuscope {

// What an exported picture or film carries besides its pixels; empty where it carries none.
struct KeptRecipe {
    std::string recipe;   // JSON text as it was written
    std::string original; // the picture it was made from: a PNG file in base64
};

// PNG: the text chunks "diffuscope" and "diffuscope-picture", see pngBytes(). GIF: the comments before its first
// picture; one that starts with kOriginalInGif is the original, the first that starts with a brace the recipe. No pixel
// is decoded. A text that is cut off, longer than any we write (16 MiB) or has a wrong checksum counts as none, and a
// file of another kind has none. Throws Error when the file cannot be read.
KeptRecipe keptIn(const std::filesystem::path& path);

inline constexpr std::string_view kOriginalInGif = "diffuscope-picture:";

} // namespace diffuscope
