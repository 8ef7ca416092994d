// MicroscopeTab: how it is put together, and what can be done in it.
#include "ui/train/microscope/batch_grid.h"
#include "ui/train/microscope/batch_strip.h"
#include "ui/train/microscope/further_panel.h"
#include "ui/train/microscope/microscope_state.h"
#include "ui/train/microscope/microscope_tab.h"
#include "ui/train/microscope/stage/stage.h"
#include "ui/train/microscope/stepper.h"
#include "ui/train/microscope/substeps.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/captions.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/surface.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/math/math_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace diffuscope::ui {

namespace {

constexpr int kPageWords = 420;

// A sentence in the middle of an empty page, and what leads on from it.
QWidget* emptyPage(QLabel* sentence, QWidget* below)
{
    sentence->setWordWrap(true);
    sentence->setAlignment(Qt::AlignCenter);
    sentence->setProperty("role", "secondary");
    sentence->setFixedWidth(kPageWords);
    auto* page = new Surface(Surface::Tone::Canvas);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(16);
    column->addStretch();
    column->addWidget(sentence, 0, Qt::AlignHCenter);
    if (below)
        column->addWidget(below, 0, Qt::AlignHCenter);
    column->addStretch();
    return page;
}

} // namespace

void MicroscopeTab::buildCanvas()
{
    pages_ = new QStackedWidget;
    missing_ = new QLabel;
    missing_->setObjectName(QStringLiteral("microscopeMissing"));
    waiting_ = new QLabel;
    waiting_->setObjectName(QStringLiteral("microscopeWaiting"));
    problem_ = new NoticeCard(NoticeCard::Tone::Error, {}, {});
    problem_->setObjectName(QStringLiteral("microscopeProblem"));
    QPushButton* again = problem_->addAction(tr("Try again"));
    again->setObjectName(QStringLiteral("microscopeAgain"));
    connect(again, &QPushButton::clicked, state_, &MicroscopeState::look);
    connect(problem_, &NoticeCard::closed, problem_, &QWidget::hide);
    stepper_ = new Stepper(*state_);
    stage_ = new SubstepStage(*state_);
    strip_ = new BatchStrip(*state_);
    auto* watch = new Button(tr("Go to Watch"), {}, Button::Look::Primary);
    connect(watch, &QPushButton::clicked, this, [this] { Q_EMIT tabRequested(QStringLiteral("watch")); });

    auto* work = new Surface(Surface::Tone::Canvas);
    auto* column = new QVBoxLayout(work);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(stepper_);
    column->addWidget(stage_, 1);
    column->addWidget(strip_);
    pages_->addWidget(emptyPage(missing_, watch));
    pages_->addWidget(emptyPage(waiting_, nullptr));
    pages_->addWidget(work);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(problem_);
    outer->addWidget(pages_, 1);
}

void MicroscopeTab::buildInspector()
{
    inspector_ = new Surface(Surface::Tone::Surface, {}, this);
    auto* column = new QVBoxLayout(inspector_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);

    batchSection_ = new Section(tr("The batch"));
    batchSection_->body()->addWidget(new BatchGrid(*state_, BatchGrid::Form::Small));
    newBatch_ = new Button(tr("New batch"), QStringLiteral("dice"));
    newBatch_->setObjectName(QStringLiteral("newBatch"));
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(newBatch_);
    row->addWidget(caption(tr("click a picture to follow it")), 1);
    batchSection_->body()->addLayout(row);

    wordsSection_ = new Section(tr("In words"));
    language_ =
        new SegmentedControl({{QStringLiteral("words"), tr("Words"), {}}, {QStringLiteral("greek"), tr("Greek"), {}}});
    language_->setObjectName(QStringLiteral("microscopeLanguage"));
    language_->setAccessibleName(tr("In words or in symbols"));
    language_->setToolTip(tr("In words, or as the field writes it (W)"));
    question_ = new WrappedLabel("title");
    question_->setObjectName(QStringLiteral("microscopeQuestion"));
    answer_ = new WrappedLabel("secondary");
    answer_->setObjectName(QStringLiteral("microscopeAnswer"));
    greek_ = new MathText({}, 17);
    greek_->setObjectName(QStringLiteral("microscopeGreek"));
    greek_->hide();
    for (QWidget* part : {static_cast<QWidget*>(language_), static_cast<QWidget*>(question_),
                          static_cast<QWidget*>(answer_), static_cast<QWidget*>(greek_)})
        wordsSection_->body()->addWidget(part);
    connect(language_, &SegmentedControl::currentChanged, this, [this] {
        showWords();
        Q_EMIT settingsChanged();
    });

    furtherSection_ = new Section(tr("100 more steps"));
    furtherSection_->setNote(tr("error of this picture"));
    further_ = new FurtherPanel(*state_);
    furtherSection_->body()->addWidget(further_);

    for (Section* section : {batchSection_, wordsSection_, furtherSection_}) {
        section->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
        column->addWidget(section);
    }
    column->addStretch();
    auto* note = new QWidget;
    auto* noteRow = new QVBoxLayout(note);
    noteRow->setContentsMargins(16, 8, 16, 16);
    copyNote_ = new WrappedLabel("secondary");
    copyNote_->setObjectName(QStringLiteral("copyNote"));
    newCopy_ = new Button(tr("Take a new copy"), QStringLiteral("copy"), Button::Look::Flat);
    newCopy_->setObjectName(QStringLiteral("newCopy"));
    noteRow->addWidget(copyNote_);
    noteRow->addWidget(newCopy_, 0, Qt::AlignLeft);
    column->addWidget(note);
    inspector_->hide(); // until the frame takes it
}

