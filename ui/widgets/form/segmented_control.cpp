#include "ui/widgets/form/segmented_control.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/form/segmented_accessible.h"

#include <QAccessible>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr int kHeight = 30, kInset = 2, kGap = 2, kPadding = 12, kWordGap = 7;

int detailWidth(const SegmentedControl::Segment& segment)
{
    if (segment.detail.isEmpty())
        return 0;
    return kWordGap + int(std::ceil(QFontMetricsF(textFont(12)).horizontalAdvance(segment.detail)));
}

bool showsDetails(const SegmentedControl& control) // the second words need room that there may not be
{
    return control.width() >= control.sizeHint().width() - 14;
}
} // namespace

SegmentedControl::SegmentedControl(const QList<Segment>& segments, QWidget* parent)
    : QWidget(parent), segments_(segments)
{
    installSegmentedAccessible(); // before anything asks for the interface, which is kept from then on
    if (!segments.isEmpty())
        setAccessibleDescription(segments.front().label);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    thumb_.setEasingCurve(QEasingCurve::OutCubic);
    connect(&thumb_, &QVariantAnimation::valueChanged, this, [this] { update(); });
}

void SegmentedControl::setSegments(const QList<Segment>& segments)
{
    const QString before = current();
    segments_ = segments;
    current_ = 0;
    setCurrent(before);
    updateGeometry();
    update();
}

QString SegmentedControl::current() const { return current_ < segments_.size() ? segments_[current_].id : QString(); }

void SegmentedControl::setCurrent(const QString& id)
{
    for (int i = 0; i < segments_.size(); ++i)
        if (segments_[i].id == id && i != current_) {
            current_ = i;
            setAccessibleDescription(segments_[i].label);
            if (QAccessible::isActive() && hasFocus()) {
                QAccessibleEvent chosen(this, QAccessible::Focus);
                chosen.setChild(i);
                QAccessible::updateAccessibility(&chosen);
            }
            moveThumb();
        }
}

int SegmentedControl::naturalWidth(const Segment& segment) const
{
    const double width = QFontMetricsF(textFont(12, 600)).horizontalAdvance(segment.label);
    return int(std::ceil(width)) + 2 * kPadding;
}

QSize SegmentedControl::sizeHint() const
{
    int width = 2 * kInset - kGap;
    for (const auto& segment : segments_)
        width += naturalWidth(segment) + detailWidth(segment) + kGap;
    return {width + 2, kHeight};
}

QSize SegmentedControl::minimumSizeHint() const
{
    int details = 0; // which give way first
    for (const auto& segment : segments_)
        details += detailWidth(segment);
    const int tight = int(segments_.size()) * 2 * (kPadding - 5); // labels may come close before they clip
    return {sizeHint().width() - details - tight, kHeight};
}

QRect SegmentedControl::segmentRect(int index) const
{
    const int count = int(segments_.size());
    const double room = width() - 2 * kInset - 2 - kGap * (count - 1);
    const bool detailed = showsDetails(*this);
    const auto wanted = [&](const Segment& segment) {
        return double(naturalWidth(segment) + (detailed ? detailWidth(segment) : 0));
    };
    double natural = 0, widest = 0;
    for (const auto& segment : segments_) {
        natural += wanted(segment);
        widest = std::max(widest, wanted(segment));
    }
    const bool equal = widest * count <= room;
    double left = kInset + 1;
    for (int i = 0; i <= index; ++i) {
        const double own = equal ? room / count : wanted(segments_[i]) + (room - natural) / count;
        if (i == index)
            return QRectF(left, kInset + 1, own, height() - 2 * kInset - 2).toRect();
        left += own + kGap;
    }
    return {};
}

int SegmentedControl::segmentAt(const QPoint& position) const
{
    for (int i = 0; i < segments_.size(); ++i)
        if (segmentRect(i).adjusted(-1, -4, 1, 4).contains(position))
            return i;
    return -1;
}

void SegmentedControl::moveThumb()
{
    const QVariant from = thumb_.currentValue();
    thumb_.stop();
    thumb_.setDuration(animationTime(this));
    thumb_.setStartValue(from.isValid() ? from : QVariant(double(current_)));
    thumb_.setEndValue(double(current_));
    thumb_.start();
    update();
}

void SegmentedControl::choose(int index)
{
    if (index < 0 || index >= segments_.size())
        return;
    if (index == current_) {
        Q_EMIT chosenAgain();
        return;
    }
    setCurrent(segments_[index].id);
    Q_EMIT currentChanged(current());
}

void SegmentedControl::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    if (!isEnabled())
        painter.setOpacity(0.6);
    drawBox(painter, rect(), 6, p.sunken, p.line2);
    if (current_ < segments_.size()) {
        const bool moving = thumb_.state() == QAbstractAnimation::Running;
        const double at = moving ? thumb_.currentValue().toDouble() : current_;
        const int low = std::clamp(int(std::floor(at)), 0, int(segments_.size()) - 1);
        const int high = std::min(low + 1, int(segments_.size()) - 1);
        const QRectF a = segmentRect(low), b = segmentRect(high);
        const double share = at - low;
        const QRectF thumb(a.left() + (b.left() - a.left()) * share, a.top(),
                           a.width() + (b.width() - a.width()) * share, a.height());
        drawBox(painter, thumb.adjusted(-1, -1, 1, 1), 5, p.dark ? QColor(0x2A3550) : p.raised, p.line2);
    }
    for (int i = 0; i < segments_.size(); ++i)
        drawSegment(painter, i);
    if (showsFocus(this))
        drawFocusRing(painter, rect(), 6, p);
}

void SegmentedControl::drawSegment(QPainter& painter, int index) const
{
    const Palette& p = paletteOf(this);
    const Segment& segment = segments_[index];
    const bool on = index == current_;
    const QFont strong = textFont(12, on ? 600 : 500), light = textFont(12);
    const QFontMetricsF metrics(strong);
    const double words = showsDetails(*this) ? detailWidth(segment) : 0;
    const double label = metrics.horizontalAdvance(segment.label);
    const QRectF rect = segmentRect(index);
    const double x = rect.left() + (rect.width() - label - words) / 2;
    const double y = std::round(rect.center().y() + metrics.capHeight() / 2);
    painter.setFont(strong);
    painter.setPen(on || index == hovered_ ? p.text1 : p.text2);
    painter.drawText(QPointF(x, y), segment.label);
    painter.setFont(light);
    painter.setPen(on && !p.dark ? p.text3 : p.text2);
    if (words > 0)
        painter.drawText(QPointF(x + label + kWordGap, y), segment.detail);
}

void SegmentedControl::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        choose(segmentAt(event->position().toPoint()));
}

void SegmentedControl::mouseMoveEvent(QMouseEvent* event)
{
    const int at = segmentAt(event->position().toPoint());
    if (std::exchange(hovered_, at) != at)
        update();
}

void SegmentedControl::keyPressEvent(QKeyEvent* event)
{
    const int step = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    if (step == 0 || segments_.isEmpty())
        return QWidget::keyPressEvent(event);
    choose(current_ + step);
}

bool SegmentedControl::event(QEvent* event)
{
    if (event->type() == QEvent::Leave) {
        hovered_ = -1;
        update();
    }
    return QWidget::event(event);
}

} // namespace diffuscope::ui
