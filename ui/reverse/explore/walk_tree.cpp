#include "ui/reverse/explore/walk_tree.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/timeline/timeline_geometry.h"

#include <QAbstractListModel>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyledItemDelegate>

#include <algorithm>
#include <functional>

namespace diffuscope::ui {

namespace {

constexpr int kRoomyLane = 33, kTightLane = 24, kRoomyLanes = 4, kLetterSide = 18;

class WalkDelegate : public QStyledItemDelegate {
public:
    explicit WalkDelegate(WalkTree* tree) : QStyledItemDelegate(tree), tree_(tree) {}
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {200, tree_->laneHeight()};
    }
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        editor->setGeometry(nameRect(option.rect));
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& lanes = tree_->lanes();
        const auto row = std::size_t(index.row());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const Palette& colours = paletteOf(tree_);
        drawLines(*painter, option.rect, lanes, row, colours);
        drawHead(*painter, option, lanes[row], colours);
        painter->restore();
    }

private:
    QRect nameRect(const QRect& rect) const
    {
        return {rect.left() + 42, rect.top() + 2, tree_->trackLeft() - 42 - rect.height() - 14, rect.height() - 4};
    }

    void drawHead(QPainter& painter, const QStyleOptionViewItem& option, const WalkTree::Lane& lane,
                  const Palette& colours) const
    {
        const QRect rect = option.rect;
        const QRectF box(rect.left() + 12, rect.top() + 1, tree_->trackLeft() - 22, rect.height() - 2);
        if (lane.shown)
            drawBox(painter, box, 5, colours.raised, colours.text1, 1.5);
        if ((option.state & QStyle::State_HasFocus) && showsFocus(tree_))
            drawFocusRing(painter, box, 5, colours);
        const QRectF circle(rect.left() + 18, rect.center().y() - kLetterSide / 2.0 + 0.5, kLetterSide, kLetterSide);
        const bool filled = lane.shown || lane.compared;
        painter.setPen(QPen(colours.text1, 1.25));
        painter.setBrush(filled ? QBrush(colours.text1) : QBrush(Qt::NoBrush));
        painter.drawEllipse(circle);
        painter.setFont(textFont(11, 600));
        painter.setPen(filled ? colours.inverse : colours.text1);
        painter.drawText(circle, Qt::AlignCenter, lane.letter);
        painter.setFont(textFont(12, lane.shown ? 600 : 400));
        painter.setPen(colours.text1);
        const QRect name = nameRect(rect);
        painter.drawText(name, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(lane.name, Qt::ElideRight, name.width()));
        const int side = rect.height() - 5;
        if (!lane.picture.isNull())
            painter.drawImage(QRect(tree_->trackLeft() - 14 - side, rect.top() + 3, side, side), lane.picture);
    }

    // What passes through this row on its way to a branch below is drawn here, too.
    void drawLines(QPainter& painter, const QRect& rect, const std::vector<WalkTree::Lane>& lanes, std::size_t row,
                   const Palette& colours) const
    {
        painter.setBrush(Qt::NoBrush);
        const double middle = rect.center().y() + 0.5;
        for (std::size_t below = row; below < lanes.size(); ++below) {
            const WalkTree::Lane& branch = lanes[below];
            if (branch.parent < 0 || std::size_t(branch.parent) > row || (below == row && branch.parent == int(row)))
                continue;
            const double x = tree_->xOf(branch.from);
            painter.setPen(QPen(colours.text2, 1.25));
            const double top = std::size_t(branch.parent) == row ? middle : rect.top();
            const double bottom = below == row ? middle : rect.bottom() + 1;
            painter.drawLine(QPointF(x, top), QPointF(x, bottom));
        }
        const WalkTree::Lane& lane = lanes[row];
        painter.setPen(QPen(lane.shown ? colours.text1 : colours.text2, lane.shown ? 2.25 : 1.25));
        painter.drawLine(QPointF(tree_->xOf(lane.from), middle), QPointF(tree_->xOf(lane.to), middle));
        painter.setPen(QPen(colours.text1, 1.5));
        painter.setBrush(colours.surface);
        for (const int change : lane.changes)
            painter.drawEllipse(QPointF(tree_->xOf(change), middle), 3.5, 3.5);
        for (const WalkTree::Lane& branch : lanes)
            if (branch.parent == int(row))
                painter.drawEllipse(QPointF(tree_->xOf(branch.from), middle), 4.5, 4.5);
        painter.setFont(textFont(11));
        painter.setPen(colours.text3);
        const QRectF words(tree_->xOf(0), rect.top(), tree_->xOf(std::max(lane.from, lane.to)) - tree_->xOf(0) - 10,
                           rect.height() / 2.0 - 1);
        if (words.height() >= 13 && words.width() > 60)
            painter.drawText(words, Qt::AlignLeft | Qt::AlignBottom,
                             painter.fontMetrics().elidedText(lane.about, Qt::ElideRight, int(words.width())));
    }

    WalkTree* tree_;
};

} // namespace

