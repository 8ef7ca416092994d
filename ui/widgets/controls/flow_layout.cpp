#include "ui/widgets/controls/flow_layout.h"

#include <QWidget>

#include <algorithm>

namespace diffuscope::ui {

FlowLayout::FlowLayout(QWidget* parent, int gap) : QLayout(parent), gap_(gap) { setContentsMargins(0, 0, 0, 0); }

FlowLayout::~FlowLayout() = default;

void FlowLayout::addItem(QLayoutItem* item) { items_.emplace_back(item); }

QLayoutItem* FlowLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? items_[std::size_t(index)].get() : nullptr;
}

QLayoutItem* FlowLayout::takeAt(int index)
{
    if (index < 0 || index >= count())
        return nullptr;
    QLayoutItem* const item = items_[std::size_t(index)].release();
    items_.erase(items_.begin() + index);
    return item;
}

QSize FlowLayout::sizeHint() const
{
    QSize whole(0, 0);
    for (const auto& item : items_) {
        if (item->isEmpty())
            continue;
        const QSize size = item->sizeHint();
        whole = {whole.width() + (whole.isEmpty() ? 0 : gap_) + size.width(), std::max(whole.height(), size.height())};
    }
    return whole;
}

QSize FlowLayout::minimumSize() const
{
    QSize least(0, 0);
    for (const auto& item : items_)
        if (!item->isEmpty())
            least = least.expandedTo(item->sizeHint());
    return least;
}

void FlowLayout::setGeometry(const QRect& place)
{
    QLayout::setGeometry(place);
    arrange(place, true);
}

int FlowLayout::arrange(const QRect& place, bool move) const
{
    int left = 0, top = 0, row = 0;
    for (const auto& item : items_) {
        if (item->isEmpty())
            continue;
        const QSize size = item->sizeHint().boundedTo({place.width(), QWIDGETSIZE_MAX});
        if (left > 0 && left + size.width() > place.width()) {
            left = 0;
            top += row + gap_;
            row = 0;
        }
        if (move)
            item->setGeometry({place.topLeft() + QPoint(left, top), size});
        left += size.width() + gap_;
        row = std::max(row, size.height());
    }
    return top + row;
}

} // namespace diffuscope::ui
