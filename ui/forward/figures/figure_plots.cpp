// The plots of the Forward mode as figures: with axes, as papers want them.
#include "core/schedule/statistics/pixel_statistics.h"
#include "ui/forward/figures/forward_figures.h"
#include "ui/style/design_font.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numbers>

namespace diffuscope::ui {

namespace {

constexpr double kRatioReach = 50; // dB
constexpr double kWide = 760, kPlotMargin = kFigureMargin, kPlotCaption = 26, kPlotAxis = 40;

QString plotText(const char* text) { return QCoreApplication::translate("ForwardFigures", text); }

// A box with ticks; maps values to places.
struct Axes {
    QRectF box;
    double left, right, bottom, top; // values at the edges

    QPointF at(double x, double y) const
    {
        return {box.left() + (x - left) / (right - left) * box.width(),
                box.bottom() - (y - bottom) / (top - bottom) * box.height()};
    }
    void draw(QPainter& painter, const Palette& palette, const std::vector<double>& xs, const std::vector<double>& ys,
              int decimals) const
    {
        const QFont font = designFont(11);
        painter.setBrush(Qt::NoBrush);
        for (const double y : ys) {
            const QPointF from = at(left, y);
            painter.setPen(QPen(palette.line, 1));
            painter.drawLine(from, at(right, y));
            drawWords(painter, {from.x() - 50, from.y() - 8, 42, 16}, Qt::AlignRight, number(y, decimals), font,
                      palette.text2);
        }
        for (const double x : xs) {
            const QPointF foot = at(x, bottom);
            painter.setPen(QPen(palette.line2, 1));
            painter.drawLine(foot, foot + QPointF(0, 4));
            drawWords(painter, {foot.x() - 30, foot.y() + 6, 60, 16}, Qt::AlignHCenter, number(x, 0), font,
                      palette.text2);
        }
        painter.setPen(QPen(palette.line2, 1));
        painter.drawLine(box.bottomLeft(), box.bottomRight());
    }
};

// 1, 2 or 5 times a power of ten: at most `pieces` of them reach to `last`.
double roundStep(double last, double pieces)
{
    const double raw = last / pieces, power = std::pow(10, std::floor(std::log10(raw)));
    return raw > 5 * power ? 10 * power : raw > 2 * power ? 5 * power : raw > power ? 2 * power : power;
}

std::vector<double> ticksTo(double last, double step)
{
    std::vector<double> ticks;
    for (int k = 0; k * step <= last * (1 + 1e-9); ++k)
        ticks.push_back(k * step);
    return ticks;
}

std::vector<double> roundTicks(int last) { return ticksTo(last, std::max(1.0, roundStep(last, 8))); }

void axisNames(QPainter& painter, const Palette& palette, const QRectF& box, const QString& below)
{
    drawWords(painter, {box.left(), box.bottom() + 22, box.width(), 16}, Qt::AlignHCenter, below, designFont(11),
              palette.text2);
}

Figure plot(const ForwardScene& scene, const ParamValues& values, const QString& title, double height,
            const std::function<void(QPainter&, const Palette&, const QRectF& box)>& draw)
{
    const bool recipe = boolParam(plotFigureParams(), values, "caption");
    Figure figure;
    figure.size = {kWide, height + 2 * kPlotMargin + kPlotAxis + (recipe ? kPlotCaption : 0)};
    figure.title = title;
    figure.recipe = scene.json;
    figure.original = scene.original;
    const QRectF box(kPlotMargin + kPlotAxis, kPlotMargin, kWide - 2 * kPlotMargin - kPlotAxis, height);
    figure.paint = [draw, box, size = figure.size,
                    words = recipe ? recipeWords(scene.recipe) : QString()](QPainter& painter, const Palette& palette) {
        draw(painter, palette, box);
        if (!words.isEmpty())
            drawCaption(painter, palette, size, words);
    };
    return figure;
}

template <typename Value> void curve(QPainter& painter, const Axes& axes, int last, const QPen& pen, Value value)
{
    QPolygonF line;
    const int pieces = std::min(last, 400);
    for (int i = 0; i <= pieces; ++i) {
        const int step = int(std::lround(double(i) * last / std::max(1, pieces)));
        line.append(axes.at(step, value(step)));
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(pen);
    painter.drawPolyline(line);
}

void marker(QPainter& painter, const Palette& palette, const Axes& axes, double x, double y, const QColor& colour,
            const QString& words)
{
    painter.setPen(QPen(palette.canvas, 1.5));
    painter.setBrush(colour);
    const QPointF at = axes.at(x, y);
    painter.drawEllipse(at, 4.5, 4.5);
    const double wide = QFontMetricsF(designFont(12, 600)).horizontalAdvance(words);
    const bool left = at.x() + 12 + wide > axes.box.right();
    drawWords(painter, {left ? at.x() - 10 - wide : at.x() + 10, at.y() - 18, wide + 2, 16}, Qt::AlignLeft, words,
              designFont(12, 600), palette.text1);
}

void paintSchedule(QPainter& painter, const Palette& palette, const QRectF& box, const Schedule& schedule, int step)
{
    const int last = schedule.timesteps();
    const double half = (box.height() - 56) / 2;
    const Axes share{{box.left(), box.top(), box.width(), half}, 0, double(last), 0, 1};
    const Axes ratio{{box.left(), box.bottom() - half, box.width(), half}, 0, double(last), -kRatioReach, kRatioReach};
    share.draw(painter, palette, roundTicks(last), {0, 0.25, 0.5, 0.75, 1}, 2);
    ratio.draw(painter, palette, roundTicks(last), {-40, -20, 0, 20, 40}, 0);
    const auto alphaBar = [&](int at) { return schedule.alphaBar(at - 1); };
    const auto logSnr = [&](int at) {
        return at == 0 ? kRatioReach : std::clamp(schedule.snrDecibel(at - 1), -kRatioReach, kRatioReach);
    };
    curve(painter, share, last, QPen(palette.signal.graphic, 2.25), alphaBar);
    curve(painter, ratio, last, QPen(palette.text1, 1.75), logSnr);
    for (const Axes& axes : {share, ratio}) {
        painter.setPen(QPen(palette.text1, 1, Qt::DashLine));
        painter.drawLine(axes.at(step, axes.bottom), axes.at(step, axes.top));
    }
    marker(painter, palette, share, step, alphaBar(step), palette.signal.graphic, smallNumber(alphaBar(step), 3));
    marker(painter, palette, ratio, step, logSnr(step), palette.text1,
           step == 0 ? QStringLiteral("∞") : signedNumber(schedule.snrDecibel(step - 1), 2));
    drawFormula(painter, share.box.topRight() + QPointF(-26, 16), "\\bar{\\alpha}_t", 16, palette.signal.text, palette);
    drawWords(painter, {ratio.box.right() - 200, ratio.box.top(), 196, 16}, Qt::AlignRight, plotText("log SNR, dB"),
              designFont(12), palette.text1);
    axisNames(painter, palette, box, plotText("step t"));
}

void paintHistogram(QPainter& painter, const Palette& palette, const QRectF& box, const Image& state, int step)
{
    constexpr int kBins = ValueHistogram::kBins;
    constexpr double kReach = ValueHistogram::kReach, kBin = ValueHistogram::kBinWidth;
    auto density = histogramOf(state).shares;
    for (double& bin : density)
        bin /= kBin;
    const double peak = std::max(0.5, *std::max_element(density.begin(), density.end())) * 1.05;
    const Axes axes{box, -kReach, kReach, 0, peak};
    const double apart = roundStep(peak, 4);
    axes.draw(painter, palette, {-4, -3, -2, -1, 0, 1, 2, 3, 4}, ticksTo(peak, apart), apart < 1 ? 1 : 0);
    QColor bars = palette.state.graphic;
    bars.setAlphaF(0.82f);
    for (int bin = 0; bin < kBins; ++bin)
        if (density[std::size_t(bin)] > 0)
            painter.fillRect(QRectF(axes.at(-kReach + bin * kBin, density[std::size_t(bin)]),
                                    axes.at(-kReach + (bin + 1) * kBin, 0) - QPointF(1, 0)),
                             bars);
    QPainterPath bell;
    for (int i = 0; i <= 200; ++i) {
        const double x = -kReach + 2 * kReach * i / 200;
        const QPointF place = axes.at(x, std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi));
        i ? bell.lineTo(place) : bell.moveTo(place);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette.noise.graphic, 2));
    painter.drawPath(bell);
    drawWords(painter, {box.right() - 200, box.top(), 196, 16}, Qt::AlignRight, QStringLiteral("N(0, 1)"),
              designFont(12), palette.noise.text);
    const QString which = plotText("at step %1").arg(step);
    const double wide = QFontMetricsF(designFont(12)).horizontalAdvance(which);
    drawWords(painter, {box.right() - 200, box.top() + 20, 196, 16}, Qt::AlignRight, which, designFont(12),
              palette.state.text);
    drawFormula(painter, {box.right() - 10 - wide - formulaWidth("x_t", 15), box.top() + 32}, "x_t", 15,
                palette.state.text, palette);
    drawWords(painter, {box.left(), box.top(), 200, 16}, Qt::AlignLeft, plotText("density"), designFont(11),
              palette.text2);
    axisNames(painter, palette, box, plotText("pixel value"));
}

void paintJourney(QPainter& painter, const Palette& palette, const QRectF& box, const JourneyPlot& plot, int step)
{
    constexpr double kLegend = 200;
    painter.save();
    painter.translate(kPlotMargin, box.top());
    JourneyPlot here = plot;
    here.left = kLegend;
    here.width = kWide - 2 * kPlotMargin - kLegend;
    here.height = box.height();
    here.figure = true;
    here.drawBands(painter, palette);
    here.drawGrid(painter, palette);
    for (std::size_t k = 0; k < here.chains.size(); ++k)
        here.drawChain(painter, palette, k);
    here.drawLines(painter, palette);
    here.drawPlayhead(painter, palette, step);
    drawWords(painter, {0, 8, kLegend, 18}, Qt::AlignLeft, plotText("One pixel’s journey"), designFont(13, 600),
              palette.text1);
    drawWords(painter, {0, 28, kLegend, 16}, Qt::AlignLeft, plot.placeWords(), designFont(11), palette.text3);
    here.drawLegend(painter, palette, {0, 54});
    const double first = here.xOf(0), last = here.xOf(plot.schedule.timesteps());
    for (const double tick : roundTicks(plot.schedule.timesteps()))
        drawWords(painter, {here.xOf(tick) - 30, here.height + 2, 60, 16}, Qt::AlignHCenter, number(tick, 0),
                  designFont(11), palette.text2);
    axisNames(painter, palette, {first, 0, last - first, here.height}, plotText("step t"));
    painter.restore();
}

} // namespace

Figure journeyFigure(const ForwardScene& scene, const ParamValues& values)
{
    return plot(scene, values, plotText("One pixel’s journey"), 260,
                [plot = std::make_shared<const JourneyPlot>(scene.journey),
                 step = scene.mix.step](QPainter& painter, const Palette& palette, const QRectF& box) {
                    paintJourney(painter, palette, box, *plot, step);
                });
}

Figure scheduleFigure(const ForwardScene& scene, const ParamValues& values)
{
    return plot(scene, values, plotText("The noise schedule"), 360,
                [schedule = scene.schedule, step = scene.mix.step](QPainter& painter, const Palette& palette,
                                                                   const QRectF& box) {
                    paintSchedule(painter, palette, box, schedule, step);
                });
}

Figure histogramFigure(const ForwardScene& scene, const ParamValues& values)
{
    return plot(scene, values, plotText("Pixel values at step %1").arg(scene.mix.step), 260,
                [state = std::make_shared<const Image>(scene.mix.state),
                 step = scene.mix.step](QPainter& painter, const Palette& palette, const QRectF& box) {
                    paintHistogram(painter, palette, box, *state, step);
                });
}

} // namespace diffuscope::ui
