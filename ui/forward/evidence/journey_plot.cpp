#include "ui/forward/evidence/journey_plot.h"

#include "core/base/random.h"
#include "ui/style/design_font.h"
#include "ui/timeline/timeline_geometry.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/math/math_layout.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr std::size_t kMarked = 5;
constexpr double kJourneyReach = 3; // values -3 .. 3
constexpr int kTop = 24, kBottom = 14;
constexpr double kFormulaEnd = 102; // from the legend's corner; then the number

QString journeyText(const char* text) { return QCoreApplication::translate("PixelJourney", text); }

// Visits about one step per logical pixel, always the first and the last.
template <typename Visit> void alongSteps(int steps, int pixels, Visit visit)
{
    const int pieces = std::clamp(pixels, 1, steps);
    for (int i = 0; i <= pieces; ++i)
        visit(int(std::lround(double(i) * steps / pieces)));
}

} // namespace

QFont JourneyPlot::font(int pixelSize, int weight) const
{
    return figure ? designFont(pixelSize, weight) : textFont(pixelSize, weight);
}

// Scalar chains; the streams are the seed's, so they stay when the pixel is probed again.
void JourneyPlot::computeChains()
{
    chains.assign(kChains, {});
    for (int k = 0; k < kChains; ++k) {
        Random random(seed, "pixel", std::uint64_t(k));
        auto& chain = chains[std::size_t(k)];
        chain.reserve(std::size_t(schedule.timesteps()) + 1);
        float value = float(pixel.data);
        chain.push_back(value);
        for (int t = 0; t < schedule.timesteps(); ++t) {
            value = float(std::sqrt(schedule.alpha(t))) * value + float(std::sqrt(schedule.beta(t))) * random.normal();
            chain.push_back(value);
        }
    }
}

double JourneyPlot::meanAt(int step) const { return schedule.signalScale(step - 1) * pixel.data; }
double JourneyPlot::sigmaAt(int step) const { return schedule.noiseScale(step - 1); }
double JourneyPlot::jumpAt(int step) const { return meanAt(step) + sigmaAt(step) * pixel.noise; }

double JourneyPlot::valueAt(int step) const
{
    return walk && std::size_t(step) < walked.size() ? double(walked[std::size_t(step)]) : jumpAt(step);
}

QString JourneyPlot::channelWord() const
{
    static const char* const kNames[] = {"red", "green", "blue"};
    return journeyText(pixel.channels < 3 ? "grey" : kNames[std::clamp(pixel.channel, 0, 2)]);
}

QString JourneyPlot::placeWords() const
{
    return journeyText("column %1, row %2, %3").arg(pixel.place.x()).arg(pixel.place.y()).arg(channelWord());
}

double JourneyPlot::xOf(double step) const { return left + TimelineGeometry{width, schedule.timesteps()}.xOf(step); }

double JourneyPlot::yOf(double value) const
{
    return kTop + (height - kTop - kBottom) *
                      (kJourneyReach - std::clamp(value, -kJourneyReach - 0.1, kJourneyReach + 0.1)) /
                      (2 * kJourneyReach);
}

void JourneyPlot::drawBands(QPainter& painter, const Palette& palette) const
{
    for (const auto& [sigmas, opacity] : {std::pair{2.0, 0.09f}, std::pair{1.0, 0.13f}}) {
        QPolygonF upper, lower;
        alongSteps(schedule.timesteps(), int(width) / 4, [&, s = sigmas](int step) {
            upper.append({xOf(step), yOf(meanAt(step) + s * sigmaAt(step))});
            lower.prepend({xOf(step), yOf(meanAt(step) - s * sigmaAt(step))});
        });
        QColor fill = palette.noise.graphic;
        fill.setAlphaF(palette.dark ? opacity * 1.5f : opacity);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawPolygon(upper + lower);
    }
}

void JourneyPlot::drawGrid(QPainter& painter, const Palette& palette) const
{
    const double first = xOf(0), last = xOf(schedule.timesteps());
    painter.setFont(font(11));
    for (int value = -2; value <= 2; ++value) {
        const double y = std::round(yOf(value)) + 0.5;
        painter.setPen(QPen(palette.line, 1, value ? Qt::DotLine : Qt::SolidLine));
        painter.drawLine(QPointF(first, y), QPointF(last, y));
        painter.setPen(palette.text3);
        painter.drawText(QRectF(first - 40, y - 8, 32, 16), Qt::AlignRight | Qt::AlignVCenter, number(value, 0));
    }
    painter.drawText(QRectF(last - 120, 4, 120, 16), Qt::AlignRight | Qt::AlignVCenter, journeyText("pixel value"));
}

void JourneyPlot::drawValues(QPainter& painter, const std::vector<float>& values, const QColor& colour,
                             double pen) const
{
    const int last = int(values.size()) - 1;
    if (last < 1)
        return;
    QPolygonF line;
    alongSteps(last, int(width) * last / schedule.timesteps(), [&](int step) {
        line.append({xOf(step), yOf(double(values[std::size_t(step)]))});
    });
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, pen));
    painter.drawPolyline(line);
}

