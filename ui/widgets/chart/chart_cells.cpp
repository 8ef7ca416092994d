#include "ui/widgets/chart/chart_cells.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/chart/chart_model.h"
#include "ui/widgets/controls/number_label.h"

#include <QPainter>

#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr int kCellSide = 10;
} // namespace

ChartCells::ChartCells(const ChartModel& model, QWidget* view) : QStyledItemDelegate(view), model_(model) {}

void ChartCells::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Palette& p = paletteOf(option.widget);
    const QRectF cell = option.rect;
    const bool now = index.row() == model_.table().now, selected = option.state & QStyle::State_Selected;
    painter->save();
    painter->fillRect(cell, selected ? p.selectedWash : now ? p.hover : p.raised);
    painter->fillRect(hairline(*painter, {cell.left(), cell.bottom() - 1, cell.width(), 1}), p.line);
    if (now && index.column() == 0) // not by colour alone: a bar, and bold
        painter->fillRect(QRectF(cell.left(), cell.top(), 3, cell.height()), p.text1);
    const QFont font = textFont(12, now ? 600 : 400);
    const QFontMetricsF metrics(font);
    const QString text = index.data().toString();
    const double base = std::round(cell.top() + (cell.height() + metrics.capHeight()) / 2);
    const bool right = index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight;
    painter->setClipRect(cell);
    painter->setPen(p.text1);
    if (right)
        NumberLabel::draw(*painter, {cell.right() - kCellSide - NumberLabel::width(text, font), base}, text, font);
    else {
        painter->setFont(font);
        painter->drawText(QPointF(cell.left() + kCellSide, base),
                          metrics.elidedText(text, Qt::ElideRight, cell.width() - 2 * kCellSide));
    }
    if (option.state & QStyle::State_HasFocus)
        drawBox(*painter, cell.adjusted(1, 1, -1, -1), 3, QColor(), p.focus, 2);
    painter->restore();
}

} // namespace diffuscope::ui
