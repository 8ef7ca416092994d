#pragma once
#include "core/base/image/image.h"

#include <string>

namespace diffuscope {

struct ImageLoaded;
struct ImageRequest;

// A picture file, or the request's pixels, as asked for: its name, its values, and the size it had. channels 0: 1 when
// the picture is grey, else 3.
ImageLoaded loadFittedImage(const ImageRequest& request);
Image loadFittedImage(const std::string& path, int side, int channels);

} // namespace diffuscope
