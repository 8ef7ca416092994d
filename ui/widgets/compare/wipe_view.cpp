#include "ui/widgets/compare/wipe_view.h"

#include "ui/style/paint_kit.h"
#include "ui/widgets/image/picture_paint.h"

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr double kWipeReach = 9, kGrip = 11; // logical pixels
}

WipeView::WipeView(QWidget* parent) : ImageView(Concept::State, parent)
{
    connect(this, &ImageView::displayChanged, this, [this] { shadedStale_ = true; });
}

void WipeView::setPair(const Image& a, const Image& b, float range)
{
    other_ = b;
    shadedStale_ = true;
    setImage(a, range);
}

void WipeView::setShare(double share)
{
    share = std::clamp(share, 0.0, 1.0);
    if (share == share_)
        return;
    share_ = share;
    update();
    Q_EMIT shareChanged(share_);
}

const QImage& WipeView::otherPicture() const
{
    if (shadedStale_) {
        shadePicture(other_, display(), range(), paletteOf(this), frameConcept(), shaded_);
        shadedStale_ = false;
    }
    return shaded_;
}

double WipeView::lineAt(const ViewTransform& t) const
{
    return t.frame.left() + std::round(t.frame.width() * share_ * t.dpr) / t.dpr;
}

bool WipeView::onLine(const QPointF& position) const
{
    const ViewTransform t = transform();
    return hasImage() && t.frame.adjusted(-kWipeReach, 0, kWipeReach, 0).contains(position) &&
           std::abs(position.x() - lineAt(t)) <= kWipeReach;
}

void WipeView::drawContent(QPainter& painter, const ViewTransform& t)
{
    const double line = lineAt(t);
    drawVisible(painter, picture(), t);
    painter.save();
    painter.setClipRect(QRectF(line, t.frame.top(), t.frame.right() - line, t.frame.height()), Qt::IntersectClip);
    drawVisible(painter, otherPicture(), t);
    painter.restore();
    drawPixelGrid(painter, t);
}

QImage WipeView::takenPicture() const
{
    QImage both = picture();
    const int from = int(std::lround(share_ * both.width()));
    QPainter painter(&both);
    painter.drawImage(QPoint(from, 0), otherPicture(), QRect(from, 0, both.width() - from, both.height()));
    return both;
}

void WipeView::paintEvent(QPaintEvent* event)
{
    ImageView::paintEvent(event);
    if (!hasImage())
        return;
    QPainter painter(this);
    drawLine(painter, transform());
}

void WipeView::drawLine(QPainter& painter, const ViewTransform& t) const
{
    const Palette& p = paletteOf(this);
    const double x = lineAt(t);
    const QRectF corners = t.frame.adjusted(4, 4, -4, -4);
    if (x - t.frame.left() > 30)
        drawChip(painter, corners, Qt::AlignLeft | Qt::AlignTop, tr("A"), p);
    if (t.frame.right() - x > 30)
        drawChip(painter, corners, Qt::AlignRight | Qt::AlignTop, tr("B"), p);
    painter.fillRect(QRectF(x - 2, t.frame.top(), 4, t.frame.height()), QColor(0x1B2344));
    painter.fillRect(QRectF(x - 1, t.frame.top(), 2, t.frame.height()), Qt::white);
    const QPointF middle(x, t.frame.center().y());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(QColor(0x1B2344), 1.5));
    painter.setBrush(Qt::white);
    painter.drawEllipse(middle, kGrip, kGrip);
    painter.setPen(QPen(QColor(0x1B2344), 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    for (const int side : {-1, 1}) {
        const QPointF tip = middle + QPointF(side * 6.5, 0);
        const QPointF arrow[] = {tip - QPointF(side * 3, 3.2), tip, tip - QPointF(side * 3, -3.2)};
        painter.drawPolyline(arrow, 3);
    }
}

void WipeView::mousePressEvent(QMouseEvent* event)
{
    dragging_ = event->button() == Qt::LeftButton && onLine(event->position());
    if (!dragging_)
        ImageView::mousePressEvent(event);
}

void WipeView::mouseMoveEvent(QMouseEvent* event)
{
    if (dragging_) {
        const QRectF frame = transform().frame;
        return setShare((event->position().x() - frame.left()) / std::max(frame.width(), 1.0));
    }
    ImageView::mouseMoveEvent(event);
    if (!event->buttons())
        onLine(event->position()) ? setCursor(Qt::SplitHCursor) : updateCursor();
}

void WipeView::mouseReleaseEvent(QMouseEvent* event)
{
    dragging_ = false;
    ImageView::mouseReleaseEvent(event);
}

void WipeView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        shadedStale_ = true;
    ImageView::changeEvent(event);
}

} // namespace diffuscope::ui
