#include "ui/timeline/timeline_track.h"

#include "ui/timeline/noise_curve.h"
#include "ui/timeline/timeline_accessible.h"

#include "ui/style/paint_kit.h"
#include "ui/style/svg_path.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/image/picture_paint.h"
#include "ui/widgets/terms/explain.h"

#include <QAccessible>
#include <QApplication>
#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr double kLoupe = 60;
constexpr double kAround = 116;     // beyond it nothing follows the playhead
constexpr double kHalfwayNear = 70; // a label beside the ring gives way to a playhead this near
constexpr int kWheelNotch = 120;
} // namespace

TimelineTrack::TimelineTrack(QWidget* parent) : QWidget(parent), curve_(new NoiseCurve(this))
{
    installTimelineAccessible(); // before anything asks for the interface, which is kept from then on
    setFocusPolicy(Qt::StrongFocus);
    setObjectName(QStringLiteral("timelineTrack"));
    setAccessibleName(tr("Timestep"));
    setCursor(Qt::PointingHandCursor);
    setMouseTracking(true);
    explainParts(this, [this](const QPoint& at) -> std::optional<Explained> {
        const QRect ring = model_ ? halfwayPlace() : QRect();
        return ring.contains(at) ? std::optional(Explained{"halfway", {}, ring}) : std::nullopt;
    });
}

QRect TimelineTrack::halfwayPlace() const
{
    const TimelineGeometry g = geometryNow();
    const std::optional<int> half = halfwayStep(model_->schedule());
    if (!half)
        return {};
    const QPointF ring(g.xOf(*half), curveHeight(g, noiseLevel(model_->schedule(), *half)));
    return QRectF(ring - QPointF(9, 9), QSizeF(18, 18)).toAlignedRect();
}

void TimelineTrack::setModel(TimelineModel* model)
{
    if (model_)
        disconnect(model_, nullptr, this, nullptr);
    model_ = model;
    curve_->setModel(model);
    layers_.invalidate();
    if (model_) {
        connect(model_, &TimelineModel::stepChanged, this, [this] {
            describe();
            updatePlayhead();
            if (QAccessible::isActive()) {
                QAccessibleValueChangeEvent moved(this, model_->step());
                QAccessible::updateAccessibility(&moved);
            }
        });
        connect(model_, &TimelineModel::changed, this, [this] {
            layers_.invalidateCurve();
            update();
        });
        connect(model_, &TimelineModel::thumbnailsChanged, this, [this] {
            layers_.invalidateStrip();
            update();
        });
        describe();
    }
    update();
}

void TimelineTrack::setCompact(bool compact)
{
    compact_ = compact;
    update();
}

// From where the playhead was painted to where it is, with the loupe above it and the labels that give way.
void TimelineTrack::updatePlayhead()
{
    const double x = geometryNow().xOf(model_->step()), low = std::min(x, shown_) - kAround;
    update(QRectF(low, 0, std::max(x, shown_) + kAround - low, height()).toAlignedRect());
}

TimelineGeometry TimelineTrack::geometryNow() const
{
    return {double(width()), model_ ? model_->totalSteps() : 1000, compact_};
}

void TimelineTrack::describe()
{
    const Schedule& schedule = model_->schedule();
    const int step = model_->step();
    const QString ratio = step > 0 ? tr(", SNR %1 dB").arg(number(schedule.snrDecibel(step - 1), 1)) : QString();
    setAccessibleDescription(tr("%1 of %2").arg(step).arg(model_->totalSteps()) + ratio);
}

void TimelineTrack::paintEvent(QPaintEvent*)
{
    if (!model_)
        return;
    const TimelineGeometry g = geometryNow();
    layers_.prepare(*model_, g, paletteOf(this), devicePixelRatioF());
    QPainter painter(this);
    painter.drawPixmap(0, 0, layers_.strip());
    painter.drawPixmap(0, 0, layers_.curve());
    const double x = shown_ = g.xOf(model_->step());
    const bool backwards = model_->direction() == TimelineModel::Direction::Reverse;
    painter.save();
    painter.setClipRect(backwards ? QRectF(x, 0, width() - x, height()) : QRectF(0, 0, x, height()));
    painter.drawPixmap(0, 0, layers_.played());
    painter.restore();
    painter.drawPixmap(0, 0, layers_.marks());
    painter.setRenderHint(QPainter::Antialiasing);
    drawMarks(painter, g);
    drawHalfway(painter, g, x);
    drawLabels(painter, g, x);
    drawPlayhead(painter, g, x);
    if (showsFocus(this))
        drawBox(painter, QRectF(rect()).adjusted(1, 2, -1, -1), 5, QColor(), paletteOf(this).focus, 2);
}

