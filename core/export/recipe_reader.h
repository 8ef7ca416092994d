#pragma once
#include <filesystem>
#include <string>

namespace diffuscope {

// The recipe that an exported PNG carries (iTXt chunk "diffuscope", see pngBytes): JSON text as it was written, empty
// when the file is no PNG or carries none. A recipe that is longer than any we write, or whose checksum is wrong,
// counts as none. Throws Error when the file cannot be read.
std::string recipeInPng(const std::filesystem::path& path);

// The picture that it was made from, where it carries one: a PNG file in base64 (iTXt chunk "diffuscope-picture").
std::string originalInPng(const std::filesystem::path& path);

} // namespace diffuscope
