#include "core/base/image/frame.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

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
    : states_(std::make_shared<const Packed>(packed(states, storage.stateBits)))
{
}

FrameImages::FrameImages(const std::vector<Image>& states, const std::vector<Image>& noise,
                         const std::vector<Image>& data, double fromAlphaBar, const FrameImages& before,
                         const TrajectoryStorage& storage)
    : FrameImages(states, storage)
{
    fromAlphaBar_ = fromAlphaBar;
    keepsNoise_ = fromAlphaBar >= kNoiseKeptFrom;
    predictions_ = packed(keepsNoise_ ? noise : data, storage.predictionBits);
    std::vector<Image> others = keepsNoise_ ? data : noise;
    if (!storage.direct()) {
        before_ = before.states_;
        for (int k = 0; k < int(others.size()); ++k) {
            const ImageStats stats = statsOf(others[std::size_t(k)]);
            otherRanges_.push_back({float(stats.minimum), float(stats.maximum)});
            const Image implied = other(k);
            Image& remainder = others[std::size_t(k)];
            for (std::size_t i = 0; i < remainder.values.size(); ++i)
                remainder.values[i] -= implied.values[i];
        }
    }
    remainders_ = packed(others, storage.remainderBits);
}

std::size_t FrameImages::bytes() const
{
    return (states_ ? bytesOf(*states_) : 0) + bytesOf(predictions_) + bytesOf(remainders_) +
           otherRanges_.size() * sizeof(Range);
}

Image FrameImages::state(int picture) const { return (*states_)[std::size_t(picture)].unpacked(); }

Image FrameImages::predictedNoise(int picture) const
{
    if (!predicted())
        return {};
    return keepsNoise_ ? predictions_[std::size_t(picture)].unpacked() : other(picture);
}

Image FrameImages::predictedData(int picture) const
{
    if (!predicted())
        return {};
    return keepsNoise_ ? other(picture) : predictions_[std::size_t(picture)].unpacked();
}

Image FrameImages::other(int picture) const
{
    const auto index = std::size_t(picture);
    Image image;
    if (before_) {
        const double signal = std::sqrt(fromAlphaBar_), noise = std::sqrt(1 - fromAlphaBar_);
        const auto [least, greatest] = otherRanges_[index];
        const Image kept = predictions_[index].unpacked(), from = (*before_)[index].unpacked();
        image = keepsNoise_ ? solved(from, kept, noise, signal, least, greatest)
                            : solved(from, kept, signal, noise, least, greatest);
    }
    if (remainders_.empty()) // while it is being made
        return image;
    Image remainder = remainders_[index].unpacked();
    for (std::size_t k = 0; k < image.values.size(); ++k)
        remainder.values[k] += image.values[k];
    return remainder;
}

double Frame::signalAsked() const { return std::sqrt(askedAlphaBar()); }
double Frame::noiseAsked() const { return std::sqrt(1 - askedAlphaBar()); }

} // namespace diffuscope
