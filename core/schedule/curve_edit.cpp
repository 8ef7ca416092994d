#include "core/schedule/curve_edit.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace diffuscope {
namespace {

constexpr double kRoom = 1e-3, kLeastInside = 1e-4, kMostAtEnd = 0.99;
constexpr double kFitError = 0.02, kStrokeError = 0.012;
constexpr std::size_t kMostHandles = 64, kFitHandles = 12, kStrokeHandles = 12;
constexpr int kCells = 200; // of a drawn curve

// Adds handles where the curve through them misses `wanted` (its values at i / kCells) most.
std::vector<CurvePoint> refined(std::vector<CurvePoint> handles, const std::vector<double>& wanted, double tolerance,
                                std::size_t most)
{
    while (handles.size() < most) {
        const AlphaBarCurve curve = alphaBarThrough(handles);
        int worst = 0;
        double error = tolerance;
        for (int i = 1; i < kCells; ++i)
            if (const double miss = std::abs(curve(double(i) / kCells) - wanted[std::size_t(i)]); miss > error)
                worst = i, error = miss;
        if (worst == 0)
            break;
        const CurvePoint added{double(worst) / kCells, wanted[std::size_t(worst)]};
        const auto after = std::upper_bound(handles.begin(), handles.end(), added.x,
                                            [](double x, const CurvePoint& point) { return x < point.x; });
        if (added.x - std::prev(after)->x < kRoom || after->x - added.x < kRoom)
            break;
        handles.insert(after, added);
    }
    return handles;
}

// The falling curve nearest to the values in least squares.
std::vector<double> falling(const std::vector<double>& values)
{
    std::vector<std::pair<double, std::size_t>> pools; // sum, count
    for (const double value : values) {
        pools.emplace_back(value, 1);
        while (pools.size() > 1) {
            const auto [sum, count] = pools.back();
            const auto& [sumBefore, countBefore] = pools[pools.size() - 2];
            if (sum / double(count) <= sumBefore / double(countBefore))
                break;
            const auto joined = std::make_pair(sum + sumBefore, count + countBefore);
            pools.pop_back();
            pools.back() = joined;
        }
    }
    std::vector<double> result;
    for (const auto& [sum, count] : pools)
        result.insert(result.end(), count, sum / double(count));
    return result;
}

std::vector<CurvePoint> endsOf(const std::vector<double>& wanted)
{
    const double end = wanted.back() <= kLeastInside ? 0 : std::min(wanted.back(), kMostAtEnd);
    return {{0, 1}, {1, end}};
}

void keepInside(std::vector<double>& wanted)
{
    wanted.front() = 1;
    for (std::size_t i = 1; i + 1 < wanted.size(); ++i)
        wanted[i] = std::clamp(wanted[i], std::max(kLeastInside, wanted.back()), 1.0);
}

} // namespace

std::vector<CurvePoint> handlesOn(const Schedule& schedule)
{
    const int last = schedule.timesteps();
    const auto at = [&](double x) { // between the steps the curve is a line, as it is drawn
        const double place = x * last;
        const int before = std::min(int(place), last - 1);
        const double left = schedule.alphaBar(before - 1), right = schedule.alphaBar(before);
        return left + (right - left) * (place - before);
    };
    std::vector<double> wanted;
    for (int i = 0; i <= kCells; ++i)
        wanted.push_back(at(double(i) / kCells));
    keepInside(wanted);
    std::vector<CurvePoint> handles = endsOf(wanted);
    for (const int cell : {10, 70, 105, 140})
        handles.insert(handles.end() - 1, {double(cell) / kCells, wanted[std::size_t(cell)]});
    return refined(std::move(handles), wanted, kFitError, kFitHandles);
}

std::vector<CurvePoint> withHandleMoved(std::vector<CurvePoint> handles, std::size_t index, CurvePoint to)
{
    if (index == 0 || index >= handles.size() || !std::isfinite(to.x) || !std::isfinite(to.y))
        return handles;
    CurvePoint& handle = handles[index];
    const CurvePoint& before = handles[index - 1];
    if (index + 1 == handles.size()) {
        const double most = std::min(before.y, kMostAtEnd);
        handle.y = to.y < kLeastInside ? 0 : std::min(to.y, most);
        return handles;
    }
    const CurvePoint& after = handles[index + 1];
    const double left = before.x + kRoom, right = after.x - kRoom;
    if (left <= right)
        handle.x = std::clamp(to.x, left, right);
    const double least = std::min(std::max(after.y, kLeastInside), before.y);
    handle.y = std::clamp(to.y, least, before.y);
    return handles;
}

std::vector<CurvePoint> withHandleAt(std::vector<CurvePoint> handles, double x)
{
    if (handles.size() < 2 || handles.size() >= kMostHandles || !(x > 0 && x < 1))
        return handles;
    const double y = alphaBarThrough(handles)(x);
    for (std::size_t i = 1; i < handles.size(); ++i)
        if (x < handles[i].x) {
            if (x - handles[i - 1].x >= kRoom && handles[i].x - x >= kRoom)
                handles.insert(handles.begin() + std::ptrdiff_t(i),
                               {x, std::clamp(y, std::max(handles[i].y, kLeastInside), 1.0)});
            break;
        }
    return handles;
}

std::vector<CurvePoint> withoutHandle(std::vector<CurvePoint> handles, std::size_t index)
{
    if (index > 0 && index + 1 < handles.size())
        handles.erase(handles.begin() + std::ptrdiff_t(index));
    return handles;
}

std::vector<CurvePoint> curveOfStroke(const std::vector<CurvePoint>& stroke, const AlphaBarCurve& under)
{
    std::vector<double> drawn;
    for (int i = 0; i <= kCells; ++i)
        drawn.push_back(under(double(i) / kCells));
    for (std::size_t i = 0; i < stroke.size(); ++i) { // what was drawn last counts
        const CurvePoint& from = stroke[i > 0 ? i - 1 : 0];
        const CurvePoint& to = stroke[i];
        const int low = int(std::floor(std::min(from.x, to.x) * kCells)),
                  high = int(std::ceil(std::max(from.x, to.x) * kCells));
        for (int cell = std::max(low, 0); cell <= std::min(high, kCells); ++cell) {
            const double part = to.x == from.x ? 1 : (double(cell) / kCells - from.x) / (to.x - from.x);
            const double y = from.y + std::clamp(part, 0.0, 1.0) * (to.y - from.y);
            drawn[std::size_t(cell)] = std::clamp(y, 0.0, 1.0);
        }
    }
    std::vector<double> wanted = falling(drawn);
    std::vector<CurvePoint> ends = endsOf(wanted);
    wanted.back() = ends.back().y;
    keepInside(wanted);
    return refined(std::move(ends), wanted, kStrokeError, kStrokeHandles);
}

} // namespace diffuscope
