#pragma once
#include "core/base/image.h"

#include <string>

namespace diffuscope {

// A picture file fitted to side x side. channels 0: 1 when the picture is grey, else 3.
Image loadPicture(const std::string& path, int side, int channels);

} // namespace diffuscope
