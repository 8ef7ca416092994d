#include "ui/train/clocks/clocks_page.h"

#include "ui/style/theme.h"
#include "ui/train/clocks/clocks_grid.h"
#include "ui/train/clocks/training_clock.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/elided_label.h"

#include <QPainter>
#include <QWheelEvent>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kPlaySide = 24, kWordsLeft = 20, kWheelNotch = 120; // the latter: eighths of a degree

} // namespace

ClocksPage::ClocksPage(ClocksState& state, QWidget* parent)
    : QWidget(parent), state_(state), clock_(new TrainingClock(state, this)), grid_(new ClocksGrid(state, this)),
      play_(new IconButton(QStringLiteral("play"), tr("Play the training clock (Shift+Space)"), this))
{
    auto* words = new ElidedLabel({}, Qt::ElideRight, this);
    words->setProperty("role", "secondary");
    words->setWhole(
        tr("Down the rows the network learns. Along a row, from right to left, it denoises. Every row begins "
           "with the same noise."));
    words_ = words;
    play_->setObjectName(QStringLiteral("playTraining"));
    play_->setBox(kPlaySide, kPlaySide, 14);
    setTabOrder(clock_, play_);
    setTabOrder(play_, grid_);
    connect(play_, &IconButton::clicked, &state, &ClocksState::togglePlay);
    connect(&state, &ClocksState::playingChanged, this,
            [this](bool playing) { play_->setIconName(playing ? QStringLiteral("pause") : QStringLiteral("play")); });
    connect(&state, &ClocksState::rowChanged, this, &ClocksPage::showRows);
    connect(&state.history(), &WalkHistory::changed, this, &ClocksPage::showRows);
    showRows();
}

void ClocksPage::alignToTrack(int left, int width)
{
    left_ = left;
    width_ = width;
    arrange();
}

void ClocksPage::setSteps(int totalSteps) { grid_->setSteps(totalSteps); }

void ClocksPage::setHint(const QString& hint)
{
    hint_ = hint;
    update();
}

void ClocksPage::arrange()
{
    clock_->setGeometry(0, 0, left_, height());
    grid_->setGeometry(left_, 0, std::min(width_, std::max(1, width() - left_)), height());
    play_->setGeometry(TrainingClock::trackFrom(left_) - kPlaySide / 2, 8, kPlaySide, kPlaySide);
    words_->setGeometry(left_ + kWordsLeft, 8, std::max(0, width() - left_ - 2 * kWordsLeft), kPlaySide);
    for (QWidget* above : {static_cast<QWidget*>(play_), static_cast<QWidget*>(words_)})
        above->raise();
    showRows();
}

void ClocksPage::showRows()
{
    const ClockRows rows{spreadRows(state_.history(), state_.row(), ClockRows::placesIn(height()))};
    clock_->setRows(rows);
    grid_->setRows(rows);
    for (QWidget* part : {static_cast<QWidget*>(clock_), static_cast<QWidget*>(grid_), static_cast<QWidget*>(play_),
                          static_cast<QWidget*>(words_)})
        part->setVisible(rows.count() > 0);
    play_->setEnabled(rows.count() > 1);
    update();
}

void ClocksPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

// Anywhere beside the slider, too: it reaches the rows that have no place.
void ClocksPage::wheelEvent(QWheelEvent* event)
{
    const int turned = event->angleDelta().y();
    state_.moveBy(turned >= kWheelNotch ? -1 : turned <= -kWheelNotch ? 1 : 0);
    event->accept();
}

void ClocksPage::paintEvent(QPaintEvent*)
{
    if (state_.history().count() > 0)
        return;
    QPainter painter(this);
    painter.setFont(textFont(13));
    painter.setPen(paletteOf(this).text2);
    painter.drawText(rect().adjusted(24, 0, -24, 0), Qt::AlignCenter | Qt::TextWordWrap, hint_);
}

} // namespace diffuscope::ui
