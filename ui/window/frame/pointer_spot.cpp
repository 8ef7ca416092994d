#include "ui/window/frame/pointer_spot.h"

#include "ui/style/theme.h"

#include <QCursor>
#include <QPainter>

namespace diffuscope::ui {

namespace {

constexpr int kSpot = 76, kRing = 6, kFollowMs = 16;

} // namespace

PointerSpot::PointerSpot(QWidget* window) : QWidget(window)
{
    setObjectName(QStringLiteral("pointerSpot"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
    resize(kSpot, kSpot);
    hide();
    clock_.setInterval(kFollowMs);
    connect(&clock_, &QTimer::timeout, this, [this] { follow(QCursor::pos()); });
}

void PointerSpot::follow(const QPoint& global)
{
    const QPoint corner = parentWidget()->mapFromGlobal(global) - QPoint(kSpot / 2, kSpot / 2);
    if (corner == pos())
        return;
    raise();
    move(corner);
}

void PointerSpot::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    follow(QCursor::pos());
    raise();
    clock_.start();
}

void PointerSpot::hideEvent(QHideEvent* event)
{
    clock_.stop();
    QWidget::hideEvent(event);
}

void PointerSpot::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF ring = QRectF(rect()).adjusted(kRing, kRing, -kRing, -kRing);
    QColor wash = palette.error.graphic;
    wash.setAlphaF(0.14f);
    painter.setBrush(wash);
    painter.setPen(QPen(palette.surface, kRing + 3)); // to be seen on pictures, too
    painter.drawEllipse(ring);
    painter.setPen(QPen(palette.error.graphic, kRing));
    painter.drawEllipse(ring);
}

} // namespace diffuscope::ui
