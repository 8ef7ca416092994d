#include "ui/train/microscope/batch_grid.h"

#include "ui/style/paint_kit.h"
#include "ui/style/to_qimage.h"
#include "ui/train/microscope/microscope_state.h"
#include "ui/train/microscope/substeps.h"
#include "ui/widgets/image/picture_paint.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kBatchColumns = 8, kLargeCell = 64, kLargeGap = 12, kSmallCell = 34, kSmallGap = 5, kCellWords = 15;
constexpr int kCellFrame = 4;
} // namespace

BatchGrid::BatchGrid(MicroscopeState& state, Form form, QWidget* parent) : QWidget(parent), state_(state), form_(form)
{
    setObjectName(form == Form::Large ? QStringLiteral("batchPictures") : QStringLiteral("batchInputs"));
    setAccessibleName(form == Form::Large ? tr("The batch") : tr("The batch with its noise"));
    setFocusPolicy(Qt::StrongFocus);
    QSizePolicy policy(QSizePolicy::Expanding, form == Form::Large ? QSizePolicy::Preferred : QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&state_, &MicroscopeState::stepChanged, this, &BatchGrid::showStep);
}

void BatchGrid::showStep()
{
    const std::size_t before = pictures_.size();
    pictures_.clear();
    for (const LookedAt& picture : state_.step()->pictures)
        pictures_.push_back(toQImage(form_ == Form::Large ? picture.data : picture.noisy));
    setAccessibleDescription(tr("picture %1 of %2, %3")
                                 .arg(state_.picture() + 1)
                                 .arg(count())
                                 .arg(pictureName(*state_.step(), state_.followed())));
    if (before != pictures_.size())
        updateGeometry();
    update();
}

int BatchGrid::columns() const { return kBatchColumns; }

int BatchGrid::cell(int width) const
{
    const int gap = form_ == Form::Large ? kLargeGap : kSmallGap,
              wanted = form_ == Form::Large ? kLargeCell : kSmallCell;
    const int room = (width - 2 * kCellFrame - gap * (columns() - 1)) / columns();
    const int most = std::clamp(room, 8, wanted);
    if (pictures_.empty() || pictures_.front().isNull())
        return most;
    const int whole = wholeSide(most, pictures_.front().width(), devicePixelRatioF());
    return whole > 0 && whole <= most ? whole : most;
}

int BatchGrid::pitchDown(int width) const { return cell(width) + (form_ == Form::Large ? kLargeGap : kCellWords + 3); }

int BatchGrid::heightForWidth(int width) const
{
    const int rows = (std::max(count(), kBatchColumns) + columns() - 1) / columns();
    return rows * pitchDown(width) + 2 * kCellFrame - (form_ == Form::Large ? kLargeGap : 0);
}

QSize BatchGrid::sizeHint() const
{
    const int wide = form_ == Form::Large ? columns() * (kLargeCell + kLargeGap) : columns() * (kSmallCell + kSmallGap);
    return {wide, heightForWidth(wide)};
}

QSize BatchGrid::minimumSizeHint() const
{
    const int wide = form_ == Form::Large ? 300 : 240;
    return {wide, form_ == Form::Large ? 60 : heightForWidth(width() > 100 ? width() : wide)};
}

QRect BatchGrid::cellRect(int index) const
{
    const int side = cell(width()), across = side + (form_ == Form::Large ? kLargeGap : kSmallGap);
    return {kCellFrame + index % columns() * across, kCellFrame + index / columns() * pitchDown(width()), side, side};
}

int BatchGrid::cellAt(const QPoint& position) const
{
    for (int index = 0; index < count(); ++index)
        if (cellRect(index).adjusted(-2, -2, 2, form_ == Form::Large ? 2 : kCellWords).contains(position))
            return index;
    return -1;
}

void BatchGrid::paintEvent(QPaintEvent*)
{
    if (!state_.step())
        return;
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int index = 0; index < count(); ++index) {
        const QRect place = cellRect(index);
        const bool followed = index == state_.picture();
        drawPicture(painter, pictures_[std::size_t(index)], place);
        if (followed)
            drawBox(painter, QRectF(place).adjusted(-3, -3, 3, 3), 3, QColor(),
                    showsFocus(this)       ? p.focus
                    : form_ == Form::Large ? p.signal.graphic
                                           : p.text1,
                    2);
        if (form_ == Form::Large)
            continue;
        painter.setFont(textFont(10, followed ? 600 : 400));
        painter.setPen(followed ? p.text1 : p.text3);
        painter.drawText(QRect(place.left() - 4, place.bottom() + 3, place.width() + 8, kCellWords), Qt::AlignCenter,
                         QString::number(state_.step()->pictures[std::size_t(index)].timestep + 1));
    }
}

void BatchGrid::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        state_.follow(cellAt(event->position().toPoint()));
}

void BatchGrid::keyPressEvent(QKeyEvent* event)
{
    const int by = event->key() == Qt::Key_Left    ? -1
                   : event->key() == Qt::Key_Right ? 1
                   : event->key() == Qt::Key_Up    ? -columns()
                   : event->key() == Qt::Key_Down  ? columns()
                                                   : 0;
    if (by == 0)
        return QWidget::keyPressEvent(event);
    state_.follow(state_.picture() + by);
}

bool BatchGrid::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int at = cellAt(help->pos());
        if (at < 0 || !state_.step())
            return QToolTip::hideText(), true;
        const LookedAt& picture = state_.step()->pictures[std::size_t(at)];
        QToolTip::showText(help->globalPos(),
                           tr("%1, t = %2, error %3. Click to follow it.")
                               .arg(pictureName(*state_.step(), picture), QString::number(picture.timestep + 1),
                                    errorText(picture.error)),
                           this, cellRect(at));
        return true;
    }
    return QWidget::event(event);
}

} // namespace diffuscope::ui
