#include "core/schedule/alpha_bar_curve.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <sstream>
#include <utility>

namespace diffuscope {
namespace {

constexpr double kLeastBeta = 1e-8, kMostBeta = 0.999;
constexpr std::size_t kMostPoints = 64;

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

[[noreturn]] void refuse(const std::string& what, const std::string& advice)
{
    throw Error("The curve of the noise schedule cannot be used", what, advice);
}

CurvePoint pointOf(const std::string& word)
{
    const auto colon = word.find(':');
    char *xEnd = nullptr, *yEnd = nullptr;
    if (colon != std::string::npos) {
        const std::string x = word.substr(0, colon), y = word.substr(colon + 1);
        const CurvePoint point{std::strtod(x.c_str(), &xEnd), std::strtod(y.c_str(), &yEnd)};
        if (!x.empty() && !y.empty() && *xEnd == 0 && *yEnd == 0 && std::isfinite(point.x) && std::isfinite(point.y))
            return point;
    }
    refuse(word.substr(0, 40), "Write points as x:y, such as 0:1 0.5:0.4 1:0.");
}

void require(const std::vector<CurvePoint>& points)
{
    if (points.size() < 2 || points.size() > kMostPoints)
        refuse(std::to_string(points.size()) + " points", "Give 2 to " + std::to_string(kMostPoints) + ".");
    if (points.front().x != 0 || points.front().y != 1 || points.back().x != 1 || points.back().y < 0)
        refuse(curveText({points.front(), points.back()}), "It must begin at 0:1 and end at x = 1, y from 0.");
    for (std::size_t i = 1; i < points.size(); ++i)
        if (points[i].x <= points[i - 1].x || points[i].y > points[i - 1].y)
            refuse(curveText({points[i - 1], points[i]}), "From point to point x must rise and y must not.");
    if (points.back().y == 1)
        refuse(curveText({points.back()}), "Some noise must be added; end below 1.");
}

// Slopes of a cubic through the points that never overshoots (Fritsch & Carlson 1980, with harmonic means inside).
std::vector<double> monotoneSlopes(const std::vector<CurvePoint>& points)
{
    const std::size_t last = points.size() - 1;
    std::vector<double> secants, slopes(points.size());
    for (std::size_t i = 0; i < last; ++i)
        secants.push_back((points[i + 1].y - points[i].y) / (points[i + 1].x - points[i].x));
    slopes.front() = secants.front();
    slopes.back() = secants.back();
    for (std::size_t i = 1; i < last; ++i) {
        const double before = secants[i - 1], after = secants[i];
        slopes[i] = before * after > 0 ? 2 * before * after / (before + after) : 0;
    }
    return slopes;
}

} // namespace

std::vector<double> betasOfCurve(const AlphaBarCurve& curve, int timesteps)
{
    std::vector<double> betas;
    double before = curve(0);
    for (int t = 0; t < timesteps; ++t) {
        const double after = curve(double(t + 1) / timesteps);
        betas.push_back(before > 0 ? std::clamp(1 - after / before, kLeastBeta, kMostBeta) : kMostBeta);
        before = after;
    }
    return betas;
}

double cosineAlphaBar(double x)
{
    const double root = std::cos((x + 0.008) / 1.008 * std::numbers::pi / 2);
    return root * root;
}

AlphaBarCurve sigmoidAlphaBar(double start, double end, double tau)
{
    const double first = sigmoid(start / tau), last = sigmoid(end / tau);
    return [=](double x) { return (last - sigmoid((x * (end - start) + start) / tau)) / (last - first); };
}

AlphaBarCurve laplaceAlphaBar(double location, double scale)
{
    return [=](double x) {
        const double side = x < 0.5 ? 1 : -1;
        return sigmoid(location - scale * side * std::log(std::max(0.0, 1 - 2 * std::abs(x - 0.5))));
    };
}

std::vector<CurvePoint> curvePoints(const std::string& text)
{
    std::string spaced = text;
    std::replace_if(
        spaced.begin(), spaced.end(), [](char c) { return c == ',' || c == ';'; }, ' ');
    std::istringstream words(spaced);
    std::vector<CurvePoint> points;
    for (std::string word; words >> word && points.size() <= kMostPoints;)
        points.push_back(pointOf(word));
    require(points);
    return points;
}

std::string curveText(const std::vector<CurvePoint>& points)
{
    std::ostringstream text;
    for (const CurvePoint& point : points)
        text << (text.tellp() > 0 ? " " : "") << point.x << ":" << point.y;
    return text.str();
}

AlphaBarCurve alphaBarThrough(std::vector<CurvePoint> points)
{
    require(points);
    const std::vector<double> slopes = monotoneSlopes(points);
    return [points = std::move(points), slopes](double x) {
        std::size_t i = 0;
        while (i + 2 < points.size() && x > points[i + 1].x)
            ++i;
        const CurvePoint &from = points[i], &to = points[i + 1];
        const double width = to.x - from.x, u = std::clamp((x - from.x) / width, 0.0, 1.0), v = 1 - u;
        return v * v * (1 + 2 * u) * from.y + u * u * (1 + 2 * v) * to.y + width * u * v * v * slopes[i] -
               width * u * u * v * slopes[i + 1];
    };
}

std::vector<double> withZeroTerminalSnr(std::vector<double> betas)
{
    std::vector<double> roots;
    double product = 1;
    for (const double beta : betas)
        roots.push_back(std::sqrt(product *= 1 - beta));
    const double first = roots.front(), last = roots.back();
    double before = 1;
    for (std::size_t t = 0; t < betas.size(); ++t) {
        const double root = (roots[t] - last) * first / (first - last), alphaBar = root * root;
        betas[t] = 1 - alphaBar / before;
        before = alphaBar;
    }
    return betas;
}

} // namespace diffuscope
