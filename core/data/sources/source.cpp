#include "core/data/sources/source.h"

#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/data/dataset_cache.h"
#include "core/data/parallel_scan.h"
#include "core/data/pixel_file.h"

#include <algorithm>

namespace diffuscope {
namespace {

constexpr std::uint64_t kMaximumBytes = std::uint64_t(4) << 30;
constexpr std::uint64_t kCacheBytes = 20'000'000'000; // of all sets together
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
    const std::size_t imageBytes = std::size_t(channels) * std::size_t(set->height) * std::size_t(set->width);
    const std::uint64_t bytes = std::uint64_t(count) * imageBytes;
    set->labels.assign(std::size_t(count), 0);
    if (bytes <= options.memoryLimit) {
        set->values.resize(bytes);
        return set;
    }
    if (bytes > kCacheBytes)
        throw Error("The prepared pictures would need " + memoryText(bytes) + ", more than the " +
                        memoryText(kCacheBytes) + " that are kept on disk",
                    source + " (" + std::to_string(count) + " pictures of " + std::to_string(options.image.size) +
                        " pixels)",
                    "Choose a smaller picture size or keep fewer pictures.");
    const auto folder = options.cacheFolder.empty() ? defaultCacheFolder() : options.cacheFolder;
    try {
        PixelFile::tidy(folder, bytes, kCacheBytes);
        set->file = PixelFile::create(folder, bytes);
    } catch (const Error&) {
        if (bytes > kMaximumBytes || bytes > availableMemory() / 2)
            throw;
        set->values.resize(bytes);
    }
    return set;
}

std::uint64_t storedBytes(const Dataset& set) { return set.file ? set.file->size() : set.values.size(); }

void readStored(const Dataset& set, std::uint64_t offset, std::span<std::uint8_t> out)
{
    if (set.file)
        return set.file->read(offset, out);
    std::copy_n(set.values.begin() + std::ptrdiff_t(offset), out.size(), out.begin());
}

void writeStored(Dataset& set, std::uint64_t offset, std::span<const std::uint8_t> bytes)
{
    if (set.file)
        return set.file->write(offset, bytes);
    std::copy(bytes.begin(), bytes.end(), set.values.begin() + std::ptrdiff_t(offset));
}

void shrinkStored(Dataset& set, std::uint64_t bytes)
{
    if (set.file)
        return set.file->resize(bytes);
    set.values.resize(bytes);
    set.values.shrink_to_fit();
}

void storeImage(Dataset& set, int index, const Image& picture)
{
    const std::size_t plane = picture.planeSize();
    std::vector<std::uint8_t> bytes(std::size_t(set.channels) * plane);
    std::uint8_t* out = bytes.data();
    for (int channel = 0; channel < set.channels; ++channel)
        for (std::size_t pixel = 0; pixel < plane; ++pixel) {
            const bool toGrey = set.channels == 1 && picture.channels == 3;
            const std::size_t from = picture.channels == 1 ? pixel : std::size_t(channel) * plane + pixel;
            *out++ = toGrey ? greyOf(picture, pixel) : toByte(picture.values[from]);
        }
    writeStored(set, std::uint64_t(index) * bytes.size(), bytes);
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
                                     const DrawImage& draw, const DatasetOptions& options, const ScanProgress& progress,
                                     std::stop_token stop)
{
    const int count = builtinCount(options, kStandardCount);
    auto set = newDataset(source, count, options.channels > 0 ? options.channels : channels, options);
    set->name = source.substr(source.find(':') + 1);
    set->classNames = std::move(classNames);
    for (int k = 0; k < count; ++k)
        set->labels[std::size_t(k)] = k % int(set->classNames.size());
    const auto work = [&](int k) {
        storeImage(*set, k, draw(set->labels[std::size_t(k)], options.image.size, options.seed, std::uint64_t(k)));
    };
    parallelScan({count, work, {}}, progress, stop);
    return set;
}

} // namespace diffuscope
