#include "core/base/random.h"

#include "core/base/error.h"
#include "core/base/philox.h"
#include "core/base/random_at.h"

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

std::array<std::uint32_t, 2> keyOf(std::uint64_t seed, std::string_view stream)
{
    const std::uint64_t key = mixed(seed + mixed(fnv1a(stream)));
    return {std::uint32_t(key), std::uint32_t(key >> 32)};
}

// Box-Muller: two normals of two times 32 bits.
std::array<float, 2> normalsOf(std::uint32_t first, std::uint32_t second)
{
    const double radius = std::sqrt(-2.0 * std::log((double(first) + 1.0) * 0x1p-32));
    const double angle = 2.0 * std::numbers::pi * 0x1p-32 * double(second);
    return {float(radius * std::cos(angle)), float(radius * std::sin(angle))};
}

} // namespace

Random::Random(std::uint64_t seed, std::string_view stream, std::uint64_t index)
{
    key_ = keyOf(seed, stream);
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
    const std::uint32_t first = bits(), second = bits();
    const std::array<float, 2> normals = normalsOf(first, second);
    spare_ = normals[1];
    hasSpare_ = true;
    return normals[0];
}

float normalAt(std::uint64_t seed, std::string_view stream, std::uint64_t index, std::uint64_t place)
{
    const std::uint64_t block = place / 4; // of four numbers, which make four normals
    const std::array<std::uint32_t, 4> counter = {std::uint32_t(block), std::uint32_t(block >> 32),
                                                  std::uint32_t(index), std::uint32_t(index >> 32)};
    const auto words = philox4x32(counter, keyOf(seed, stream));
    const std::size_t pair = place % 4 / 2 * 2;
    return normalsOf(words[pair], words[pair + 1])[place % 2];
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
