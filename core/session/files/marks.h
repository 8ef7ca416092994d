#pragma once
#include "core/base/image/image.h"

#include <string>

namespace diffuscope {

struct Marks; // core/export/format.h

// What other programs are told about a picture that this recipe has made: the line of settings that they read, and that
// a network has drawn it, unless it is somebody's own picture under noise. Thread-safe.
Marks marksOf(const std::string& recipe, const Image& picture);

} // namespace diffuscope
