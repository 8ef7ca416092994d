#include "core/base/image/frame.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace diffuscope {

namespace {

// From the most exact to the smallest.
constexpr std::array<TrajectoryStorage, 4> kStorages = {
    TrajectoryStorage{16, 16, 16}, {16, 8, 8}, {8, 8, 8}, {8, 8, 4}};
constexpr std::size_t kAllocation = 16; // what the heap adds to one
constexpr std::size_t kTerms = 18;      // of a step and its correction at most: nine each, UniPC of third order

// From here on eps-hat is kept and x0-hat implied, below it the other way round: dividing by the weight of what is
// implied must not make much of the errors of what is kept, and clipping bends x0-hat but is undone by its range.
constexpr double kNoiseKeptFrom = 0.1; // alpha-bar

std::vector<PackedImage> packed(const std::vector<Image>& images, int bits)
{
    std::vector<PackedImage> result;
    result.reserve(images.size());
    for (const Image& image : images)
        result.emplace_back(image, bits);
    return result;
}

std::size_t bytesOf(const std::vector<PackedImage>& images)
{
    std::size_t sum = 0;
    for (const PackedImage& image : images)
        sum += sizeof image + image.bytes() + kAllocation;
    return sum;
}

// (x - a y) / b of every value, within a range
Image solved(Image x, const Image& y, double a, double b, float least, float greatest)
{
    const auto factor = float(a / b), scale = float(1 / b);
    for (std::size_t k = 0; k < x.values.size(); ++k)
        x.values[k] = std::clamp(x.values[k] * scale - y.values[k] * factor, least, greatest);
    return x;
}

std::string megabytes(std::size_t bytes) { return std::to_string((bytes + 999'999) / 1'000'000) + " MB"; }

} // namespace

std::size_t trajectoryBytes(const TrajectoryStorage& storage, std::size_t frames, std::size_t pictures,
                            std::size_t values)
{
    std::size_t picture = 0;
    for (const int bits : {storage.stateBits, storage.predictionBits, storage.remainderBits})
        picture += PackedImage::bytesFor(values, bits) + sizeof(PackedImage) + kAllocation;
    return frames *
           (pictures * (picture + 2 * sizeof(float)) + sizeof(Frame) + kTerms * sizeof(StepTerm) + 8 * kAllocation);
}

TrajectoryStorage trajectoryStorage(std::size_t frames, std::size_t pictures, std::size_t values, std::size_t budget)
{
    for (const TrajectoryStorage& storage : kStorages)
        if (budget == 0 || trajectoryBytes(storage, frames, pictures, values) <= budget)
            return storage;
    throw Error("Not enough memory to keep every step",
                {"%1 frames of %2 pictures need %3; the limit is %4",
                 {std::to_string(frames), std::to_string(pictures),
                  megabytes(trajectoryBytes(kStorages.back(), frames, pictures, values)), megabytes(budget)}},
                "Take fewer steps or pictures, or allow more memory.");
}

WayUpStorage wayUpStorage(std::size_t stops, std::size_t pictures, std::size_t values, std::size_t budget)
{
    const std::size_t each =
        pictures * (PackedImage::bytesFor(values, TrajectoryStorage().stateBits) + sizeof(PackedImage) + kAllocation);
    const std::size_t most = std::min(WayUpStorage::kMostFrames, each > 0 ? budget / 4 / each : 0);
    if (most < 2 || stops < 2)
        return {};
    const std::size_t steps = stops - 1;
    const std::size_t every = (steps + most - 2) / (most - 1); // the first and the last among them
    const std::size_t frames = steps / every + 1 + (steps % every != 0 ? 1 : 0);
    return {every, frames, frames * each};
}

FrameImages::FrameImages(const std::vector<Image>& states, const TrajectoryStorage& storage)
{
    parts_.states = std::make_shared<const Parts::Packed>(packed(states, storage.stateBits));
}

FrameImages::FrameImages(const std::vector<Image>& states, const std::vector<Image>& noise,
                         const std::vector<Image>& data, double fromAlphaBar, const FrameImages& before,
                         const TrajectoryStorage& storage)
    : FrameImages(states, storage)
{
    parts_.fromAlphaBar = fromAlphaBar;
    parts_.keepsNoise = fromAlphaBar >= kNoiseKeptFrom;
    parts_.predictions = packed(parts_.keepsNoise ? noise : data, storage.predictionBits);
    std::vector<Image> others = parts_.keepsNoise ? data : noise;
    if (!storage.direct()) {
        parts_.before = before.parts_.states;
        for (int k = 0; k < int(others.size()); ++k) {
            const ImageStats stats = statsOf(others[std::size_t(k)]);
            parts_.otherRanges.push_back({float(stats.minimum), float(stats.maximum)});
            const Image implied = other(k);
            Image& remainder = others[std::size_t(k)];
            for (std::size_t i = 0; i < remainder.values.size(); ++i)
                remainder.values[i] -= implied.values[i];
        }
    }
    parts_.remainders = packed(others, storage.remainderBits);
}

FrameImages::FrameImages(Parts parts) : parts_(std::move(parts))
{
    if (!parts_.fits())
        throw std::invalid_argument("the parts of a frame do not fit together");
}

bool FrameImages::Parts::fits() const
{
    if (!states)
        return !before && predictions.empty() && remainders.empty() && otherRanges.empty();
    const PackedImage::Parts none, &first = states->empty() ? none : states->front().parts();
    const auto alike = [&first](const Packed& images) {
        return std::all_of(images.begin(), images.end(), [&first](const PackedImage& image) {
            const PackedImage::Parts& one = image.parts();
            return one.channels == first.channels && one.height == first.height && one.width == first.width;
        });
    };
    const std::size_t count = states->size();
    const bool predicted = !predictions.empty();
    return alike(*states) && alike(predictions) && alike(remainders) && (!before || alike(*before)) &&
           predictions.size() == (predicted ? count : 0) && remainders.size() == predictions.size() &&
           (!before || (predicted && before->size() == count)) && otherRanges.size() == (before ? count : 0) &&
           std::none_of(otherRanges.begin(), otherRanges.end(),
                        [](const Range& range) { return range.least > range.greatest; });
}

std::size_t FrameImages::bytes() const
{
    return (parts_.states ? bytesOf(*parts_.states) : 0) + bytesOf(parts_.predictions) + bytesOf(parts_.remainders) +
           parts_.otherRanges.size() * sizeof(Parts::Range);
}

Image FrameImages::state(int picture) const { return (*parts_.states)[std::size_t(picture)].unpacked(); }

Image FrameImages::predictedNoise(int picture) const
{
    if (!predicted())
        return {};
    return parts_.keepsNoise ? parts_.predictions[std::size_t(picture)].unpacked() : other(picture);
}

Image FrameImages::predictedData(int picture) const
{
    if (!predicted())
        return {};
    return parts_.keepsNoise ? other(picture) : parts_.predictions[std::size_t(picture)].unpacked();
}

Image FrameImages::other(int picture) const
{
    const auto index = std::size_t(picture);
    Image image;
    if (parts_.before) {
        const double signal = std::sqrt(parts_.fromAlphaBar), noise = std::sqrt(1 - parts_.fromAlphaBar);
        const auto [least, greatest] = parts_.otherRanges[index];
        const Image kept = parts_.predictions[index].unpacked(), from = (*parts_.before)[index].unpacked();
        image = parts_.keepsNoise ? solved(from, kept, noise, signal, least, greatest)
                                  : solved(from, kept, signal, noise, least, greatest);
    }
    if (parts_.remainders.empty()) // while it is being made
        return image;
    Image remainder = parts_.remainders[index].unpacked();
    for (std::size_t k = 0; k < image.values.size(); ++k)
        remainder.values[k] += image.values[k];
    return remainder;
}

double Frame::signalAsked() const { return std::sqrt(askedAlphaBar()); }
double Frame::noiseAsked() const { return std::sqrt(1 - askedAlphaBar()); }

} // namespace diffuscope
