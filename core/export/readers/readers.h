#pragma once
#include "core/export/recipe_reader.h"

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

namespace diffuscope {

// One function for each kind of file; recipe_reader.cpp tells them apart. The files are anybody's. Internal to
// core/export.
KeptRecipe keptInPng(std::ifstream& file);
KeptRecipe keptInGif(std::ifstream& file);
KeptRecipe keptInWebp(std::ifstream& file);
KeptRecipe keptInMp4(std::ifstream& file);
KeptRecipe keptInSvg(std::ifstream& file);
KeptRecipe keptInPdf(std::ifstream& file);

inline constexpr std::uint32_t kLongestText = 1U << 24; // packed or not: no longer one is written
inline constexpr int kMostParts = 1 << 17;              // of one file that are looked at

// With the reason why a recipe that is there is not taken; who opens the file adds its name.
KeptRecipe notTaken(const char* reason);

// `length` bytes from where the file is; false where it ends before.
bool readText(std::ifstream& file, std::size_t length, std::string& text);

// The fields of an XMP packet.
KeptRecipe keptInXmp(std::string_view packet);

} // namespace diffuscope
