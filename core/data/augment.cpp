#include "core/data/augment.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace diffuscope {
namespace {

double between(Random& random, double limit) { return limit * (2 * random.uniform() - 1); }

// -1 is 1, -2 is 2, ...: the edge itself is not repeated.
int reflected(int position, int size)
{
    if (size == 1)
        return 0;
    const int period = 2 * (size - 1);
    position = ((position % period) + period) % period;
    return position < size ? position : period - position;
}

// Where each pixel of the result comes from: x' = a (x - cx) - b (y - cy) + cx + dx, and y' likewise.
struct Warp {
    double a = 1, b = 0, dx = 0, dy = 0;
    bool isShift() const { return a == 1 && b == 0; }
};

void shift(const float* from, float* to, int height, int width, int dx, int dy)
{
    for (int y = 0; y < height; ++y) {
        const float* row = from + std::ptrdiff_t(reflected(y + dy, height)) * width;
        for (int x = 0; x < width; ++x)
            *to++ = row[reflected(x + dx, width)];
    }
}

void warpBilinear(const float* from, float* to, int height, int width, const Warp& warp)
{
    const double cx = (width - 1) / 2.0, cy = (height - 1) / 2.0;
    const auto at = [&](int x, int y) {
        return double(from[std::ptrdiff_t(reflected(y, height)) * width + reflected(x, width)]);
    };
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const double sx = warp.a * (x - cx) - warp.b * (y - cy) + cx + warp.dx;
            const double sy = warp.b * (x - cx) + warp.a * (y - cy) + cy + warp.dy;
            const int x0 = int(std::floor(sx)), y0 = int(std::floor(sy));
            const double fx = sx - x0, fy = sy - y0;
            const double top = at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx;
            const double bottom = at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx;
            *to++ = float(top * (1 - fy) + bottom * fy);
        }
}

// Brightness adds, contrast scales around the mean, saturation around each pixel's grey.
void changeColour(double amount, float* planes, int channels, std::size_t plane, Random& random)
{
    const double brightness = between(random, amount), contrast = 1 + between(random, amount),
                 saturation = 1 + between(random, amount);
    const std::size_t count = plane * std::size_t(channels);
    double mean = 0;
    for (std::size_t k = 0; k < count; ++k)
        mean += double(planes[k]) / double(count);
    for (std::size_t k = 0; k < plane; ++k) {
        double grey = 0;
        for (int c = 0; c < channels; ++c)
            grey += double(planes[std::size_t(c) * plane + k]) / channels;
        for (int c = 0; c < channels; ++c) {
            float& value = planes[std::size_t(c) * plane + k];
            double changed = grey + saturation * (double(value) - grey);
            changed = mean + contrast * (changed - mean) + brightness;
            value = float(std::clamp(changed, -1.0, 1.0));
        }
    }
}

} // namespace

void augment(const Augmentation& how, float* planes, int channels, int height, int width, Random& random)
{
    const std::size_t plane = std::size_t(height) * std::size_t(width);
    if (how.warps()) {
        Warp warp;
        warp.dx = how.crop > 0 ? random.below(2 * how.crop + 1) - how.crop : 0;
        warp.dy = how.crop > 0 ? random.below(2 * how.crop + 1) - how.crop : 0;
        const double angle = between(random, how.rotate) * std::numbers::pi / 180,
                     scale = 1 + between(random, how.zoom);
        warp.a = std::cos(angle) / scale;
        warp.b = std::sin(angle) / scale;
        std::vector<float> copy(plane);
        for (int c = 0; c < channels; ++c) {
            float* const at = planes + std::size_t(c) * plane;
            std::copy_n(at, plane, copy.data());
            if (warp.isShift())
                shift(copy.data(), at, height, width, int(warp.dx), int(warp.dy));
            else
                warpBilinear(copy.data(), at, height, width, warp);
        }
    }
    if (how.colour > 0)
        changeColour(how.colour, planes, channels, plane, random);
}

} // namespace diffuscope
