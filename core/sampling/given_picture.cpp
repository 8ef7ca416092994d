#include "core/sampling/given_picture.h"

#include "core/base/base64.h"
#include "core/base/checksum.h"
#include "core/base/error.h"
#include "core/base/user_folders.h"
#include "core/data/image_files/fitted_image.h"
#include "core/data/image_files/image_file.h"
#include "core/export/notes.h"
#include "core/messages/dataset_events.h"
#include "core/messages/requests.h"
#include "core/model/config/unet_config.h"

#include <algorithm>
#include <span>
#include <vector>

namespace diffuscope {
namespace {

std::string hashOf(const Image& image)
{
    std::vector<std::uint8_t> bytes;
    for (const int extent : {image.channels, image.height, image.width})
        for (int shift = 0; shift < 32; shift += 8)
            bytes.push_back(std::uint8_t(std::uint32_t(extent) >> shift));
    for (const float value : image.values)
        bytes.push_back(toByte(value));
    return checksumText(checksum(std::as_bytes(std::span(bytes))));
}

std::string shapeOf(int channels, int width, int height)
{
    return std::to_string(width) + " x " + std::to_string(height) + (channels == 1 ? ", grey" : ", colour");
}

Image decoded(const std::string& png, int side, int channels)
{
    const auto bytes = fromBase64(png);
    if (!bytes)
        throw Error("The picture in the recipe is damaged", "no base64", "Give the picture again.");
    ImageSettings settings;
    settings.size = side;
    settings.channels = channels;
    return decodeImage(*bytes, "the recipe's picture", settings);
}

LoadedPicture loaded(const GivenPicture& given, int side, int channels)
{
    if (!given.pixels.empty())
        return {given.pixels, {}};
    if (!given.png.empty())
        return {decoded(given.png, side, channels), {}};
    if (given.file.empty())
        throw Error("The recipe tells a picture by its hash alone", given.hash, "Give the picture again.");
    ImageRequest request;
    request.path = given.file;
    request.side = side;
    request.channels = channels;
    ImageLoaded fitted = loadFittedImage(request);
    return {std::move(fitted.image), {}, fitted.originalWidth, fitted.originalHeight};
}

} // namespace

bool isTold(const GivenPicture& given) { return given.given() || !given.hash.empty(); }

LoadedPicture loadGivenPicture(const GivenPicture& given, int side, int channels)
{
    LoadedPicture picture = loaded(given, side, channels);
    Image& image = picture.image;
    if (image.width != side || image.height != side || image.channels != channels)
        throw Error("The picture does not fit the model", shapeOf(image.channels, image.width, image.height),
                    {"It takes %1.", {shapeOf(channels, side, side)}});
    for (float& value : image.values)
        value = fromByte(toByte(value));
    if (picture.fileWidth == 0)
        picture.fileWidth = picture.fileHeight = side;
    picture.hash = hashOf(image);
    if (!given.hash.empty() && given.hash != picture.hash)
        throw Error("This is not the picture that the recipe means", given.file, "Give the picture that it was.");
    return picture;
}

KeptPicture keptPicture(const GivenPicture& given, const LoadedPicture& loaded)
{
    KeptPicture kept{lastingSource(given.file), loaded.hash, {}};
    const bool small = std::max(loaded.image.width, loaded.image.height) <= KeptPicture::kInlineSide;
    if (small || given.file.empty())
        kept.png = originalText(loaded.image);
    return kept;
}

int sideOf(const UNetConfig& config, const std::string& model)
{
    if (!config.sampleSize)
        throw Error("The model does not say the size of its pictures", model,
                    "Add \"sample_size\" to its unet/config.json, or give a noise file.");
    return *config.sampleSize;
}

} // namespace diffuscope
