#include "ui/train/microscope/stage/stage.h"

#include "ui/style/theme.h"
#include "ui/train/microscope/microscope_state.h"
#include "ui/train/microscope/stage/drawing_pages.h"
#include "ui/train/microscope/substeps.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/elided_label.h"
#include "ui/widgets/image/view_link.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace diffuscope::ui {

SubstepStage::SubstepStage(MicroscopeState& state, QWidget* parent)
    : Surface(Tone::Canvas, {}, parent), state_(state), title_(new QLabel), sentence_(new ElidedLabel),
      back_(new Button(tr("Back"))), next_(new Button(tr("Next"))), stack_(new QStackedWidget), numbers_(new NumberLine)
{
    setObjectName(QStringLiteral("stage"));
    title_->setObjectName(QStringLiteral("stageTitle"));
    sentence_->setObjectName(QStringLiteral("stageSentence"));
    sentence_->setProperty("role", "secondary");
    back_->setObjectName(QStringLiteral("stageBack"));
    next_->setObjectName(QStringLiteral("stageNext"));
    numbers_->setObjectName(QStringLiteral("stageNumbers"));
    auto* top = new QHBoxLayout;
    top->setSpacing(10);
    top->addWidget(title_);
    top->addWidget(sentence_, 1);
    top->addWidget(back_);
    top->addWidget(next_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 12, 24, 10);
    column->setSpacing(10);
    column->addLayout(top);
    column->addWidget(stack_, 1);
    column->addWidget(numbers_);
    auto* link = new ViewLink(this);
    link->setKeepsProbe(true);
    pages_ = makeStagePages(state_, link);
    for (StagePage* page : pages_) {
        stack_->addWidget(page);
        connect(page, &StagePage::numbersChanged, this, &SubstepStage::showNumbers);
        if (auto* one = qobject_cast<TimestepPage*>(page))
            timestep_ = one;
    }
    connect(timestep_, &TimestepPage::stepPicked, this, &SubstepStage::stepPicked);
    connect(&state_, &MicroscopeState::stepChanged, this, [this] {
        for (StagePage* page : pages_)
            page->showStep();
        showSubstep();
    });
    connect(&state_, &MicroscopeState::substepChanged, this, &SubstepStage::showSubstep);
}

void SubstepStage::setCoveredRight(int width) { layout()->setContentsMargins(24, 12, 24 + width, 10); }

void SubstepStage::setStep(int step)
{
    if (state_.step())
        timestep_->setStep(step);
}

void SubstepStage::showSubstep()
{
    const int substep = state_.substep();
    title_->setText(substepName(substep));
    title_->setFont(textFont(18, 600));
    sentence_->setWhole(state_.broken() == substep
                            ? tr("Here a number is no number any more. What follows would have none either.")
                            : substepSentence(substep));
    stack_->setCurrentIndex(substep - 1);
    showNumbers();
}

void SubstepStage::showNumbers()
{
    if (state_.step())
        numbers_->setParts(pages_[state_.substep() - 1]->numbers());
}

} // namespace diffuscope::ui