void JourneyPlot::drawChain(QPainter& painter, const Palette& palette, std::size_t index) const
{
    const bool marked = index == kMarked && !ownWalk();
    QColor colour = palette.state.graphic;
    colour.setAlphaF(marked ? 0.6f : 0.13f);
    drawValues(painter, chains.at(index), colour, marked ? 1.15 : 0.8);
}

void JourneyPlot::drawLines(QPainter& painter, const Palette& palette) const
{
    if (ownWalk()) {
        QColor colour = palette.state.graphic;
        colour.setAlphaF(0.9f);
        drawValues(painter, walked, colour, 1.4);
    }
    QPolygonF mean, jump;
    alongSteps(schedule.timesteps(), int(width) / 2, [&](int step) {
        mean.append({xOf(step), yOf(meanAt(step))});
        jump.append({xOf(step), yOf(jumpAt(step))});
    });
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette.signal.graphic, 2.25));
    painter.drawPolyline(mean);
    QPen dashes(palette.state.graphic, walk ? 1.25 : 1.75);
    dashes.setDashPattern({5, 3});
    dashes.setCapStyle(Qt::FlatCap);
    painter.setPen(dashes);
    painter.drawPolyline(jump);
}

void JourneyPlot::drawPlayhead(QPainter& painter, const Palette& palette, int step) const
{
    const double x = xOf(step), value = valueAt(step);
    painter.setPen(QPen(palette.text1, 1.5));
    painter.drawLine(QPointF(x, 0), QPointF(x, height));
    const auto dot = [&](double atX, double atY, const QColor& colour, double radius) {
        painter.setPen(QPen(palette.surface, 1.5));
        painter.setBrush(colour);
        painter.drawEllipse(QPointF(atX, atY), radius, radius);
    };
    dot(xOf(0), yOf(pixel.data), palette.signal.graphic, 4);
    dot(x, yOf(meanAt(step)), palette.signal.graphic, 4);
    dot(x, yOf(value), palette.state.graphic, 5);
    const QFont bold = font(12, 600);
    const QString text = number(value, 3);
    const double wide = NumberLabel::width(text, bold);
    const bool atLeft = x + 14 + wide > xOf(schedule.timesteps()) + 10;
    const QPointF at(atLeft ? x - 10 - wide : x + 10, std::max(18.0, yOf(value) - 7));
    painter.setPen(palette.text1);
    if (!figure) {
        NumberLabel::draw(painter, at, text, bold);
        return;
    }
    painter.setFont(bold);
    painter.drawText(at, text);
}

void JourneyPlot::drawLegend(QPainter& painter, const Palette& palette, const QPointF& corner) const
{
    painter.setFont(font(12));
    for (int row = 0; row < 4; ++row) {
        const double x = corner.x(), middle = corner.y() + kLegendRow * row + 8;
        painter.setPen(QPen(row == 0 ? palette.signal.graphic : palette.state.graphic,
                            row == 0   ? 2.25
                            : row == 2 ? 1.75
                                       : 1,
                            row == 2 ? Qt::DashLine : Qt::SolidLine));
        painter.setBrush(Qt::NoBrush);
        if (row == 1)
            painter.fillRect(QRectF(x, middle - 5, 18, 10), palette.noise.wash);
        else if (row < 3)
            painter.drawLine(QPointF(x, middle), QPointF(x + 18, middle));
        else
            painter.drawPolyline(QPolygonF{{x, middle},
                                           {x + 3.0, middle - 3},
                                           {x + 6.0, middle + 1},
                                           {x + 9.0, middle - 5},
                                           {x + 12.0, middle},
                                           {x + 15.0, middle - 3},
                                           {x + 18.0, middle + 1}});
        painter.setPen(palette.text2);
        const QPointF at(x + 26, middle + 4.5);
        if (row == 1 || row == 3) {
            painter.setFont(font(12));
            painter.drawText(at, row == 1 ? QStringLiteral("± 1σ, ± 2σ")
                                 : walk   ? journeyText("this walk")
                                          : journeyText("walk, 14 chains"));
            continue;
        }
        painter.setFont(font(12));
        const QString markup = row == 0 ? QStringLiteral("\\sqrt{\\bar{\\alpha}_t} x_0") : QStringLiteral("\\epsilon");
        const auto formula = figure ? layOutMathExactly(markup, 14) : layOutMath(markup, 14);
        const auto after = [&](const QString& words) {
            return at.x() + painter.fontMetrics().horizontalAdvance(words) + 5;
        };
        const auto fits = [&](const QString& words) { return after(words) + formula->width <= x + kFormulaEnd; };
        QString words = row == 0 ? journeyText("mean") : journeyText("jump, this");
        if (row == 2 && !fits(words)) // which noise it is matters more
            words = journeyText("jump");
        painter.drawText(at, words);
        if (fits(words)) // larger type has no room for it before the number
            drawMath(painter, *formula, {after(words), at.y()}, palette.text2, palette);
    }
}

} // namespace diffuscope::ui