void TimelineTrack::drawLabels(QPainter& painter, const TimelineGeometry& g, double playhead) const
{
    const Palette& p = paletteOf(this);
    const double y = std::round(g.curveBottom() + (g.compact ? 8 : 10));
    const auto label = [&](double x, const QString& text) {
        painter.drawText(QRectF(x - 40, y - 2, 80, 20), Qt::AlignHCenter | Qt::AlignVCenter, text);
    };
    painter.setFont(textFont(11));
    painter.setPen(p.text3);
    for (int step = g.majorTick(); step < g.steps; step += g.majorTick()) {
        const double x = g.xOf(step);
        if (std::abs(x - playhead) > 30 && g.xOf(g.steps) - x > 36)
            label(x, grouped(step));
    }
    painter.setFont(textFont(11, 600));
    painter.setPen(p.signal.text);
    const QString dataEnd = tr("data"), noiseEnd = tr("noise");
    const double half = QFontMetricsF(painter.font()).horizontalAdvance(noiseEnd) / 2;
    if (std::abs(g.xOf(0) - playhead) > 30)
        label(std::max(g.xOf(0), half), dataEnd);
    painter.setPen(p.noise.text);
    if (std::abs(g.xOf(g.steps) - playhead) > 30)
        label(std::min(g.xOf(g.steps), g.width - half - 4), noiseEnd);
}

// In and out points: upright marks with a flag towards what is played, as wide to the hand as 14 px.
void TimelineTrack::drawMarks(QPainter& painter, const TimelineGeometry& g) const
{
    const Palette& p = paletteOf(this);
    const double top = g.stripBottom() + 3, bottom = g.curveBottom() + 1, flag = 7;
    painter.setPen(Qt::NoPen);
    const auto mark = [&](int step, double sign) {
        const double x = g.xOf(step);
        painter.fillRect(hairline(painter, QRectF(sign > 0 ? x - 2 : x, top, 2, bottom - top)), p.text1);
        QPainterPath path(QPointF(x, top));
        path.lineTo(x + sign * flag, top + flag / 2);
        path.lineTo(x, top + flag);
        painter.fillPath(path, p.text1);
    };
    if (model_->in())
        mark(model_->rangeLow(), 1);
    if (model_->out())
        mark(model_->rangeHigh(), -1);
}

void TimelineTrack::drawHalfway(QPainter& painter, const TimelineGeometry& g, double playhead) const
{
    const Palette& p = paletteOf(this);
    const std::optional<int> half = halfwayStep(model_->schedule());
    if (!half)
        return;
    const QPointF ring(g.xOf(*half), curveHeight(g, noiseLevel(model_->schedule(), *half)));
    painter.setPen(QPen(p.text2, 1.25));
    painter.setBrush(p.surface);
    painter.drawEllipse(ring, 3.5, 3.5);
    painter.setBrush(Qt::NoBrush);
    painter.setFont(textFont(11));
    const QString words = tr("0 dB");
    const double wide = QFontMetricsF(painter.font()).horizontalAdvance(words);
    const bool near = std::abs(ring.x() - playhead) <= kHalfwayNear && playhead > ring.x();
    // The curves' own names are at the right, see TimelineLayers::drawAxis().
    const double names = g.compact ? g.width : curveNamesLeft(g) - 8;
    const bool left = near ? ring.x() > wide + 16 : ring.x() + wide + 16 > names;
    const double x = left ? std::min(ring.x() - 9, names) - wide : ring.x() + 8;
    painter.drawText(QPointF(x, std::round(ring.y() + 14)), words);
}

