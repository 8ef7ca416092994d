#include "ui/widgets/contact_sheet/contact_sheet_view.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/contact_sheet/contact_sheet_accessible.h"
#include "ui/widgets/image/picture_paint.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr int kNameHeight = 14, kNameSize = 10, kNamedCell = 48; // pixels
} // namespace

ContactSheetView::ContactSheetView(QWidget* parent) : QWidget(parent)
{
    installContactSheetAccessible();
    setAccessibleName(tr("Samples"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMinimumSize(64, 64);
}

void ContactSheetView::setImages(const std::vector<Image>& images, float range)
{
    pictures_.clear();
    for (const auto& image : images)
        pictures_.push_back(toQImage(image, range));
    selected_ = std::clamp(selected_, 0, std::max(0, count() - 1));
    update();
}

void ContactSheetView::setExpectedCount(int count)
{
    expected_ = std::max(0, count);
    update();
}

void ContactSheetView::setSelectable(bool selectable)
{
    selectable_ = selectable;
    setFocusPolicy(selectable ? Qt::StrongFocus : Qt::NoFocus);
    update();
}

void ContactSheetView::setTopAligned(bool top)
{
    topAligned_ = top;
    update();
}

void ContactSheetView::setSelected(int index)
{
    if (index < 0 || index >= count() || index == selected_)
        return;
    selected_ = index;
    setAccessibleDescription(tr("sample %1 of %2").arg(index + 1).arg(count()));
    if (QAccessible::isActive() && hasFocus()) { // the sample is read out
        QAccessibleEvent moved(this, QAccessible::Focus);
        moved.setChild(index);
        QAccessible::updateAccessibility(&moved);
    }
    update();
    Q_EMIT selectionChanged(index);
}

int ContactSheetView::count() const { return std::max(int(pictures_.size()), expected_); }

QSize ContactSheetView::sizeHint() const { return {256, 256}; }

void ContactSheetView::setNames(const QStringList& names, const QStringList& shortNames)
{
    names_ = names;
    shortNames_ = shortNames;
    update();
}

QString ContactSheetView::nameOf(int index) const { return names_.value(index); }

// Names stand below pictures that are wide enough for them.
ContactSheetView::Grid ContactSheetView::grid() const
{
    const Grid named = gridWith(shortNames_.isEmpty() ? 0 : kNameHeight);
    return named.words == 0 || named.cell >= kNamedCell ? named : gridWith(0);
}

// As many columns as give the largest cells; cells step down by whole multiples of the picture where they can.
ContactSheetView::Grid ContactSheetView::gridWith(int words) const
{
    Grid best;
    best.words = words;
    best.cell = 0;
    const int items = std::max(1, count());
    for (int columns = 1; columns <= items; ++columns) {
        Grid grid = best;
        grid.columns = columns;
        grid.rows = (items + columns - 1) / columns;
        grid.cell = std::min((width() - 4 - grid.gap * (columns - 1)) / columns,
                             (height() - 4 - grid.gap * (grid.rows - 1)) / grid.rows - words);
        if (grid.cell > best.cell)
            best = grid;
    }
    if (!pictures_.empty() && !pictures_[0].isNull())
        best.cell = wholeSide(best.cell, pictures_[0].width(), devicePixelRatioF());
    best.cell = std::max(best.cell, 1);
    best.left = topAligned_ ? 2 : (width() - best.columns * best.cell - (best.columns - 1) * best.gap) / 2;
    best.top = topAligned_ ? 2 : (height() - best.rows * (best.cell + words) - (best.rows - 1) * best.gap) / 2;
    return best;
}

QRect ContactSheetView::cellRect(int index) const
{
    const Grid g = grid();
    const int pitch = g.cell + g.gap;
    return {g.left + index % g.columns * pitch, g.top + index / g.columns * (pitch + g.words), g.cell, g.cell};
}

int ContactSheetView::cellAt(const QPoint& position) const
{
    for (int i = 0; i < count(); ++i)
        if (cellRect(i).contains(position))
            return i;
    return -1;
}

void ContactSheetView::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    const int words = grid().words;
    painter.setFont(textFont(kNameSize));
    const QFontMetrics metrics(painter.font());
    for (int i = 0; i < count(); ++i) {
        const QRect cell = cellRect(i);
        if (words > 0) {
            painter.setPen(i == selected_ && selectable_ ? p.text1 : p.text3);
            painter.drawText(QRect(cell.left(), cell.bottom() + 2, cell.width(), words), Qt::AlignCenter,
                             metrics.elidedText(shortNames_.value(i), Qt::ElideRight, cell.width()));
        }
        if (i < int(pictures_.size()) && !pictures_[std::size_t(i)].isNull())
            drawPicture(painter, pictures_[std::size_t(i)],
                        wholePlace(painter, pictures_[std::size_t(i)].size(), cell));
        else
            drawDashedCell(painter, cell, p, Concept::State);
        if (selectable_ && i == selected_)
            drawBox(painter, QRectF(cell).adjusted(-2, -2, 2, 2), 3, QColor(),
                    showsFocus(this) ? p.focus : p.state.graphic, 2);
    }
}

void ContactSheetView::mousePressEvent(QMouseEvent* event)
{
    const int at = cellAt(event->position().toPoint());
    if (!selectable_ || event->button() != Qt::LeftButton || at < 0)
        return;
    setSelected(at);
    Q_EMIT clicked(at);
}

void ContactSheetView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (const int at = cellAt(event->position().toPoint()); at >= 0)
        Q_EMIT activated(at);
}

void ContactSheetView::keyPressEvent(QKeyEvent* event)
{
    const int columns = grid().columns;
    switch (event->key()) {
    case Qt::Key_Left:
        return setSelected(selected_ - 1);
    case Qt::Key_Right:
        return setSelected(selected_ + 1);
    case Qt::Key_Up:
        return setSelected(selected_ - columns);
    case Qt::Key_Down:
        return setSelected(selected_ + columns);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT activated(selected_);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

// Tab walks the samples and leaves after the last, so the focus is never caught.
bool ContactSheetView::event(QEvent* event)
{
    if (event->type() == QEvent::KeyPress && selectable_) {
        auto* key = static_cast<QKeyEvent*>(event);
        const int step = key->key() == Qt::Key_Tab ? 1 : key->key() == Qt::Key_Backtab ? -1 : 0;
        if (step != 0 && selected_ + step >= 0 && selected_ + step < count()) {
            setSelected(selected_ + step);
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip && !names_.isEmpty()) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int at = cellAt(help->pos());
        at >= 0 ? QToolTip::showText(help->globalPos(), nameOf(at), this, cellRect(at)) : QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace diffuscope::ui
