// ImageView: how it looks.
#include "ui/style/icons.h"
#include "ui/style/paint_kit.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/image_view_parts.h"
#include "ui/widgets/image/picture_paint.h"
#include "ui/widgets/math/math_text.h"

#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr int kRangeBar = 36, kBarHeight = 7, kLongWords = 360,
              kRoomy = 96; // a frame narrower than this has no room for words inside
} // namespace

void ImageView::paintEvent(QPaintEvent* event)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    const ViewTransform t = transform();
    const QRectF frame = t.frame.adjusted(-kViewMargin, -kViewMargin, kViewMargin, kViewMargin);
    if (hasHeader() && event->rect().top() < frame.top())
        drawHeader(painter, frame);
    if (image_.empty()) {
        drawEmpty(painter, frame);
        return;
    }
    drawBox(painter, frame, 3, QColor(), p.of(concept_).graphic, concept_ == Concept::State ? 3 : 2);
    painter.save();
    painter.setClipRect(t.frame, Qt::IntersectClip);
    drawContent(painter, t);
    painter.restore();
    drawMarks(painter, t);
    if (showsFocus(this))
        drawBox(painter, frame.adjusted(3, 3, -3, -3), 2, QColor(), p.focus, 2);
    if (!loading_.isEmpty())
        drawLoading(painter, t.frame);
}

void ImageView::drawContent(QPainter& painter, const ViewTransform& t)
{
    drawVisible(painter, picture(), t);
    drawPixelGrid(painter, t);
}

void ImageView::drawMarks(QPainter& painter, const ViewTransform& t) const
{
    if (marked_) {
        painter.save();
        painter.setClipRect(t.frame.adjusted(-4, -4, 4, 4));
        drawProbe(painter, t.cell(*marked_));
        painter.restore();
    }
    if (t.look.fitted() || t.frame.width() < 60)
        return;
    drawChip(painter, t.frame.adjusted(4, 4, -4, -4), Qt::AlignRight | Qt::AlignBottom,
             tr("%1 %").arg(std::lround(t.scale() * 100)), paletteOf(this));
}

void ImageView::drawHeader(QPainter& painter, const QRectF& frame) const
{
    const Palette& p = paletteOf(this);
    const double baseline = std::round(frame.top() - 9);
    double x = frame.left() + 2;
    if (!symbol_.isEmpty())
        x += MathText::draw(painter, {x, baseline}, symbol_, 19, p.of(concept_).text, this) + 8;
    const QFont font = textFont(12), small = textFont(11);
    const double edge = std::max(frame.right(), std::min<double>(width(), frame.left() + 150));
    const double right = drawScale(painter, edge, x, baseline);
    const double reserved = caption_.isEmpty() ? 0 : QFontMetricsF(small).horizontalAdvance(caption_) + 12;
    const bool alone = caption_.isEmpty() && right == edge; // nothing follows: words may pass the frame
    const double limit = alone ? std::max(edge, std::min<double>(width(), frame.left() + kLongWords)) : right;
    painter.setFont(font);
    painter.setPen(p.text2);
    const QFontMetricsF metrics(font);
    const double room = limit - x - reserved;
    QString words = words_.section(kVariant, 0, 0);
    if (metrics.horizontalAdvance(words) > room)
        words = words_.section(kVariant, -1);
    painter.drawText(QPointF(x, baseline), metrics.elidedText(words, Qt::ElideRight, room));
    painter.setFont(small);
    painter.setPen(p.text3);
    painter.drawText(QPointF(right - reserved + 12, baseline), caption_);
}

// Range and colours, where they are others than the picture's own and there is room; returns what is left at the right.
double ImageView::drawScale(QPainter& painter, double right, double left, double baseline) const
{
    const bool table = display_.colours != DisplayScale::Colours::AsIs;
    if (image_.empty() || (!table && display_.range == 0))
        return right;
    const Palette& p = paletteOf(this);
    const QString text = rangeText(display_, range());
    const QFont small = textFont(11);
    const double wide = QFontMetricsF(small).horizontalAdvance(text);
    if (right - left < wide)
        return right;
    painter.setFont(small);
    painter.setPen(p.text3);
    painter.drawText(QPointF(right - wide, baseline), text);
    right -= wide + 6;
    if (right - left < kRangeBar + 40)
        return right;
    drawColourBar(painter, QRectF(right - kRangeBar, baseline - kBarHeight - 1, kRangeBar, kBarHeight), display_, p,
                  concept_);
    return right - kRangeBar - 8;
}

void ImageView::drawEmpty(QPainter& painter, const QRectF& frame) const
{
    const Palette& p = paletteOf(this);
    const bool failed = empty_ == Empty::Failed;
    drawDashedCell(painter, frame, p, failed ? Concept::Error : concept_);
    const bool roomy = frame.width() >= kRoomy;
    QRectF room = frame.adjusted(12, 12, -12, -12);
    if (failed) {
        const double top = roomy ? room.center().y() - 34 : room.center().y() - 10;
        drawIcon(painter, QStringLiteral("warning"), QRectF(frame.center().x() - 10, top, 20, 20), p.error.text);
        room.setTop(top + 24);
    }
    if (!roomy)
        return;
    const QString words = empty_ == Empty::Loading ? loading_ : hint_;
    painter.setFont(textFont(12));
    painter.setPen(failed ? p.text2 : p.text3);
    painter.drawText(room, (failed ? Qt::AlignHCenter | Qt::AlignTop : Qt::AlignCenter) | Qt::TextWordWrap, words);
    if (showsFocus(this))
        drawBox(painter, frame, 3, QColor(), p.focus, 2);
}

void ImageView::drawLoading(QPainter& painter, const QRectF& frame) const
{
    if (frame.width() >= kRoomy)
        drawChip(painter, frame.adjusted(4, 4, -4, -4), Qt::AlignLeft | Qt::AlignBottom, loading_, paletteOf(this));
}

} // namespace diffuscope::ui
