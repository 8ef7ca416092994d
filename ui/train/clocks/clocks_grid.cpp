#include "ui/train/clocks/clocks_grid.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/timeline/timeline_geometry.h"
#include "ui/widgets/image/picture_paint.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kCellMargin = 3, kLetter = 18;
constexpr double kWorthWhole = 0.7; // of the cell: where whole pixels would fill less, the picture is resampled
constexpr std::size_t kMostPictures = 4000;

// A little picture as large as its cell, without uneven pixels.
void drawInCell(QPainter& painter, const QImage& picture, const QRectF& cell, double dpr)
{
    const QRectF whole = wholePlace(painter, picture.size(), cell);
    if (whole.width() >= cell.width() * kWorthWhole)
        return drawPicture(painter, picture, whole);
    painter.drawImage(cell, thumbnailOf(picture, (cell.size() * dpr).toSize()));
}

} // namespace

ClocksGrid::ClocksGrid(ClocksState& state, QWidget* parent) : QWidget(parent), state_(state)
{
    installClocksGridAccessible();
    setObjectName(QStringLiteral("clocksGrid"));
    setAccessibleName(tr("Training steps and timesteps"));
    setFocusPolicy(Qt::StrongFocus);
    setProperty("takesArrows", true);
    setMouseTracking(false);
    const auto again = [this] {
        pictures_.clear();
        update();
    };
    connect(&state.history(), &WalkHistory::changed, this, again);
    connect(&state, &ClocksState::viewChanged, this, again);
    connect(&state, &ClocksState::pinsChanged, this, qOverload<>(&QWidget::update));
    connect(&state, &ClocksState::momentChanged, this, [this] {
        update();
        say();
    });
}

void ClocksGrid::setRows(const ClockRows& rows)
{
    if (rows == rows_)
        return;
    rows_ = rows;
    update();
}

void ClocksGrid::setSteps(int totalSteps)
{
    totalSteps_ = std::max(1, totalSteps);
    update();
}

int ClocksGrid::columns() const { return TimelineGeometry{double(width()), totalSteps_, false}.cellCount(); }

int ClocksGrid::stepOfColumn(int column) const
{
    const int t = TimelineGeometry{double(width()), totalSteps_, false}.stepOfCell(column);
    return state_.history().stopAt(state_.row(), t, state_.history().reach()).value_or(t);
}

int ClocksGrid::column() const
{
    return std::clamp(int(std::lround(double(state_.t()) * (columns() - 1) / totalSteps_)), 0, columns() - 1);
}

QRect ClocksGrid::cellRect(int place, int column) const
{
    const double pitch = double(width()) / columns();
    const int left = int(std::lround(column * pitch)), right = int(std::lround((column + 1) * pitch));
    return {left, ClockRows::top(place), right - left, ClockRows::kPitch};
}

int ClocksGrid::cellAt(const QPoint& position) const
{
    const int place = (position.y() - ClockRows::kTop) / ClockRows::kPitch;
    if (position.y() < ClockRows::kTop || place >= rows_.count() || position.x() < 0 || position.x() >= width())
        return -1;
    return place * columns() + std::min(columns() - 1, position.x() * columns() / std::max(1, width()));
}

int ClocksGrid::currentCell() const
{
    const int place = rows_.placeOf(state_.row());
    return place < 0 ? -1 : place * columns() + column();
}

QString ClocksGrid::nameOfRow(int place) const
{
    return place < 0 || place >= rows_.count()
               ? QString()
               : tr("training step %1").arg(grouped(state_.history().at(rows_.rows[std::size_t(place)]).step));
}

QImage ClocksGrid::pictureOf(int row, int t, bool guess) const
{
    const WalkHistory& history = state_.history();
    const std::optional<int> stop = history.stopAt(row, t, history.reach());
    if (!stop)
        return {};
    const std::tuple key(history.at(row).step, *stop, guess);
    if (const auto found = pictures_.find(key); found != pictures_.end())
        return found->second;
    const PackedImage* image = history.cell(row, state_.picture(), *stop, guess);
    if (pictures_.size() > kMostPictures)
        pictures_.clear();
    return pictures_[key] = image ? toQImage(image->unpacked()) : QImage();
}

QString ClocksGrid::nameOf(int cell) const
{
    const int row = rows_.rows[std::size_t(cell / columns())], t = stepOfColumn(cell % columns());
    const WalkHistory& history = state_.history();
    if (pictureOf(row, t, state_.showsGuess()).isNull()) {
        const Message& problem = history.at(row).problem;
        return problem.empty() ? tr("not kept") : QString::fromStdString(problem.text());
    }
    QString name = state_.showsGuess() ? tr("guess") : tr("picture");
    if (const auto distance = history.distance(row, state_.picture(), t); state_.showsGuess() && distance)
        name += tr(", distance %1").arg(number(*distance, 2));
    if (const QString letters = state_.lettersAt(row, t); !letters.isEmpty())
        name += tr(", pinned as %1").arg(letters.size() > 1 ? tr("A and B") : letters);
    return name;
}

void ClocksGrid::drawCell(QPainter& painter, int place, int column) const
{
    const int row = rows_.rows[std::size_t(place)];
    const QRect cell = cellRect(place, column);
    const int side = std::min(cell.width(), cell.height()) - 2 * kCellMargin;
    const QRectF box(cell.center().x() + 0.5 - side / 2.0, cell.top() + (cell.height() - side) / 2.0, side, side);
    const QImage picture =
        pictureOf(row, TimelineGeometry{double(width()), totalSteps_, false}.stepOfCell(column), state_.showsGuess());
    if (picture.isNull())
        return drawDashedCell(painter, box.adjusted(1, 1, -1, -1), paletteOf(this),
                              state_.showsGuess() ? Concept::Prediction : Concept::State);
    drawInCell(painter, picture, box, devicePixelRatioF());
}

