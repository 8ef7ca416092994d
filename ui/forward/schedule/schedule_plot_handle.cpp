#include "ui/forward/schedule/schedule_plot_handle.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"

#include <QAccessibleWidget>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr double kRadius = 4, kNudge = 0.01, kFineNudge = 0.002;
constexpr int kThousand = 1000;

// Assistive programs hear and set alpha-bar itself.
class HandleAccessible : public QAccessibleWidget, public QAccessibleValueInterface {
public:
    explicit HandleAccessible(CurveHandle* handle) : QAccessibleWidget(handle, QAccessible::Slider), handle_(handle) {}

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ValueInterface ? static_cast<QAccessibleValueInterface*>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }
    QString text(QAccessible::Text part) const override
    {
        return part == QAccessible::Value ? number(height(), 3) : QAccessibleWidget::text(part);
    }
    QVariant currentValue() const override { return height(); }
    void setCurrentValue(const QVariant& value) override
    {
        handle_->setValue(int(std::lround(value.toDouble() * kThousand)));
    }
    QVariant maximumValue() const override { return 1.0; }
    QVariant minimumValue() const override { return 0.0; }
    QVariant minimumStepSize() const override { return kFineNudge; }

private:
    double height() const { return double(handle_->value()) / kThousand; }
    CurveHandle* handle_;
};

QAccessibleInterface* accessibleHandle(const QString&, QObject* object)
{
    auto* handle = qobject_cast<CurveHandle*>(object);
    return handle ? new HandleAccessible(handle) : nullptr;
}

} // namespace

CurveHandle::CurveHandle(QWidget* plot) : QAbstractSlider(plot)
{
    static const bool kAnnounced = (QAccessible::installFactory(accessibleHandle), true);
    Q_UNUSED(kAnnounced)
    setRange(0, kThousand);
    setFixedSize(kSize, kSize);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::OpenHandCursor);
    setAttribute(Qt::WA_Hover);
    setToolTip(tr("Drag to bend the curve; drag it out of the box or press Delete to remove it.\nArrow keys move it, "
                  "with Shift by little; Insert adds one."));
}

void CurveHandle::place(const QPointF& centre)
{
    move(int(std::lround(centre.x() - kSize / 2.0)), int(std::lround(centre.y() - kSize / 2.0)));
}

void CurveHandle::describe(int index, int count, double x, double y)
{
    setAccessibleName(tr("Handle %1 of %2 of the noise schedule").arg(index).arg(count));
    setAccessibleDescription(tr("alpha-bar %1 at %2 % of the steps").arg(number(y, 3), number(x * 100, 1)));
    const bool quiet = blockSignals(true);
    setValue(int(std::lround(y * kThousand)));
    blockSignals(quiet);
}

void CurveHandle::setLeaving(bool leaving)
{
    if (leaving == leaving_)
        return;
    leaving_ = leaving;
    update();
}

// A screen reader moves it as a slider.
void CurveHandle::sliderChange(SliderChange change)
{
    QAbstractSlider::sliderChange(change);
    if (change == SliderValueChange && !signalsBlocked() && !dragging_)
        Q_EMIT nudged(0, NAN);
}

void CurveHandle::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (showsFocus(this))
        drawFocusRing(painter, QRectF(rect()).adjusted(1, 1, -1, -1), kSize / 2.0 - 1, p);
    painter.setOpacity(leaving_ ? 0.35 : 1);
    const bool raised = dragging_ || underMouse() || hasFocus();
    painter.setPen(QPen(p.signal.text, raised ? 2 : 1.5));
    painter.setBrush(raised ? p.raised : p.surface);
    painter.drawEllipse(QRectF(rect()).center(), raised ? kRadius + 0.75 : kRadius, raised ? kRadius + 0.75 : kRadius);
}

void CurveHandle::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return event->ignore();
    held_ = event->position() - QPointF(kSize / 2.0, kSize / 2.0);
    dragging_ = true;
    setCursor(Qt::ClosedHandCursor);
    Q_EMIT grabbed();
    update();
}

void CurveHandle::mouseMoveEvent(QMouseEvent* event)
{
    if (dragging_)
        Q_EMIT draggedTo(mapToParent(event->position()) - held_);
}

void CurveHandle::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !dragging_)
        return;
    dragging_ = false;
    setCursor(Qt::OpenHandCursor);
    update();
    Q_EMIT dropped(); // last: it may be removed now
}

void CurveHandle::mouseDoubleClickEvent(QMouseEvent* event) { mousePressEvent(event); } // not one for the plot

void CurveHandle::keyPressEvent(QKeyEvent* event)
{
    const double far = event->modifiers() & Qt::ShiftModifier ? kFineNudge : kNudge;
    switch (event->key()) {
    case Qt::Key_Left:
        return Q_EMIT nudged(-far, 0);
    case Qt::Key_Right:
        return Q_EMIT nudged(far, 0);
    case Qt::Key_Up:
        return Q_EMIT nudged(0, far);
    case Qt::Key_Down:
        return Q_EMIT nudged(0, -far);
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        return Q_EMIT removeRequested();
    case Qt::Key_Insert:
    case Qt::Key_Plus:
        return Q_EMIT addRequested();
    default:
        event->ignore(); // undo is the plot's
    }
}

void CurveHandle::wheelEvent(QWheelEvent* event) { event->ignore(); }

} // namespace diffuscope::ui
