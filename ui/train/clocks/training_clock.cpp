#include "ui/train/clocks/training_clock.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/number_label.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QSignalBlocker>
#include <QWheelEvent>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kLossRight = 50, kStepRight = 104; // from the right end
constexpr int kNoLossBelow = 120;                // of width: there is room for the step alone
constexpr int kHandle = 20, kNotch = 120;        // the latter: of a wheel, in eighths of a degree

} // namespace

TrainingClock::TrainingClock(ClocksState& state, QWidget* parent) : QSlider(Qt::Vertical, parent), state_(state)
{
    setObjectName(QStringLiteral("trainingClock"));
    setAccessibleName(tr("Training step"));
    setToolTip(tr("Training clock (PgUp, PgDn): how much the network has learnt. The loss is the smoothed one."));
    setFocusPolicy(Qt::StrongFocus);
    setInvertedAppearance(true); // training runs down
    setInvertedControls(true);
    setPageStep(1);
    connect(this, &QSlider::valueChanged, &state_, &ClocksState::setRow);
    connect(&state, &ClocksState::rowChanged, this, &TrainingClock::follow);
    follow();
}

void TrainingClock::setRows(const ClockRows& rows)
{
    rows_ = rows;
    update();
}

void TrainingClock::follow()
{
    const WalkHistory& history = state_.history();
    {
        const QSignalBlocker quiet(this);
        setRange(0, std::max(0, history.count() - 1));
        setValue(std::max(0, state_.row()));
    }
    setEnabled(history.count() > 0);
    if (history.count() > 0)
        setAccessibleDescription(tr("step %1").arg(grouped(history.at(state_.row()).step)));
    update();
}

void TrainingClock::choose(double y)
{
    if (const int place = rows_.placeAt(int(y)); place >= 0)
        state_.setRow(rows_.rows[std::size_t(place)]);
}

void TrainingClock::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        choose(event->position().y());
}

void TrainingClock::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        choose(event->position().y());
}

void TrainingClock::mouseReleaseEvent(QMouseEvent*) {}

void TrainingClock::wheelEvent(QWheelEvent* event)
{
    state_.moveBy(event->angleDelta().y() >= kNotch ? -1 : event->angleDelta().y() <= -kNotch ? 1 : 0);
    event->accept();
}

void TrainingClock::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_PageUp:
        return state_.moveBy(-1);
    case Qt::Key_Down:
    case Qt::Key_PageDown:
        return state_.moveBy(1);
    case Qt::Key_Home:
        return state_.setRow(0);
    case Qt::Key_End:
        return state_.setRow(state_.history().count() - 1);
    default:
        QWidget::keyPressEvent(event);
    }
}

void TrainingClock::drawRow(QPainter& painter, int place) const
{
    const Palette& p = paletteOf(this);
    const int row = rows_.rows[std::size_t(place)];
    const PreviewWalk& walk = state_.history().at(row);
    const bool chosen = row == state_.row();
    const QFont font = textFont(chosen ? 13 : 12, chosen ? 600 : 400);
    const double baseline = ClockRows::middle(place) + QFontMetricsF(font).capHeight() / 2;
    const auto ending = [&](double right, const QString& text, const QColor& colour) {
        painter.setPen(colour);
        NumberLabel::draw(painter, {right - NumberLabel::width(text, font), baseline}, text, font);
    };
    const bool both = width() >= kNoLossBelow;
    ending(width() - (both ? kStepRight : kLossRight), grouped(walk.step), chosen ? p.prediction.text : p.text2);
    if (both)
        ending(width() - kLossRight, walk.loss >= 0 ? number(walk.loss, 3) : QStringLiteral("–"),
               chosen ? p.error.text : p.text3);
}

void TrainingClock::drawTrack(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    const double x = trackFrom(width());
    const QColor teal = p.prediction.graphic;
    const double top = ClockRows::middle(0), bottom = ClockRows::middle(rows_.count() - 1);
    painter.fillRect(QRectF(x - 1, top, 2, bottom - top), teal);
    for (int place = 0; place < rows_.count(); ++place)
        painter.fillRect(QRectF(x - 4, ClockRows::middle(place) - 1, 8, 2), teal);
    const int place = rows_.placeOf(state_.row());
    if (place < 0)
        return;
    const double y = ClockRows::middle(place), half = kHandle / 2.0;
    painter.fillRect(QRectF(x, y - 0.75, width() - x, 1.5), teal); // to the row's frame
    QPainterPath handle;
    handle.addRoundedRect(QRectF(x - half, y - half, kHandle - 4, kHandle), 4, 4);
    handle.moveTo(x + half - 6, y - half + 2);
    handle.lineTo(x + half + 2, y);
    handle.lineTo(x + half - 6, y + half - 2);
    handle.closeSubpath();
    handle.setFillRule(Qt::WindingFill);
    painter.setPen(Qt::NoPen);
    painter.setBrush(teal);
    painter.drawPath(handle);
    for (const double line : {-3.0, 0.0, 3.0})
        painter.fillRect(QRectF(x - 5, y + line - 0.5, 7, 1), p.canvas);
    if (showsFocus(this))
        drawFocusRing(painter, QRectF(x - half - 3, y - half - 3, kHandle + 8, kHandle + 6), 6, p);
}

void TrainingClock::paintEvent(QPaintEvent*)
{
    if (rows_.rows.empty())
        return;
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(textFont(11));
    const bool both = width() >= kNoLossBelow;
    const auto head = [&](int right, const QString& text) {
        painter.setPen(p.text3);
        painter.drawText(QRectF(0, ClockRows::kTop - 20, width() - right, 16), Qt::AlignRight | Qt::AlignVCenter, text);
    };
    head(both ? kStepRight : kLossRight, tr("step"));
    if (both)
        head(kLossRight, tr("loss"));
    painter.setFont(textFont(11, 600));
    painter.setPen(p.prediction.text);
    painter.drawText(QRectF(0, 4, width() - kLossRight + 4, 16), Qt::AlignRight | Qt::AlignVCenter,
                     both ? tr("training clock") : tr("training"));
    for (int place = 0; place < rows_.count(); ++place)
        if (rows_.rows[std::size_t(place)] < state_.history().count())
            drawRow(painter, place);
    drawTrack(painter);
}

} // namespace diffuscope::ui
