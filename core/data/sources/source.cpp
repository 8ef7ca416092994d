#include "core/data/sources/source.h"

#include "core/base/error.h"
#include "core/data/parallel_scan.h"

#include <algorithm>

namespace diffuscope {
namespace {

constexpr std::size_t kMaximumBytes = std::size_t(4) << 30;
constexpr int kStandardCount = 4000;

std::uint8_t greyOf(const Image& picture, std::size_t pixel)
{
    const std::size_t plane = picture.planeSize();
    const auto* values = picture.values.data();
    return toByte(0.299f * values[pixel] + 0.587f * values[plane + pixel] + 0.114f * values[2 * plane + pixel]);
}

} // namespace

std::shared_ptr<Dataset> newDataset(const std::string& source, int count, int channels, const DatasetOptions& options)
{
    auto set = std::make_shared<Dataset>();
    set->source = source;
    set->channels = channels;
    set->height = set->width = options.image.size;
    const std::size_t pictureBytes = std::size_t(channels) * std::size_t(set->height) * std::size_t(set->width);
    if (std::size_t(count) > kMaximumBytes / pictureBytes)
        throw Error("The pictures need more than 4 GiB of memory",
                    source + " (" + std::to_string(count) + " pictures of " + std::to_string(options.image.size) +
                        " pixels)",
                    "Choose a smaller picture size or keep fewer pictures.");
    set->values.resize(std::size_t(count) * pictureBytes);
    set->labels.assign(std::size_t(count), 0);
    return set;
}

void storePicture(Dataset& set, int index, const Image& picture)
{
    const std::size_t plane = picture.planeSize();
    std::uint8_t* out = set.values.data() + std::size_t(index) * std::size_t(set.channels) * plane;
    for (int channel = 0; channel < set.channels; ++channel)
        for (std::size_t pixel = 0; pixel < plane; ++pixel) {
            const bool toGrey = set.channels == 1 && picture.channels == 3;
            const std::size_t from = picture.channels == 1 ? pixel : std::size_t(channel) * plane + pixel;
            *out++ = toGrey ? greyOf(picture, pixel) : toByte(picture.values[from]);
        }
}

std::vector<int> spread(int available, int limit)
{
    const int count = limit > 0 ? std::min(limit, available) : available;
    std::vector<int> kept(std::size_t(count), 0);
    for (int k = 0; k < count; ++k)
        kept[std::size_t(k)] = int((long long)k * available / count);
    return kept;
}

int builtinCount(const DatasetOptions& options, int standard)
{
    const int count = options.builtinCount > 0 ? options.builtinCount : standard;
    return options.limit > 0 ? std::min(options.limit, count) : count;
}

std::shared_ptr<Dataset> drawDataset(const std::string& source, std::vector<std::string> classNames, int channels,
                                     const DrawPicture& draw, const DatasetOptions& options,
                                     const ScanProgress& progress, std::stop_token stop)
{
    const int count = builtinCount(options, kStandardCount);
    auto set = newDataset(source, count, options.channels > 0 ? options.channels : channels, options);
    set->name = source.substr(source.find(':') + 1);
    set->classNames = std::move(classNames);
    for (int k = 0; k < count; ++k)
        set->labels[std::size_t(k)] = k % int(set->classNames.size());
    const auto work = [&](int k) {
        storePicture(*set, k, draw(set->labels[std::size_t(k)], options.image.size, options.seed, std::uint64_t(k)));
    };
    parallelScan({count, work, {}}, progress, stop);
    return set;
}

} // namespace diffuscope
