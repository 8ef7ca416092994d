#include "ui/timeline/timeline_track.h"

#include "ui/style/paint_kit.h"
#include "ui/style/svg_path.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/picture_paint.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr double kLoupe = 60;
constexpr double kAround = 72; // beyond it nothing follows the playhead
constexpr int kWheelNotch = 120;
} // namespace

TimelineTrack::TimelineTrack(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Timestep"));
    setCursor(Qt::PointingHandCursor);
}

void TimelineTrack::setModel(TimelineModel* model)
{
    if (model_)
        disconnect(model_, nullptr, this, nullptr);
    model_ = model;
    layers_.invalidate();
    if (model_) {
        connect(model_, &TimelineModel::stepChanged, this, [this] {
            describe();
            updatePlayhead();
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
    drawLabels(painter, g, x);
    drawPlayhead(painter, g, x);
    if (showsFocus(this))
        drawBox(painter, QRectF(rect()).adjusted(1, 2, -1, -1), 5, QColor(), paletteOf(this).focus, 2);
}

void TimelineTrack::drawLabels(QPainter& painter, const TimelineGeometry& g, double playhead) const
{
    const Palette& p = paletteOf(this);
    const double y = g.curveBottom() + (g.compact ? 8 : 10);
    const auto label = [&](double x, const QString& text) {
        painter.drawText(QRectF(x - 32, y, 64, 16), Qt::AlignHCenter | Qt::AlignVCenter, text);
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
        label(std::min(g.xOf(g.steps), g.width - half), noiseEnd);
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

void TimelineTrack::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !model_)
        return;
    scrubbing_ = true;
    model_->pause();
    model_->setStep(geometryNow().stepAt(event->position().x()));
}

void TimelineTrack::mouseMoveEvent(QMouseEvent* event)
{
    if (scrubbing_ && model_ && (event->buttons() & Qt::LeftButton))
        model_->setStep(geometryNow().stepAt(event->position().x()));
}

void TimelineTrack::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        scrubbing_ = false;
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