class WalkModel : public QAbstractListModel {
public:
    using QAbstractListModel::QAbstractListModel;
    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(lanes.size()); }
    Qt::ItemFlags flags(const QModelIndex& index) const override
    {
        return QAbstractListModel::flags(index) | Qt::ItemIsEditable;
    }
    QVariant data(const QModelIndex& index, int role) const override
    {
        const WalkTree::Lane& lane = lanes[std::size_t(index.row())];
        if (role == Qt::DisplayRole || role == Qt::EditRole)
            return lane.name;
        if (role == Qt::AccessibleTextRole || role == Qt::ToolTipRole) {
            QString words = WalkTree::tr("%1, %2, %3").arg(lane.letter, lane.name, lane.about);
            if (lane.shown)
                words += WalkTree::tr(", shown");
            return words;
        }
        return {};
    }
    bool setData(const QModelIndex& index, const QVariant& value, int role) override
    {
        if (role != Qt::EditRole)
            return false;
        if (renamed)
            renamed(lanes[std::size_t(index.row())].id, value.toString().trimmed());
        return true;
    }
    void set(const std::vector<WalkTree::Lane>& next)
    {
        if (next.size() != lanes.size()) {
            beginResetModel();
            lanes = next;
            endResetModel();
        } else if (next != lanes) {
            lanes = next;
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        }
    }
    std::vector<WalkTree::Lane> lanes;
    std::function<void(int id, const QString& name)> renamed;
};

WalkTree::WalkTree(QWidget* parent) : QListView(parent), lanes_(new WalkModel(this))
{
    setObjectName(QStringLiteral("walkTree"));
    setAccessibleName(tr("Kept walks"));
    setModel(lanes_);
    setItemDelegate(new WalkDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::EditKeyPressed);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setUniformItemSizes(true);
    lanes_->renamed = [this](int id, const QString& name) { Q_EMIT renamed(id, name); };
    const auto choose = [this](const QModelIndex& index) {
        if (index.isValid())
            Q_EMIT chosen(lanes_->lanes[std::size_t(index.row())].id);
    };
    connect(this, &QListView::clicked, this, choose);
    connect(this, &QListView::activated, this, choose);
}

const std::vector<WalkTree::Lane>& WalkTree::lanes() const { return lanes_->lanes; }

void WalkTree::setLanes(const std::vector<Lane>& lanes, int totalSteps)
{
    totalSteps_ = std::max(1, totalSteps);
    const bool resized = lanes.size() != lanes_->lanes.size();
    const int before = currentIndex().row();
    lanes_->set(lanes);
    const auto shown = std::find_if(lanes.begin(), lanes.end(), [](const Lane& lane) { return lane.shown; });
    if (shown != lanes.end() && (resized || before != int(shown - lanes.begin())) && state() != EditingState)
        setCurrentIndex(lanes_->index(int(shown - lanes.begin())));
    if (resized) {
        doItemsLayout();
        setFixedHeight(sizeHint().height());
    }
    viewport()->update();
}

int WalkTree::laneHeight() const { return lanes_->rowCount() > std::min(kRoomyLanes, most_) ? kTightLane : kRoomyLane; }

void WalkTree::setMostLanes(int lanes)
{
    if (lanes == most_)
        return;
    most_ = lanes;
    doItemsLayout();
    setFixedHeight(sizeHint().height());
}

QSize WalkTree::sizeHint() const { return {600, std::clamp(lanes_->rowCount(), 1, most_) * laneHeight() + 8}; }

void WalkTree::alignToTrack(int left, int width)
{
    left_ = left;
    width_ = width;
    viewport()->update();
}

void WalkTree::setStep(int step)
{
    step_ = step;
    viewport()->update();
}

double WalkTree::xOf(double step) const
{
    return left_ + TimelineGeometry{double(width_), totalSteps_, false}.xOf(step);
}

void WalkTree::renameShown()
{
    for (int row = 0; row < lanes_->rowCount(); ++row)
        if (lanes_->lanes[std::size_t(row)].shown) {
            setCurrentIndex(lanes_->index(row));
            edit(lanes_->index(row));
        }
}

void WalkTree::paintEvent(QPaintEvent* event)
{
    const Palette& colours = paletteOf(this);
    {
        QPainter ground(viewport());
        ground.fillRect(viewport()->rect(), colours.surface);
        ground.fillRect(hairline(ground, QRectF(0, 0, width(), 1)), colours.line);
    }
    QListView::paintEvent(event);
    QPainter painter(viewport());
    painter.fillRect(QRectF(xOf(step_) - 0.75, 0, 1.5, viewport()->height()), colours.text1);
}

// Del and undo are the tree's before they are anybody's shortcut.
bool WalkTree::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Undo)) {
        event->accept();
        return true;
    }
    return QListView::event(event);
}

void WalkTree::keyPressEvent(QKeyEvent* event)
{
    const int row = currentIndex().row();
    if (event->matches(QKeySequence::Undo)) {
        Q_EMIT undoWanted();
    } else if (event->key() == Qt::Key_Delete && row >= 0) {
        Q_EMIT removeWanted(lanes_->lanes[std::size_t(row)].id);
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && row >= 0) {
        Q_EMIT chosen(lanes_->lanes[std::size_t(row)].id);
    } else if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down || event->key() == Qt::Key_F2) {
        QListView::keyPressEvent(event);
    } else {
        event->ignore(); // letters are the mode's
    }
}

} // namespace diffuscope::ui
