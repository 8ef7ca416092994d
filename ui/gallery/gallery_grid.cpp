#include "ui/gallery/gallery_grid.h"

#include "ui/gallery/gallery_accessible.h"
#include "ui/gallery/gallery_list.h"
#include "ui/gallery/gallery_words.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace diffuscope::ui {

namespace {

constexpr int kSides[] = {64, 96, 128};
constexpr double kNotch = 120;

} // namespace

GalleryGrid::GalleryGrid(GalleryList& list, QWidget* parent) : QAbstractScrollArea(parent), list_(list)
{
    installGalleryAccessible();
    setObjectName(QStringLiteral("galleryGrid"));
    setAccessibleName(tr("Pictures"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setProperty("takesArrows", true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setAutoFillBackground(false);
    connect(&list_, &GalleryList::listed, this, &GalleryGrid::relist);
    connect(&list_, &GalleryList::entriesChanged, viewport(), qOverload<>(&QWidget::update));
    connect(verticalScrollBar(), &QScrollBar::sliderMoved, this, &GalleryGrid::showDay);
}

int GalleryGrid::count() const { return list_.count(); }
int GalleryGrid::currentIndex() const { return list_.indexOf(current_); }
bool GalleryGrid::isSelected(int index) const { return selected_.contains(list_.idAt(index)); }
int GalleryGrid::contentY() const { return verticalScrollBar()->value(); }
QRect GalleryGrid::tileRect(int index) const { return geometry_.tile(index).translated(0, -contentY()); }
int GalleryGrid::tileAt(const QPoint& place) const { return geometry_.tileAt(place + QPoint(0, contentY())); }

QString GalleryGrid::nameOf(int index) const
{
    const GalleryId id = list_.idAt(index);
    const GalleryEntry* entry = list_.entry(id);
    if (!entry)
        return {};
    const QString mark = id == a_ ? tr("marked A, ") : id == b_ ? tr("marked B, ") : QString();
    return mark + pictureWords(*entry);
}

// Those that are gone from it are no longer selected.
void GalleryGrid::relist()
{
    QSet<GalleryId> still;
    if (!selected_.isEmpty())
        for (int k = 0; k < list_.count() && still.size() < selected_.size(); ++k)
            if (selected_.contains(list_.idAt(k)))
                still.insert(list_.idAt(k));
    const bool lost = still.size() != selected_.size();
    selected_ = still;
    if (current_ != 0 && list_.indexOf(current_) < 0)
        current_ = anchor_ = 0;
    layOut();
    if (lost)
        Q_EMIT selectionChanged();
}

// What was at the top stays there, whatever comes above it; who looks at the newest goes on doing so.
void GalleryGrid::layOut()
{
    const GalleryId top = contentY() > 0 ? top_ : 0;
    const int below = topOffset_;
    geometry_ = GalleryGeometry(list_.groups(), viewport()->width(), side_);
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(side_ / 2);
    verticalScrollBar()->setRange(0, std::max(0, geometry_.height() - viewport()->height()));
    if (const int index = top == 0 ? -1 : list_.indexOf(top); index >= 0)
        verticalScrollBar()->setValue(geometry_.tile(index).top() - below);
    readInSight();
    viewport()->update();
}

void GalleryGrid::readInSight()
{
    const auto [first, inSight] = geometry_.within(contentY(), contentY() + viewport()->height());
    top_ = list_.idAt(first);
    topOffset_ = geometry_.tile(first).top() - contentY();
    list_.need(first, inSight);
}

void GalleryGrid::scrollContentsBy(int, int)
{
    readInSight();
    viewport()->update();
}

void GalleryGrid::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    const int index = currentIndex();
    const bool inSight = index >= 0 && viewport()->rect().intersects(tileRect(index));
    layOut();
    if (inSight)
        reveal(index);
}

void GalleryGrid::setTileSide(int side)
{
    if (side == side_)
        return;
    side_ = side;
    layOut();
}

std::vector<GalleryId> GalleryGrid::selected() const
{
    std::vector<GalleryId> ids;
    for (int k = 0; k < list_.count() && int(ids.size()) < selected_.size(); ++k)
        if (selected_.contains(list_.idAt(k)))
            ids.push_back(list_.idAt(k));
    return ids;
}

void GalleryGrid::setCurrent(GalleryId id)
{
    const int index = list_.indexOf(id);
    current_ = anchor_ = index < 0 ? 0 : id;
    selected_.clear();
    if (index >= 0) {
        selected_.insert(id);
        reveal(index);
    }
    viewport()->update();
    Q_EMIT selectionChanged();
}

void GalleryGrid::selectAll()
{
    if (list_.count() == 0)
        return;
    selectRange(0, list_.count() - 1);
    if (current_ == 0)
        current_ = anchor_ = list_.idAt(0);
    viewport()->update();
    Q_EMIT selectionChanged();
}

void GalleryGrid::selectRange(int from, int to)
{
    selected_.clear();
    selected_.reserve(std::abs(to - from) + 1);
    for (int k = std::min(from, to); k <= std::max(from, to); ++k)
        selected_.insert(list_.idAt(k));
}

void GalleryGrid::choose(int index, Qt::KeyboardModifiers modifiers)
{
    const GalleryId id = list_.idAt(index);
    if (modifiers & Qt::ShiftModifier && anchor_ != 0 && list_.indexOf(anchor_) >= 0) {
        selectRange(list_.indexOf(anchor_), index);
    } else if (modifiers & Qt::ControlModifier) {
        if (!selected_.remove(id))
            selected_.insert(id);
        anchor_ = id;
    } else {
        selected_ = {id};
        anchor_ = id;
    }
    current_ = id;
    reveal(index);
    viewport()->update();
    tellCurrent();
    Q_EMIT selectionChanged();
}

void GalleryGrid::moveTo(int index, Qt::KeyboardModifiers modifiers)
{
    if (index >= 0 && index < list_.count())
        choose(index, modifiers & Qt::ShiftModifier);
}

void GalleryGrid::reveal(int index)
{
    const QRect tile = geometry_.tile(index);
    const bool firstRow =
        geometry_.bandAt(tile.top() - 12) >= 0 && geometry_.headingAt(tile.topLeft() - QPoint(0, 12)) >= 0;
    const int top = tile.top() - (firstRow ? geometry_.heading(0).height() : 8), bottom = tile.bottom() + 12;
    if (top < contentY())
        verticalScrollBar()->setValue(top);
    else if (bottom > contentY() + viewport()->height())
        verticalScrollBar()->setValue(bottom - viewport()->height());
}

void GalleryGrid::tellCurrent()
{
    if (!QAccessible::isActive() || !hasFocus())
        return;
    QAccessibleEvent moved(this, QAccessible::Focus);
    moved.setChild(currentIndex());
    QAccessible::updateAccessibility(&moved);
}

void GalleryGrid::setMarks(GalleryId a, GalleryId b)
{
    a_ = a;
    b_ = b;
    viewport()->update();
}

void GalleryGrid::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::RightButton)
        return;
    const QPoint place = event->position().toPoint();
    if (const int index = tileAt(place); index >= 0) {
        if (event->button() == Qt::LeftButton || !isSelected(index))
            choose(index, event->button() == Qt::LeftButton ? event->modifiers() : Qt::NoModifier);
    } else if (const int band = geometry_.headingAt(place + QPoint(0, contentY())); band >= 0) {
        const GalleryGeometry::Band& group = geometry_.bands()[std::size_t(band)];
        selectRange(group.first, group.first + group.count - 1);
        current_ = anchor_ = list_.idAt(group.first);
        viewport()->update();
        Q_EMIT selectionChanged();
    }
}

