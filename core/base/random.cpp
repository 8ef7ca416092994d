#include "core/base/random.h"

#include "core/base/error.h"
#include "core/base/philox.h"

#include <cmath>
#include <numbers>
#include <string>

namespace diffuscope {
namespace {

std::uint64_t fnv1a(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : text)
        hash = (hash ^ std::uint8_t(c)) * 0x100000001b3u;
    return hash;
}

// The finaliser of SplitMix64: neighbouring seeds become unrelated keys.
std::uint64_t mixed(std::uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

} // namespace

Random::Random(std::uint64_t seed, std::string_view stream, std::uint64_t index)
{
    const std::uint64_t key = mixed(seed + mixed(fnv1a(stream)));
    key_ = {std::uint32_t(key), std::uint32_t(key >> 32)};
    counter_ = {0, 0, std::uint32_t(index), std::uint32_t(index >> 32)};
}

void Random::refill()
{
    block_ = philox4x32(counter_, key_);
    used_ = 0;
    if (++counter_[0] == 0)
        ++counter_[1];
}

std::uint32_t Random::bits()
{
    if (used_ == 4)
        refill();
    return block_[std::size_t(used_++)];
}

double Random::uniform()
{
    const std::uint64_t high = bits() >> 5, low = bits() >> 6; // 27 + 26 = 53 bits, all a double holds
    return double(high << 26 | low) * 0x1p-53;
}

float Random::normal()
{
    if (hasSpare_) {
        hasSpare_ = false;
        return spare_;
    }
    const double radius = std::sqrt(-2.0 * std::log((double(bits()) + 1.0) * 0x1p-32));
    const double angle = 2.0 * std::numbers::pi * 0x1p-32 * double(bits());
    spare_ = float(radius * std::sin(angle));
    hasSpare_ = true;
    return float(radius * std::cos(angle));
}

int Random::below(int bound)
{
    if (bound < 1)
        throw Error("A random number needs a bound of 1 or more", std::to_string(bound));
    const std::uint32_t range = std::uint32_t(bound);
    const std::uint32_t firstFair = (0u - range) % range; // Lemire 2019: smaller remainders are over-represented
    std::uint64_t product = 0;
    do
        product = std::uint64_t(bits()) * range;
    while (std::uint32_t(product) < firstFair);
    return int(product >> 32);
}

void Random::fillNormal(std::span<float> out)
{
    for (float& value : out)
        value = normal();
}

Image noiseImage(int channels, int height, int width, std::uint64_t seed)
{
    Image image(channels, height, width);
    Random(seed, "sample").fillNormal(image.values);
    return image;
}

} // namespace diffuscope
