#include "core/messages/painting.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace diffuscope {
namespace {

void cover(std::vector<int>& over, const PaintStroke& stroke, int mark, int height, int width)
{
    const double radius = std::max(0.5, stroke.brush / 2.0 - 0.5);
    const int reach = int(radius);
    for (std::size_t k = 0; k + 1 < stroke.path.size(); k += 2) {
        const int middleX = stroke.path[k], middleY = stroke.path[k + 1];
        for (int y = std::max(0, middleY - reach); y <= std::min(height - 1, middleY + reach); ++y)
            for (int x = std::max(0, middleX - reach); x <= std::min(width - 1, middleX + reach); ++x)
                if (std::hypot(x - middleX, y - middleY) <= radius)
                    over[std::size_t(y) * std::size_t(width) + std::size_t(x)] = mark;
    }
}

float valueOf(const PaintStroke& stroke, int channel)
{
    if (stroke.colour.empty())
        return 0;
    const std::size_t at = std::min(std::size_t(channel), stroke.colour.size() - 1);
    return fromByte(std::uint8_t(std::clamp(stroke.colour[at], 0, 255)));
}

} // namespace

std::vector<int> strokesOver(const std::vector<PaintStroke>& strokes, int height, int width)
{
    std::vector<int> over(std::size_t(std::max(0, height)) * std::size_t(std::max(0, width)), -1);
    for (std::size_t k = 0; k < strokes.size(); ++k)
        cover(over, strokes[k], strokes[k].kind == PaintStroke::Kind::Erase ? -1 : int(k), height, width);
    return over;
}

Image painted(const PaintedOn& on, const std::vector<PaintStroke>& strokes, std::uint64_t seed)
{
    Image result = on.state;
    const std::vector<int> over = strokesOver(strokes, result.height, result.width);
    const auto signal = float(std::sqrt(on.alphaBar)), scale = float(std::sqrt(1 - on.alphaBar));
    const std::set<int> seen(over.begin(), over.end()); // what another stroke lies on draws nothing
    std::map<int, std::vector<float>> fresh;
    for (std::size_t k = 0; k < strokes.size(); ++k)
        if (strokes[k].kind == PaintStroke::Kind::Renew && seen.contains(int(k))) {
            std::vector<float>& drawn = fresh[int(k)];
            drawn.resize(result.values.size());
            Random(seed, "brush", k).fillNormal(drawn);
        }
    const std::size_t plane = result.planeSize();
    for (std::size_t k = 0; k < result.values.size(); ++k) {
        const int mark = over[k % plane];
        if (mark < 0)
            continue;
        const PaintStroke& stroke = strokes[std::size_t(mark)];
        result.values[k] = stroke.kind == PaintStroke::Kind::Renew
                               ? signal * on.data.values[k] + scale * fresh[mark][k]
                               : signal * valueOf(stroke, int(k / plane)) + scale * on.noise.values[k];
    }
    return result;
}

Image paintedGuess(const PaintedOn& on, const std::vector<PaintStroke>& strokes)
{
    Image guess = on.data;
    const std::vector<int> over = strokesOver(strokes, guess.height, guess.width);
    const std::size_t plane = guess.planeSize();
    for (std::size_t k = 0; k < guess.values.size(); ++k) {
        const int mark = over[k % plane];
        if (mark >= 0 && strokes[std::size_t(mark)].kind == PaintStroke::Kind::Paint)
            guess.values[k] = valueOf(strokes[std::size_t(mark)], int(k / plane));
    }
    return guess;
}

} // namespace diffuscope
