#pragma once
#include "core/base/image/image.h"

#include <filesystem>
#include <vector>

namespace diffuscope {

// The pictures of a contact sheet as the format of that name writes it where nothing else is asked for: `count` squares
// of `side` pixels, 8 bits a value. Empty where the file is no such sheet. Throws Error when it cannot be read.
std::vector<Image> sheetPictures(const std::filesystem::path& file, int count, int side, int channels);

} // namespace diffuscope
