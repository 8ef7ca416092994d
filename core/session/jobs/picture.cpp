#include "core/session/jobs/picture.h"

#include "core/data/image_file.h"

#include <algorithm>

namespace diffuscope {
namespace {

bool isGrey(const Image& image)
{
    const auto plane = std::ptrdiff_t(image.planeSize());
    const auto red = image.values.begin(), green = red + plane, blue = green + plane;
    return std::equal(red, green, green) && std::equal(red, green, blue);
}

} // namespace

Image loadPicture(const std::string& path, int side, int channels)
{
    ImageSettings settings;
    settings.size = side;
    settings.channels = channels == 0 ? 3 : channels;
    Image image = loadImageFile(path, settings);
    if (channels == 0 && isGrey(image)) {
        image.channels = 1;
        image.values.resize(image.planeSize());
    }
    return image;
}

} // namespace diffuscope