void GalleryGrid::mouseDoubleClickEvent(QMouseEvent* event)
{
    const int index = tileAt(event->position().toPoint());
    if (index >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT activated(list_.idAt(index));
}

void GalleryGrid::wheelEvent(QWheelEvent* event)
{
    if (!(event->modifiers() & Qt::ControlModifier))
        return QAbstractScrollArea::wheelEvent(event);
    wheel_ += event->angleDelta().y() / kNotch;
    const int steps = int(wheel_);
    wheel_ -= steps;
    const auto now = std::find(std::begin(kSides), std::end(kSides), side_) - std::begin(kSides);
    setTileSide(kSides[std::clamp<std::ptrdiff_t>(now + steps, 0, std::ssize(kSides) - 1)]);
    event->accept();
}

void GalleryGrid::keyPressEvent(QKeyEvent* event)
{
    const int index = std::max(0, currentIndex());
    const bool none = current_ == 0; // any arrow begins at the first one in sight
    const int rows = std::max(1, viewport()->height() / (side_ + 10) - 1);
    const auto modifiers = event->modifiers();
    const auto go = [&](int target) {
        moveTo(none ? geometry_.within(contentY(), contentY() + viewport()->height()).first : target, modifiers);
    };
    const auto byRows = [&](int by, int otherwise) {
        const int target = geometry_.rowsAway(index, by);
        go(target < 0 ? otherwise : target);
    };
    switch (event->key()) {
    case Qt::Key_Left:
        return go(index - 1);
    case Qt::Key_Right:
        return go(index + 1);
    case Qt::Key_Up:
        return byRows(-1, index);
    case Qt::Key_Down:
        return byRows(1, index);
    case Qt::Key_PageUp:
        return byRows(-rows, 0);
    case Qt::Key_PageDown:
        return byRows(rows, list_.count() - 1);
    case Qt::Key_Home:
        return moveTo(0, modifiers);
    case Qt::Key_End:
        return moveTo(list_.count() - 1, modifiers);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (current_ != 0)
            Q_EMIT activated(current_);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void GalleryGrid::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void GalleryGrid::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

bool GalleryGrid::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int index = tileAt(help->pos());
        index >= 0 ? QToolTip::showText(help->globalPos(), nameOf(index), viewport(), tileRect(index))
                   : QToolTip::hideText();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

// Where one is in all of them, while the scroll bar is dragged.
void GalleryGrid::showDay()
{
    const int band = geometry_.bandAt(contentY());
    if (band < 0)
        return;
    const QPoint place = verticalScrollBar()->mapToGlobal(QPoint(-8, verticalScrollBar()->height() / 2));
    QToolTip::showText(place, headingOf(band), verticalScrollBar());
}

} // namespace diffuscope::ui
