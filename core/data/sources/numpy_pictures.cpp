#include "core/data/sources/numpy_pictures.h"

#include "core/base/error.h"
#include "core/data/parallel_scan.h"

#include <algorithm>
#include <cmath>

namespace diffuscope {
namespace {

constexpr long long kLargestSide = 4096;

} // namespace

std::optional<NumpyLayout> numpyLayout(const NumpyHeader& header)
{
    const auto& s = header.shape;
    const auto isChannels = [](long long extent) { return extent == 1 || extent == 3 || extent == 4; };
    std::vector<long long> found; // height, width, channels
    bool first = false;
    if (s.size() == 4 && isChannels(s[3]))
        found = {s[1], s[2], s[3]};
    else if (s.size() == 4 && isChannels(s[1])) {
        found = {s[2], s[3], s[1]};
        first = true;
    } else if (s.size() == 3 && !(isChannels(s[2]) && s[1] > 4)) // that would be a single picture in colour
        found = {s[1], s[2], 1};
    else if (s.size() == 2 && s[1] >= 16) // as rows: grey, or the planes one after the other as CIFAR has them
        for (const long long channels : {1, 3}) {
            const auto side = std::llround(std::sqrt(double(s[1]) / double(channels)));
            if (found.empty() && side * side * channels == s[1])
                found = {side, side, channels};
            first = true;
        }
    if (found.empty() || found[0] < 1 || found[1] < 1 || found[0] > kLargestSide || found[1] > kLargestSide)
        return {};
    return NumpyLayout{int(found[0]), int(found[1]), int(found[2]), first};
}

std::uint8_t NumpyScale::operator()(double value) const
{
    return std::uint8_t(std::lround(std::clamp((value - from) / (to - from), 0.0, 1.0) * 255));
}

// Bytes need a look only up to the first one above 1: then they are not 0 and 1.
void NumpyRange::add(const std::string& source, const NumpyHeader& header, const std::stop_token& stop)
{
    NumpyReader reader(source, header.member);
    const bool bytes = header.itemBytes == 1 && header.kind == 'u';
    std::vector<double> values;
    for (long long k = 0; k < header.count() && !(bytes && high > 1); ++k) {
        if (k % 256 == 0)
            throwIfCancelled(stop);
        reader.next(values);
        for (const double value : values) {
            if (!std::isfinite(value))
                throw Error("The NumPy array holds values that are not finite numbers",
                            {"%1 (%2), picture %3", {source, header.text(), std::to_string(k)}},
                            "Take these pictures out and save it again.");
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
}

NumpyScale NumpyRange::scale(const NumpyHeader& header, const std::string& source) const
{
    if (header.kind == 'b')
        return {0, 1};
    const double slack = header.kind == 'f' ? 0.01 : 0;
    if (low >= -slack && high <= 1 + slack)
        return {0, 1};
    if (low >= 0 && high <= 255)
        return {0, 255};
    if (low >= -1 - slack && high <= 1 + slack)
        return {-1, 1};
    if (header.kind == 'u' && header.itemBytes == 2)
        return {0, 65535};
    throw Error("The values of the NumPy array are not those of pictures: " + std::to_string(low) + " to " +
                    std::to_string(high),
                {"%1 (%2)", {source, header.text()}}, "Bring them to 0 to 255, to 0 to 1 or to -1 to 1.");
}

PixelBuffer numpyPixels(const std::vector<double>& values, const NumpyLayout& layout, const NumpyScale& scale)
{
    PixelBuffer pixels{layout.width, layout.height, layout.channels, {}};
    pixels.bytes.resize(values.size());
    const std::size_t channels = std::size_t(layout.channels), plane = values.size() / channels;
    for (std::size_t pixel = 0; pixel < plane; ++pixel)
        for (std::size_t channel = 0; channel < channels; ++channel)
            pixels.bytes[pixel * channels + channel] =
                scale(values[layout.channelsFirst ? channel * plane + pixel : pixel * channels + channel]);
    return pixels;
}

} // namespace diffuscope