void ClocksGrid::drawPin(QPainter& painter, int place, int column, const QString& letters) const
{
    const Palette& p = paletteOf(this);
    const QRectF cell = QRectF(cellRect(place, column)).adjusted(1.5, 1.5, -1.5, -1.5);
    drawBox(painter, cell, 4, {}, p.text1, 3);
    const QRectF badge(cell.right() - kLetter / 2.0, std::max(0.0, cell.top() - kLetter / 2.0),
                       letters.size() > 1 ? kLetter * 1.4 : kLetter, kLetter);
    const QRectF shown = badge.translated(std::min(0.0, width() - badge.right()), 0);
    drawBox(painter, shown, kLetter / 2.0, p.text1, {});
    painter.setFont(textFont(11, 600));
    painter.setPen(p.canvas);
    painter.drawText(shown, Qt::AlignCenter, letters);
}

// The training clock's row and the denoising clock's column, which ends in the playhead below.
void ClocksGrid::drawFrames(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    const int place = rows_.placeOf(state_.row());
    if (place >= 0)
        drawBox(painter,
                QRectF(0, ClockRows::top(place), width(), ClockRows::kPitch).adjusted(0.75, 0.75, -0.75, -0.75), 4, {},
                p.prediction.graphic, 1.5);
    const QRectF column = cellRect(0, this->column());
    const double bottom = ClockRows::top(rows_.count()) + 4,
                 x = TimelineGeometry{double(width()), totalSteps_, false}.xOf(state_.t());
    drawBox(painter, QRectF(column.left(), ClockRows::kTop - 4, column.width(), bottom - ClockRows::kTop + 4), 3, {},
            p.text1, 1.5);
    painter.fillRect(QRectF(x - 0.75, bottom, 1.5, std::max(0.0, height() - bottom)), p.text1);
}

void ClocksGrid::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    for (int place = 0; place < rows_.count(); ++place)
        for (int column = 0; column < columns(); ++column)
            drawCell(painter, place, column);
    if (rows_.rows.empty())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    drawFrames(painter);
    for (int place = 0; place < rows_.count(); ++place)
        for (int column = 0; column < columns(); ++column)
            if (const QString letters = state_.lettersAt(rows_.rows[std::size_t(place)], stepOfColumn(column));
                !letters.isEmpty())
                drawPin(painter, place, column, letters);
    if (showsFocus(this))
        drawFocusRing(
            painter,
            QRectF(0, ClockRows::kTop - 6, width(), ClockRows::kPitch * rows_.count() + 12).adjusted(1, 1, -1, -1), 5,
            paletteOf(this));
}

void ClocksGrid::choose(const QPoint& position)
{
    const int place = rows_.placeAt(position.y());
    if (place < 0)
        return;
    state_.setRow(rows_.rows[std::size_t(place)]);
    const int column = std::clamp(position.x() * columns() / std::max(1, width()), 0, columns() - 1);
    state_.setT(stepOfColumn(column));
}

void ClocksGrid::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        choose(event->position().toPoint());
}

void ClocksGrid::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        choose(event->position().toPoint());
}

void ClocksGrid::keyPressEvent(QKeyEvent* event)
{
    const auto column = [this](int by) {
        state_.setT(stepOfColumn(std::clamp(this->column() + by, 0, columns() - 1)));
        say();
    };
    const int place = std::max(0, rows_.placeOf(state_.row()));
    const auto toPlace = [this](int wanted) {
        if (!rows_.rows.empty())
            state_.setRow(rows_.rows[std::size_t(std::clamp(wanted, 0, rows_.count() - 1))]);
    };
    switch (event->key()) {
    case Qt::Key_Left:
        return column(-1);
    case Qt::Key_Right:
        return column(1);
    case Qt::Key_Up:
        return toPlace(place - 1);
    case Qt::Key_Down:
        return toPlace(place + 1);
    case Qt::Key_PageUp:
        return state_.moveBy(-1);
    case Qt::Key_PageDown:
        return state_.moveBy(1);
    case Qt::Key_Home:
        return column(-columns());
    case Qt::Key_End:
        return column(columns());
    default:
        QWidget::keyPressEvent(event);
    }
}

bool ClocksGrid::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int cell = cellAt(help->pos());
        if (cell < 0)
            return QToolTip::hideText(), true;
        const int place = cell / columns(), column = cell % columns();
        const QString where = tr("training step %1, t = %2")
                                  .arg(grouped(state_.history().at(rows_.rows[std::size_t(place)]).step))
                                  .arg(stepOfColumn(column));
        QToolTip::showText(help->globalPos(), where + u'\n' + nameOf(cell), this, cellRect(place, column));
        return true;
    }
    return QWidget::event(event);
}

void ClocksGrid::say()
{
    if (currentCell() < 0)
        return;
    setAccessibleDescription(
        tr("training step %1, t = %2").arg(grouped(state_.history().at(state_.row()).step)).arg(state_.t()));
    if (!QAccessible::isActive() || !hasFocus())
        return;
    QAccessibleEvent moved(this, QAccessible::Focus);
    moved.setChild(currentCell());
    QAccessible::updateAccessibility(&moved);
}

} // namespace diffuscope::ui
