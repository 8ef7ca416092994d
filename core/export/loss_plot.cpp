#include "core/export/loss_plot.h"

#include "core/base/smoothing.h"
#include "core/interop/cv_image.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace diffuscope {
namespace {

constexpr int kPlotWidth = 960, kPlotHeight = 480, kLeft = 84, kRight = 24, kTop = 24, kBottom = 56;
constexpr int kPlotLetters = cv::FONT_HERSHEY_SIMPLEX;
const cv::Scalar kPaper(255, 255, 255), kInk(46, 32, 26), kPale(222, 205, 196), kGridLine(235, 235, 235),
    kDots(32, 112, 200);

class PlotScale {
public:
    PlotScale(double last, double least, double most) : last_(last), low_(std::log10(least)), high_(std::log10(most))
    {
        if (high_ - low_ < 0.1)
            low_ -= 0.05, high_ += 0.05;
    }
    cv::Point at(double x, double y) const
    {
        const double right = x / std::max(1.0, last_), up = (std::log10(y) - low_) / (high_ - low_);
        return {int(std::lround(kLeft + right * (kPlotWidth - kLeft - kRight))),
                int(std::lround(kPlotHeight - kBottom - up * (kPlotHeight - kTop - kBottom)))};
    }
    double last() const { return last_; }
    // 1, 2 and 5 of each power of ten within the plot.
    std::vector<double> levels() const
    {
        std::vector<double> all;
        for (int power = int(std::floor(low_)); power <= int(std::ceil(high_)); ++power)
            for (const double digit : {1.0, 2.0, 5.0})
                if (const double level = digit * std::pow(10, power);
                    std::log10(level) >= low_ && std::log10(level) <= high_)
                    all.push_back(level);
        return all;
    }

private:
    double last_, low_, high_;
};

std::string shortNumber(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

void write(cv::Mat& plot, const std::string& words, cv::Point right)
{
    const int width = cv::getTextSize(words, kPlotLetters, 0.45, 1, nullptr).width;
    cv::putText(plot, words, {right.x - width, right.y}, kPlotLetters, 0.45, kInk, 1, cv::LINE_AA);
}

void drawAxes(cv::Mat& plot, const PlotScale& scale)
{
    constexpr int kParts = 5;
    for (const double level : scale.levels()) {
        const cv::Point at = scale.at(0, level);
        cv::line(plot, at, {kPlotWidth - kRight, at.y}, kGridLine, 1);
        write(plot, shortNumber(level), {kLeft - 8, at.y + 5});
    }
    for (int part = 0; part <= kParts; ++part) {
        const double step = std::round(scale.last() * part / kParts);
        const int x = kLeft + (kPlotWidth - kLeft - kRight) * part / kParts;
        write(plot, shortNumber(step), {x + 12, kPlotHeight - kBottom + 22});
    }
    cv::putText(plot, "loss", {8, kTop + 6}, kPlotLetters, 0.45, kInk, 1, cv::LINE_AA);
    write(plot, "steps", {kPlotWidth - kRight, kPlotHeight - 10});
    cv::line(plot, {kLeft, kPlotHeight - kBottom}, {kPlotWidth - kRight, kPlotHeight - kBottom}, kInk, 1);
}

void drawLine(cv::Mat& plot, const PlotScale& scale, const std::vector<PlotPoint>& points, const cv::Scalar& colour,
              int width)
{
    std::vector<cv::Point> line;
    for (const PlotPoint& point : points)
        line.push_back(scale.at(point.x, point.y));
    cv::polylines(plot, line, false, colour, width, cv::LINE_AA);
}

std::vector<PlotPoint> drawable(std::vector<PlotPoint> points)
{
    std::erase_if(points, [](const PlotPoint& p) { return !(p.y > 0) || !std::isfinite(p.y) || !(p.x >= 0); });
    return points;
}

} // namespace

Image lossPlot(const std::vector<PlotPoint>& steps, const std::vector<PlotPoint>& heldOut)
{
    const std::vector<PlotPoint> each = drawable(steps), dots = drawable(heldOut);
    if (each.empty())
        return {};
    std::vector<PlotPoint> average;
    double least = each.front().y, most = least;
    for (std::size_t k = 0; k < each.size(); ++k) {
        const double before = average.empty() ? each[k].y : average.back().y;
        average.push_back({each[k].x, before + smoothingWeight(std::int64_t(k) + 1) * (each[k].y - before)});
        least = std::min(least, each[k].y);
        most = std::max(most, each[k].y);
    }
    double last = each.back().x;
    for (const PlotPoint& dot : dots) {
        least = std::min(least, dot.y);
        most = std::max(most, dot.y);
        last = std::max(last, dot.x);
    }
    const PlotScale scale(last, least, most);
    cv::Mat plot(kPlotHeight, kPlotWidth, CV_8UC3, kPaper);
    drawAxes(plot, scale);
    drawLine(plot, scale, each, kPale, 1);
    drawLine(plot, scale, average, kInk, 2);
    for (const PlotPoint& dot : dots)
        cv::circle(plot, scale.at(dot.x, dot.y), 4, kDots, cv::FILLED, cv::LINE_AA);
    return imageOf(plot);
}

} // namespace diffuscope
