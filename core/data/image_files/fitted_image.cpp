#include "core/data/image_files/fitted_image.h"

#include "core/data/image_files/image_file.h"
#include "core/messages/dataset_events.h"
#include "core/messages/requests.h"

#include <algorithm>
#include <filesystem>

namespace diffuscope {
namespace {

bool isGrey(const Image& image)
{
    const auto plane = std::ptrdiff_t(image.planeSize());
    const auto red = image.values.begin(), green = red + plane, blue = green + plane;
    return std::equal(red, green, green) && std::equal(red, green, blue);
}

} // namespace

ImageLoaded loadFittedImage(const ImageRequest& request)
{
    ImageSettings settings;
    settings.size = request.side;
    settings.channels = request.channels == 0 ? 3 : request.channels;
    settings.whole = request.whole;
    ImageSize original;
    ImageLoaded loaded;
    loaded.image = request.path.empty() ? fitPixels(request.pixels(), "the picture", settings, &original)
                                        : loadImageFile(request.path, settings, &original);
    loaded.name = std::filesystem::path(request.path).filename().string();
    loaded.originalWidth = original.width;
    loaded.originalHeight = original.height;
    if (request.channels == 0 && isGrey(loaded.image)) {
        loaded.image.channels = 1;
        loaded.image.values.resize(loaded.image.planeSize());
    }
    return loaded;
}

Image loadFittedImage(const std::string& path, int side, int channels)
{
    ImageRequest request;
    request.path = path;
    request.side = side;
    request.channels = channels;
    return loadFittedImage(request).image;
}

} // namespace diffuscope