void TimelineTrack::drawPlayhead(QPainter& painter, const TimelineGeometry& g, double x) const
{
    const Palette& p = paletteOf(this);
    painter.setPen(QPen(p.text1, 1.5));
    painter.drawLine(QPointF(x, 0), QPointF(x, g.curveBottom() + 8));
    painter.setPen(QPen(p.surface, 1.5));
    painter.setBrush(p.noise.graphic);
    painter.drawEllipse(QPointF(x, curveHeight(g, noiseLevel(model_->schedule(), model_->step()))), 4, 4);
    painter.setBrush(Qt::NoBrush);
    if (!g.compact)
        drawLoupe(painter, g, x);
    drawHandle(painter, g, x);
}

void TimelineTrack::drawLoupe(QPainter& painter, const TimelineGeometry& g, double x) const
{
    const Palette& p = paletteOf(this);
    const double dpr = devicePixelRatioF();
    const double left = std::round(std::clamp(x - kLoupe / 2, 2.0, std::max(2.0, g.width - kLoupe - 2)) * dpr) / dpr;
    const QRectF place(left, 6, kLoupe, kLoupe);
    drawBox(painter, place.adjusted(-3, -3, 3, 3), 3, p.surface, QColor());
    drawBox(painter, place.adjusted(-2, -2, 2, 2), 3, p.surface, p.state.graphic, 2);
    const QImage picture = model_->thumbnail(model_->step());
    if (picture.isNull())
        return drawDashedCell(painter, place.adjusted(4, 4, -4, -4), p, Concept::State);
    painter.drawImage(place, thumbnailOf(picture, (place.size() * dpr).toSize()));
}

void TimelineTrack::drawHandle(QPainter& painter, const TimelineGeometry& g, double x) const
{
    static const QPainterPath kDrop = svgPath(u"M0 0c6.5 7.8 16 11.5 16 21.5a16 16 0 0 1-32 0c0-10 9.5-13.7 16-21.5z");
    const Palette& p = paletteOf(this);
    const double scale = g.compact ? 0.76 : 1;
    const double reach = 16 * scale;
    const double centre = std::clamp(x, reach, std::max(reach, g.width - reach));
    painter.save();
    painter.translate(centre, g.curveBottom() + 1);
    painter.scale(scale, scale);
    painter.fillPath(kDrop, p.text1);
    const QString text = QString::number(model_->step());
    const QFont font = textFont(text.size() > 3 ? 10 : 12, 600);
    painter.setPen(p.inverse);
    const QFontMetricsF metrics(font);
    NumberLabel::draw(painter, {-NumberLabel::width(text, font) / 2, 22 + metrics.capHeight() / 2}, text, font);
    painter.restore();
}

void TimelineTrack::contextMenuEvent(QContextMenuEvent* event)
{
    if (model_)
        QApplication::sendEvent(curve_, event);
}

void TimelineTrack::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !model_)
        return;
    grip_ = geometryNow().gripAt(event->position().x(), event->position().y(), model_->in(), model_->out());
    dragging_ = true;
    if (grip_ != TimelineGeometry::Grip::Playhead)
        return;
    model_->pause();
    dragTo(event->position().x());
}

void TimelineTrack::mouseMoveEvent(QMouseEvent* event)
{
    if (!model_)
        return;
    if (dragging_ && (event->buttons() & Qt::LeftButton))
        return dragTo(event->position().x());
    const auto grip = geometryNow().gripAt(event->position().x(), event->position().y(), model_->in(), model_->out());
    setCursor(grip == TimelineGeometry::Grip::Playhead ? Qt::PointingHandCursor : Qt::SizeHorCursor);
}

// A mark stops one step before the other.
void TimelineTrack::dragTo(double x)
{
    const int step = geometryNow().stepAt(x);
    if (grip_ == TimelineGeometry::Grip::In)
        model_->setIn(std::min(step, model_->rangeHigh() - 1));
    else if (grip_ == TimelineGeometry::Grip::Out)
        model_->setOut(std::max(step, model_->rangeLow() + 1));
    else
        model_->setStep(step);
}

void TimelineTrack::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        dragging_ = false;
}

void TimelineTrack::wheelEvent(QWheelEvent* event)
{
    wheel_ += event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
    const int notches = wheel_ / kWheelNotch;
    wheel_ -= notches * kWheelNotch;
    if (model_ && notches != 0)
        model_->moveBy(notches);
    event->accept();
}

void TimelineTrack::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        layers_.invalidate();
    QWidget::changeEvent(event);
}

} // namespace diffuscope::ui