void MicroscopeTab::addCommands(const AddCommand& add)
{
    const auto noStep = [this] { return state_->step() ? QString() : tr("No step has been looked at yet"); };
    back_ = &add(QStringLiteral("microscope back"), tr("The sub-step before"))
                 .onKey(Qt::Key_PageUp, tr("sub-step back"))
                 .explained(tr("The sub-step before (PgUp)"))
                 .disabledBy([this, noStep] {
                     return !state_->step()          ? noStep()
                            : state_->substep() == 1 ? tr("This is the first sub-step")
                                                     : QString();
                 })
                 .does([this] { state_->setSubstep(state_->substep() - 1); });
    next_ = &add(QStringLiteral("microscope next"), tr("The next sub-step"))
                 .onKey(Qt::Key_PageDown, tr("sub-step"))
                 .explained(tr("On, after the last sub-step to the next batch (PgDn)"))
                 .disabledBy([this, noStep] {
                     return !state_->step()                         ? noStep()
                            : state_->substep() == state_->broken() ? tr("What follows would be no number either")
                                                                    : QString();
                 })
                 .does([this] {
                     if (state_->substep() == kSubsteps)
                         state_->nextBatch();
                     else
                         state_->setSubstep(state_->substep() + 1);
                 });
    slow_ = &add(QStringLiteral("microscope slow"), tr("One training step in slow motion"))
                 .onKey(Qt::Key_S, tr("slow motion"))
                 .disabledBy(noStep)
                 .does([this] { toggleSlowMotion(); });
    Command& batch = add(QStringLiteral("microscope batch"), tr("Look at another batch"))
                         .onKey(Qt::Key_R, tr("new batch"))
                         .explained(tr("Other pictures, timesteps and noise, with the same weights (R)"))
                         .disabledBy(noStep)
                         .does([this] { state_->newBatch(); });
    goFurther_ =
        &add(QStringLiteral("microscope further"), tr("A hundred more training steps"))
             .onKey(Qt::Key_H, tr("100 more"))
             .explained(tr("Trains a second copy in the background and looks at this picture after each step (H)"))
             .disabledBy([this, noStep] { return state_->broken() > 0 ? tr("This step is no number") : noStep(); })
             .does([this] { state_->goFurther(); });
    add(QStringLiteral("microscope words"), tr("Words or symbols for a training step"))
        .onKey(Qt::Key_W, tr("words, symbols"))
        .does([this] { language_->choose(language_->current() == QLatin1String("words") ? 1 : 0); });
    Command& copy = add(QStringLiteral("microscope copy"), tr("Look at the training as it is now"))
                        .explained(tr("Takes a new copy of the training as it is now"))
                        .disabledBy([this] { return state_->missing(); })
                        .does([this] { state_->look(); });
    Command::bind(stage_->back(), back_);
    Command::bind(stage_->next(), next_);
    Command::bind(newBatch_, &batch);
    Command::bind(newCopy_, &copy);
    Command::bind(further_->button(), goFurther_);
    connect(state_, &MicroscopeState::substepChanged, this,
            [this] { next_->named(state_->substep() == kSubsteps ? tr("Next batch") : tr("Next")); });
}

} // namespace diffuscope::ui
