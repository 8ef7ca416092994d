#include "ui/timeline/timeline_layers.h"

#include "ui/style/paint_kit.h"
#include "ui/widgets/image/picture_paint.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr double kNamesAt = 0.985; // of the way: where the names of the curves end

QPainterPath curveOf(const Schedule& schedule, const TimelineGeometry& g, double (*level)(const Schedule&, int))
{
    QPainterPath path;
    const int pieces = std::min(g.steps, 400);
    for (int i = 0; i <= pieces; ++i) {
        const int step = int(std::lround(double(g.steps) * i / pieces));
        const QPointF point(g.xOf(step), curveHeight(g, level(schedule, step)));
        i ? path.lineTo(point) : path.moveTo(point);
    }
    return path;
}

QColor faded(QColor colour, float alpha)
{
    colour.setAlphaF(alpha);
    return colour;
}

} // namespace

double noiseLevel(const Schedule& schedule, int step)
{
    return step <= 0 ? 0 : schedule.noiseScale(std::min(step, schedule.timesteps()) - 1);
}

std::optional<int> halfwayStep(const Schedule& schedule)
{
    for (int step = 1; step <= schedule.timesteps(); ++step)
        if (schedule.alphaBar(step - 1) < 0.5)
            return step;
    return std::nullopt;
}

double signalLevel(const Schedule& schedule, int step)
{
    return step <= 0 ? 1 : schedule.signalScale(std::min(step, schedule.timesteps()) - 1);
}

double curveHeight(const TimelineGeometry& geometry, double level)
{
    return geometry.curveBottom() - level * (geometry.curveBottom() - geometry.curveTop());
}

double curveNamesLeft(const TimelineGeometry& geometry)
{
    const QFontMetricsF metrics(textFont(11));
    return geometry.xOf(geometry.steps * kNamesAt) - std::max(metrics.horizontalAdvance(QObject::tr("noise level")),
                                                              metrics.horizontalAdvance(QObject::tr("signal")));
}

void TimelineLayers::invalidate()
{
    invalidateStrip();
    invalidateCurve();
}

void TimelineLayers::prepare(const TimelineModel& model, const TimelineGeometry& geometry, const Palette& palette,
                             double dpr)
{
    if (width_ != geometry.width || steps_ != geometry.steps || compact_ != geometry.compact || dark_ != palette.dark ||
        dpr_ != dpr)
        invalidate();
    width_ = geometry.width, steps_ = geometry.steps, compact_ = geometry.compact, dark_ = palette.dark, dpr_ = dpr;
    if (strip_.isNull())
        renderStrip(model, geometry, palette);
    if (curve_.isNull())
        renderCurve(model, geometry, palette);
}

QPixmap TimelineLayers::blank(const TimelineGeometry& geometry) const
{
    QPixmap pixmap(QSizeF(geometry.width * dpr_, geometry.height() * dpr_).toSize().expandedTo({1, 1}));
    pixmap.setDevicePixelRatio(dpr_);
    pixmap.fill(Qt::transparent);
    return pixmap;
}

void TimelineLayers::renderStrip(const TimelineModel& model, const TimelineGeometry& g, const Palette& p)
{
    strip_ = blank(g);
    QPainter painter(&strip_);
    const double top = g.stripTop(), height = g.stripBottom() - top;
    const auto edge = [&](int cell) { return std::round(cell * g.cellWidth() * dpr_) / dpr_; };
    for (int cell = 0; cell < g.cellCount(); ++cell) {
        const QRectF place(edge(cell), top, edge(cell + 1) - edge(cell), height);
        const QImage picture = model.thumbnail(g.stepOfCell(cell));
        if (picture.isNull()) {
            drawDashedCell(painter, place.adjusted(2, 2, -2, -2), p, Concept::State);
            continue;
        }
        // square pictures are cropped to the cell's shape rather than stretched
        const double shape = place.width() / place.height();
        QRect crop = picture.rect();
        if (shape < 1)
            crop = QRect(int((1 - shape) / 2 * picture.width()), 0, std::max(1, int(shape * picture.width())),
                         picture.height());
        else
            crop = QRect(0, int((1 - 1 / shape) / 2 * picture.height()), picture.width(),
                         std::max(1, int(picture.height() / shape)));
        painter.drawImage(place, thumbnailOf(picture.copy(crop), (place.size() * dpr_).toSize()));
    }
    for (int cell = 1; cell < g.cellCount(); ++cell)
        painter.fillRect(hairline(painter, QRectF(edge(cell) - 0.5, top, 1, height)), faded(p.surface, 0.9f));
    drawBox(painter, QRectF(0, top, g.width, height), 0, QColor(), p.line2);
}

