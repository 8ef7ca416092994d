#include "ui/train/clocks/moments_panel.h"

#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/train/clocks/moment_picture.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/captions.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/image/display_scale.h"
#include "ui/widgets/math/math_text.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>

namespace diffuscope::ui {

namespace {

constexpr float kFarApart = 1; // of values in [-1, 1]: shown in full colour
constexpr int kRowsOfLine = 2, kMomentSymbol = 13, kMomentGap = 10,
              kDifferenceWords = 104; // the last: what a difference takes in words

QWidget* below(const QString& symbol, QWidget* words)
{
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 4);
    row->setSpacing(6);
    row->addWidget(new MathText(symbol, kMomentSymbol));
    row->addWidget(words);
    row->addStretch();
    return box;
}

Image imageAt(const ClocksState& state, ClocksState::Side side, bool guess)
{
    const WalkHistory& history = state.history();
    const ClocksState::Moment moment = state.moment(side);
    const PackedImage* image =
        history.cell(history.indexOf(moment.step), state.picture(), moment.t, guess, history.reach());
    return image ? image->unpacked() : Image();
}

} // namespace

MomentsPanel::MomentsPanel(ClocksState& state, Section& section, QWidget* parent)
    : QWidget(parent), state_(state), section_(section), nameA_(caption({})), nameB_(caption({}))
{
    auto* grid = new QGridLayout;
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(kMomentGap);
    grid->setVerticalSpacing(3);
    nameA_->setObjectName(QStringLiteral("momentA"));
    nameB_->setObjectName(QStringLiteral("momentB"));
    grid->addWidget(nameA_, 0, 0);
    grid->addWidget(nameB_, 0, 1);
    grid->addWidget(caption(tr("difference")), 0, 2);
    for (const int column : {0, 1, 2})
        grid->setColumnStretch(column, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(grid);
    const auto line = [grid](int row, bool guess) {
        const auto frame = guess ? std::optional(Concept::Prediction) : std::nullopt;
        Line made{new MomentPicture(frame), new MomentPicture(frame), new MomentPicture(Concept::Error),
                  new NumberLabel(11, 400)};
        made.rms->setObjectName(guess ? QStringLiteral("differenceGuess") : QStringLiteral("differencePicture"));
        made.rms->setToolTip(tr("Root mean squared difference of A and B; values are in [−1, 1]"));
        const QString symbol = guess ? QStringLiteral("\\prediction{\\hat{x}_0}") : QStringLiteral("x_t");
        grid->addWidget(made.a, row, 0);
        grid->addWidget(made.b, row, 1);
        grid->addWidget(made.difference, row, 2);
        for (const int at : {0, 1})
            grid->addWidget(below(symbol, caption(guess ? tr("guess") : tr("picture"))), row + 1, at);
        grid->addWidget(below(QStringLiteral("\\error{|A−B|}"), made.rms), row + 1, 2);
        return made;
    };
    pictures_ = line(1, false);
    guesses_ = line(1 + kRowsOfLine, true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    const auto add = [buttons](const QString& text, const char* name, Button::Look look) {
        auto* button = new Button(text, {}, look);
        button->setObjectName(QLatin1String(name));
        buttons->addWidget(button);
    };
    add(tr("Pin as A"), "pinA", Button::Look::Normal);
    add(tr("Pin as B"), "pinB", Button::Look::Normal);
    buttons->addStretch();
    add(tr("Swap"), "swapPins", Button::Look::Flat);
    column->addLayout(buttons);
    connect(&state, &ClocksState::momentChanged, this, &MomentsPanel::refresh);
    connect(&state, &ClocksState::viewChanged, this, &MomentsPanel::refresh);
    connect(&state, &ClocksState::pinsChanged, this, &MomentsPanel::refresh);
    refresh();
}

void MomentsPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) // the differences are drawn in its colours
        refresh();
}

void MomentsPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const int side = (width() - 2 * kMomentGap - kDifferenceWords) / 2;
    for (const Line* line : {&pictures_, &guesses_})
        for (MomentPicture* picture : {line->a, line->b, line->difference})
            picture->setSide(side);
}

void MomentsPanel::refresh()
{
    const auto name = [this](ClocksState::Side side) {
        const QString step = tr("step %1").arg(grouped(state_.moment(side).step));
        return (side == ClocksState::A ? tr("A  %1") : tr("B  %1")).arg(step);
    };
    const bool any = state_.history().count() > 0;
    nameA_->setText(any ? name(ClocksState::A) : tr("A"));
    nameB_->setText(any ? name(ClocksState::B) : tr("B"));
    const int tA = state_.moment(ClocksState::A).t, tB = state_.moment(ClocksState::B).t;
    section_.setNote(!any       ? QString()
                     : tA == tB ? tr("both at t = %1").arg(tA)
                                : tr("at t = %1 and %2").arg(tA).arg(tB));
    showLine(pictures_, false);
    showLine(guesses_, true);
}

void MomentsPanel::showLine(const Line& line, bool guess)
{
    const Image a = imageAt(state_, ClocksState::A, guess), b = imageAt(state_, ClocksState::B, guess);
    line.a->setPicture(a.empty() ? QImage() : toQImage(a));
    line.b->setPicture(b.empty() ? QImage() : toQImage(b));
    const PictureDifference difference = differenceOf(a, b);
    line.rms->setText(difference.comparable() ? tr("RMS %1").arg(number(difference.rms, 2)) : QStringLiteral("–"));
    QImage shaded;
    if (difference.comparable())
        shadePicture(difference.values, {DisplayScale::Colours::Magnitude, kFarApart, -1}, kFarApart, paletteOf(this),
                     Concept::Error, shaded);
    line.difference->setPicture(shaded);
}

} // namespace diffuscope::ui
