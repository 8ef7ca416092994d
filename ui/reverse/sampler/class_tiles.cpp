#include "ui/reverse/sampler/class_tiles.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/image/picture_paint.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kClassTile = 70, kClassWords = 17, kClassGap = 6, kClassColumns = 4, kClassRowsShown = 3;
constexpr int kFarAway = 10'000; // rows or columns: to an end
} // namespace

ClassTile::ClassTile(const QString& name, QWidget* parent) : QAbstractButton(parent)
{
    setText(name);
    setAccessibleName(name);
    setAccessibleDescription(tr("Draws pictures of this class"));
    setToolTip(tr("Draw %1").arg(name));
    setCheckable(true);
    setFocusPolicy(Qt::ClickFocus); // Tab comes to one of them
    setAttribute(Qt::WA_Hover);
}

void ClassTile::setPicture(const QImage& picture)
{
    picture_ = picture;
    update();
}

QSize ClassTile::sizeHint() const { return {shownSize(kClassTile), shownSize(kClassTile + kClassWords)}; }

void ClassTile::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return Q_EMIT moved(-1, 0);
    case Qt::Key_Right:
        return Q_EMIT moved(1, 0);
    case Qt::Key_Up:
        return Q_EMIT moved(0, -1);
    case Qt::Key_Down:
        return Q_EMIT moved(0, 1);
    case Qt::Key_Home:
        return Q_EMIT moved(-kFarAway, 0);
    case Qt::Key_End:
        return Q_EMIT moved(kFarAway, 0);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return click();
    default:
        QAbstractButton::keyPressEvent(event);
    }
}

void ClassTile::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int words = shownSize(kClassWords);
    const QRectF frame = QRectF(rect()).adjusted(0, 0, 0, -words);
    const double pen = isChecked() ? 2 : 1;
    const QRectF edge = frame.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2);
    drawBox(painter, edge, 5, underMouse() ? p.hover : p.raised, QColor());
    const QRectF room = frame.adjusted(1, 1, -1, -1); // twice 32, also where the panel leaves 66 of the 70
    if (hasPicture())
        drawPicture(painter, picture_, wholePlace(painter, picture_.size(), room));
    else
        drawDashedCell(painter, room, p, Concept::State);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(isChecked() ? p.selected : p.line2, pen));
    painter.drawRoundedRect(edge, 5, 5);
    painter.setFont(textFont(11, isChecked() ? 600 : 400));
    painter.setPen(isChecked() ? p.text1 : p.text2);
    const QRect line(0, height() - words, width(), words);
    painter.drawText(line, Qt::AlignHCenter | Qt::AlignBottom,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, line.width()));
    if (!hasFocus())
        return;
    painter.setPen(QPen(p.focus, 2));
    painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 5, 5);
}

ClassTiles::ClassTiles(QWidget* parent) : QScrollArea(parent), page_(new QWidget)
{
    setObjectName(QStringLiteral("classTiles"));
    setAccessibleName(tr("Class to draw"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setFocusPolicy(Qt::NoFocus); // its tiles have it
    viewport()->setAutoFillBackground(false);
    page_->setAutoFillBackground(false);
    setWidget(page_);
}

void ClassTiles::setNames(const QStringList& names)
{
    qDeleteAll(tiles_);
    tiles_.clear();
    for (const QString& name : names) {
        const int label = int(tiles_.size());
        auto* tile = new ClassTile(name, page_);
        tile->setObjectName(QStringLiteral("class%1").arg(label));
        connect(tile, &QAbstractButton::clicked, this, [this, label] {
            setCurrent(label);
            Q_EMIT chosen(label);
        });
        connect(tile, &ClassTile::moved, this,
                [this, label](int columns, int rows) { moveFrom(label, columns, rows); });
        tile->show();
        tiles_.append(tile);
    }
    setCurrent(current_ < tiles_.size() ? current_ : -1);
    updateGeometry();
    arrange();
}

void ClassTiles::setPictures(const std::vector<Image>& pictures)
{
    for (std::size_t k = 0; k < std::size_t(tiles_.size()); ++k)
        tiles_[qsizetype(k)]->setPicture(k < pictures.size() ? toQImage(pictures[k]) : QImage());
}

// Tab comes to the one that is chosen, or to the first.
void ClassTiles::setCurrent(int label)
{
    current_ = label;
    for (int k = 0; k < count(); ++k) {
        tiles_[k]->setChecked(k == label);
        tiles_[k]->setFocusPolicy(k == std::max(0, label) ? Qt::StrongFocus : Qt::ClickFocus);
    }
}

void ClassTiles::moveFrom(int label, int columns, int rows)
{
    const int to = std::clamp(label + columns, 0, count() - 1) + rows * kClassColumns;
    if (to < 0 || to >= count())
        return;
    tiles_[to]->setFocus(Qt::TabFocusReason);
    ensureWidgetVisible(tiles_[to], 0, 0);
}

QSize ClassTiles::sizeHint() const
{
    const int rows = std::min((count() + kClassColumns - 1) / kClassColumns, kClassRowsShown);
    const int tile = shownSize(kClassTile + kClassWords);
    return {kClassColumns * shownSize(kClassTile) + (kClassColumns - 1) * kClassGap,
            std::max(0, rows * (tile + kClassGap) - kClassGap)};
}

void ClassTiles::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    arrange();
}

bool ClassTiles::event(QEvent* event)
{
    const bool done = QScrollArea::event(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        arrange();
    return done;
}

// Four in a row, whatever the scroll bar takes of its width.
void ClassTiles::arrange()
{
    const int wide = viewport()->width();
    const int side = std::min(shownSize(kClassTile), (wide - (kClassColumns - 1) * kClassGap) / kClassColumns);
    const int high = side + shownSize(kClassWords);
    const int gap = count() > kClassColumns ? (wide - kClassColumns * side) / (kClassColumns - 1) : kClassGap;
    for (int k = 0; k < count(); ++k)
        tiles_[k]->setGeometry((k % kClassColumns) * (side + gap), (k / kClassColumns) * (high + kClassGap), side,
                               high);
    const int rows = (count() + kClassColumns - 1) / kClassColumns;
    page_->resize(wide, std::max(0, rows * (high + kClassGap) - kClassGap));
}

} // namespace diffuscope::ui