void TimelineLayers::renderCurve(const TimelineModel& model, const TimelineGeometry& g, const Palette& p)
{
    const QPainterPath noise = curveOf(model.schedule(), g, noiseLevel);
    QPainterPath area = noise;
    area.lineTo(g.xOf(g.steps), g.curveBottom());
    area.lineTo(g.xOf(0), g.curveBottom());
    area.closeSubpath();
    curve_ = blank(g);
    {
        QPainter painter(&curve_);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.fillPath(area, faded(p.noise.graphic, 0.12f));
        painter.setPen(QPen(faded(p.noise.graphic, 0.55f), 1.5));
        painter.drawPath(noise);
    }
    marks_ = blank(g);
    {
        QPainter painter(&marks_);
        painter.setRenderHint(QPainter::Antialiasing);
        QPen dots(faded(p.signal.graphic, 0.95f), 1.25);
        dots.setDashPattern({1.6, 2.4}); // 2 and 3 px
        dots.setCapStyle(Qt::FlatCap);
        painter.setPen(dots);
        painter.drawPath(curveOf(model.schedule(), g, signalLevel));
        drawAxis(painter, model, g, p);
    }
    played_ = blank(g);
    QPainter painter(&played_);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(area, faded(p.noise.graphic, p.dark ? 0.34f : 0.30f));
    painter.setPen(QPen(p.noise.graphic, 2));
    painter.drawPath(noise);
}

void TimelineLayers::drawAxis(QPainter& painter, const TimelineModel& model, const TimelineGeometry& g,
                              const Palette& p) const
{
    const auto pixel = [&](double x) { return std::floor(x * dpr_) / dpr_; };
    const double base = g.curveBottom();
    painter.fillRect(hairline(painter, QRectF(g.xOf(0), base, g.xOf(g.steps) - g.xOf(0), 1)), p.line2);
    for (int step = 0; step <= g.steps; step += g.minorTick()) {
        const bool major = step % g.majorTick() == 0;
        painter.fillRect(QRectF(pixel(g.xOf(step)), base + 1, 1, major ? 6 : 3), major ? p.text3 : p.line2);
    }
    for (int i = 0; i < int(model.stops().size()); ++i) {
        const QColor colour = i < model.availableStops() ? p.prediction.graphic : faded(p.prediction.graphic, 0.4f);
        painter.fillRect(QRectF(pixel(g.xOf(model.stops()[std::size_t(i)])), base - 3, 1, 7), colour);
    }
    painter.setPen(QPen(p.text1, 1.5));
    painter.setBrush(p.surface);
    for (const int step : model.changes())
        painter.drawEllipse(QPointF(g.xOf(step), base), 3.5, 3.5);
    painter.setPen(Qt::NoPen);
    if (model.rangeLow() > 0 || model.rangeHigh() < g.steps)
        painter.fillRect(
            QRectF(QPointF(g.xOf(model.rangeLow()), base - 0.5), QPointF(g.xOf(model.rangeHigh()), base + 1.5)),
            p.text1);
    if (g.compact)
        return;
    painter.setFont(textFont(11));
    const double right = g.xOf(g.steps * kNamesAt);
    painter.setPen(p.noise.text);
    painter.drawText(QRectF(right - 120, g.curveTop() + 2, 120, 16), Qt::AlignRight | Qt::AlignVCenter,
                     QObject::tr("noise level"));
    painter.setPen(p.signal.text);
    painter.drawText(QRectF(right - 120, base - 21, 120, 16), Qt::AlignRight | Qt::AlignVCenter, QObject::tr("signal"));
}

} // namespace diffuscope::ui
