#include "core/schedule/statistics/spectrum.h"

#include <algorithm>
#include <cmath>

namespace diffuscope {
namespace {

constexpr std::size_t kBlock = FourierTransform::kLanes;

std::size_t blocksIn(std::size_t length) { return (length + kBlock - 1) / kBlock; }

// Cycles per picture of coefficient k, folded: n - k turns as often as k.
std::size_t folded(std::size_t k, std::size_t length) { return std::min(k, length - k); }

} // namespace

void SpectrumJob::start(const Image& image)
{
    const bool reshaped = image.width != image_.width || image.height != image_.height;
    image_ = image;
    channel_ = image.empty() ? image.channels : 0;
    next_ = 0;
    if (image.empty()) {
        result_ = {};
        return;
    }
    const std::size_t width = std::size_t(image.width), height = std::size_t(image.height);
    if (reshaped) {
        alongColumn_.emplace(height);
        alongRow_.emplace(width);
        real_.assign(width * height, 0.0f);
        imaginary_.assign(width * height, 0.0f);
        const double shorter = double(std::min(width, height));
        ringOf_.clear();
        for (std::size_t y = 0; y <= height / 2; ++y)
            for (std::size_t x = 0; x <= width / 2; ++x)
                ringOf_.push_back(
                    int(std::lround(shorter * std::hypot(double(x) / double(width), double(y) / double(height)))));
    }
    result_ = {};
    result_.nyquist = int(std::min(width, height) / 2);
    const std::size_t rings = std::size_t(*std::max_element(ringOf_.begin(), ringOf_.end())) + 1;
    result_.power.assign(rings, 0.0);
    result_.count.assign(rings, 0.0);
}

bool SpectrumJob::advance(int blocks)
{
    const std::size_t across = blocksIn(std::size_t(image_.width)), down = blocksIn(std::size_t(image_.height));
    for (; blocks > 0 && !done(); --blocks) {
        next_ < across ? columns(next_ * kBlock) : rows((next_ - across) * kBlock);
        if (++next_ == across + down) {
            next_ = 0;
            channel_ += 2;
            if (done())
                finish();
        }
    }
    return done();
}

void SpectrumJob::columns(std::size_t first)
{
    const std::size_t width = std::size_t(image_.width), height = std::size_t(image_.height);
    const std::size_t lanes = std::min(kBlock, width - first);
    const bool pair = channel_ + 1 < image_.channels;
    const float* one = image_.values.data() + std::size_t(channel_) * width * height;
    const float* other = one + (pair ? width * height : 0);
    laneReal_.assign(height * kBlock, 0.0f);
    laneImaginary_.assign(height * kBlock, 0.0f);
    for (std::size_t y = 0; y < height; ++y)
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            laneReal_[y * kBlock + lane] = one[y * width + first + lane];
            laneImaginary_[y * kBlock + lane] = pair ? other[y * width + first + lane] : 0.0f;
        }
    alongColumn_->apply(laneReal_, laneImaginary_);
    for (std::size_t y = 0; y < height; ++y)
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            real_[y * width + first + lane] = laneReal_[y * kBlock + lane];
            imaginary_[y * width + first + lane] = laneImaginary_[y * kBlock + lane];
        }
}

// |Z(k)|^2 of z = a + ib is not |A|^2 + |B|^2, but its sum over k and -k is; a ring holds both.
void SpectrumJob::rows(std::size_t first)
{
    const std::size_t width = std::size_t(image_.width), height = std::size_t(image_.height);
    const std::size_t lanes = std::min(kBlock, height - first), quarter = width / 2 + 1;
    laneReal_.assign(width * kBlock, 0.0f);
    laneImaginary_.assign(width * kBlock, 0.0f);
    for (std::size_t lane = 0; lane < lanes; ++lane)
        for (std::size_t x = 0; x < width; ++x) {
            laneReal_[x * kBlock + lane] = real_[(first + lane) * width + x];
            laneImaginary_[x * kBlock + lane] = imaginary_[(first + lane) * width + x];
        }
    alongRow_->apply(laneReal_, laneImaginary_);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        const int* ring = &ringOf_[folded(first + lane, height) * quarter];
        for (std::size_t x = 0; x < width; ++x) {
            const double r = double(laneReal_[x * kBlock + lane]), i = double(laneImaginary_[x * kBlock + lane]);
            const std::size_t at = std::size_t(ring[folded(x, width)]);
            result_.power[at] += r * r + i * i;
            if (channel_ == 0)
                ++result_.count[at];
        }
    }
}

void SpectrumJob::finish()
{
    const double values = double(image_.width) * double(image_.height) * image_.channels;
    for (std::size_t ring = 0; ring < result_.power.size(); ++ring)
        if (result_.count[ring] > 0)
            result_.power[ring] /= values * result_.count[ring];
}

} // namespace diffuscope
