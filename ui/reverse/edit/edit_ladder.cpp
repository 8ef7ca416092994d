#include "ui/reverse/edit/edit_ladder.h"

#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/image/picture_paint.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kRungTop = 8, kRungWords = 18, kRungArrow = 22, kRungStart = 44, kRungFold = 150;
constexpr double kRungGap = 10;
} // namespace

EditLadder::EditLadder(QWidget* parent) : AxisChart(tr("Ladder of strengths"), parent)
{
    setObjectName(QStringLiteral("editLadder"));
    setToolTip(tr("The same picture and the same noise, redrawn from several strengths"));
}

void EditLadder::setResults(const EditResults& results)
{
    const std::size_t count = results.items.size();
    const bool sameCount = results_.items.size() == count; // pictures that stayed are not converted again
    starts_.resize(count);
    ends_.resize(count);
    for (std::size_t k = 0; k < count; ++k) {
        const EditItem& item = results.items[k];
        if (!sameCount || item.start.values != results_.items[k].start.values)
            starts_[k] = item.start.empty() ? QImage() : toQImage(item.start, item.startRange);
        if (!sameCount || item.result.values != results_.items[k].result.values)
            ends_[k] = item.result.empty() ? QImage() : toQImage(item.result);
    }
    results_ = results;
    Q_EMIT numbersChanged();
    update();
}

void EditLadder::setSelected(int item)
{
    selected_ = item;
    update();
}

ChartTable EditLadder::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.columns = {{tr("strength")}, {tr("starts at step")}, {tr("state")}};
    table.rows = qsizetype(results_.items.size());
    table.now = selected_;
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const EditItem& item = results_.items[std::size_t(row)];
        return column == 0   ? QVariant(item.label)
               : column == 1 ? QVariant(qlonglong(item.step))
                             : QVariant(item.result.empty() ? tr("not yet drawn") : tr("drawn"));
    };
    return table;
}

double EditLadder::startSide() const { return height() < kRungFold ? 0 : kRungStart; }

QRectF EditLadder::placeOf(int item) const
{
    double narrowest = trackWidth() / 7.0;
    for (std::size_t k = 1; k < results_.items.size(); ++k)
        narrowest = std::min(narrowest, xOf(results_.items[k].step) - xOf(results_.items[k - 1].step));
    const double above = kRungTop + (startSide() > 0 ? startSide() + kRungArrow : 0);
    const double side = std::max(24.0, std::min(narrowest - kRungGap, height() - above - kRungWords - 4));
    const double left = xOf(results_.items[std::size_t(item)].step) - side / 2;
    return {std::clamp(left, double(trackLeft()) - 20, width() - side - 4), above, side, side};
}

void EditLadder::mousePressEvent(QMouseEvent* event)
{
    for (int k = 0; k < int(results_.items.size()); ++k)
        if (placeOf(k).adjusted(-4, -kRungArrow - startSide(), 4, kRungWords).contains(event->position())) {
            Q_EMIT stepPicked(results_.items[std::size_t(k)].step);
            return;
        }
    AxisChart::mousePressEvent(event);
}

void EditLadder::drawRung(QPainter& painter, int item) const
{
    const Palette& p = paletteOf(this);
    const QRectF place = placeOf(item);
    const bool chosen = item == selected_;
    const QImage &start = starts_[std::size_t(item)], &end = ends_[std::size_t(item)];
    if (startSide() > 0) {
        const QRectF above(place.center().x() - startSide() / 2, kRungTop, startSide(), startSide());
        start.isNull() ? drawDashedCell(painter, above, p, Concept::State)
                       : drawPicture(painter, start, wholePlace(painter, start.size(), above));
        painter.setPen(QPen(p.prediction.graphic, 1.25));
        const double x = place.center().x(), top = above.bottom() + 3, bottom = place.top() - 4;
        painter.drawLine(QPointF(x, top), QPointF(x, bottom));
        painter.drawLine(QPointF(x, bottom), QPointF(x - 4, bottom - 5));
        painter.drawLine(QPointF(x, bottom), QPointF(x + 4, bottom - 5));
    }
    end.isNull() ? drawDashedCell(painter, place, p, Concept::State)
                 : drawPicture(painter, end, wholePlace(painter, end.size(), place));
    if (chosen) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(p.selected, 2));
        painter.drawRoundedRect(place.adjusted(-4, -4, 4, 4), 4, 4);
    }
    painter.setFont(textFont(11, chosen ? 600 : 400));
    painter.setPen(chosen ? p.text1 : p.text2);
    const QRectF words(place.left() - 20, place.bottom() + 4, place.width() + 40, kRungWords - 2);
    const QString& label = results_.items[std::size_t(item)].label;
    painter.fillRect(painter.boundingRect(words, Qt::AlignCenter, label).adjusted(-3, 0, 3, 0),
                     p.surface); // no playhead
    painter.drawText(words, Qt::AlignCenter, label);
}

void EditLadder::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    drawGround(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    const int top = drawTitle(painter, results_.title) + kUnderTitle;
    painter.setFont(textFont(11));
    painter.setPen(p.text2);
    painter.drawText(QRect(16, top, trackLeft() - 50, height() - top - 4),
                     Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, results_.about);
    if (results_.items.empty())
        return drawHint(painter,
                        tr("G redraws the picture from seven strengths, each over the noise level where it starts."));
    drawPlayhead(painter);
    for (int k = 0; k < int(results_.items.size()); ++k)
        drawRung(painter, k);
}

} // namespace diffuscope::ui
