#include "ui/train/microscope/microscope_tab.h"

#include "core/schedule/forward.h"
#include "ui/bridge/bridge.h"
#include "ui/style/paint_kit.h"
#include "ui/style/to_qimage.h"
#include "ui/style/words.h"
#include "ui/timeline/timeline_model.h"
#include "ui/train/microscope/batch_strip.h"
#include "ui/train/microscope/further_panel.h"
#include "ui/train/microscope/microscope_state.h"
#include "ui/train/microscope/stage/stage.h"
#include "ui/train/microscope/stepper.h"
#include "ui/train/microscope/substeps.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/math/math_text.h"

#include <QResizeEvent>
#include <QStackedWidget>

#include <algorithm>
#include <cmath>
#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kSlowMotionMs = 1250;
constexpr int kWholeHeight = 540; // of the tab; below it the strip and the stepper's pictures go

QString memoryWords(std::uint64_t bytes)
{
    return bytes > 0 ? MicroscopeTab::tr("%1 MB").arg(grouped((long long)std::max(1.0, std::ceil(double(bytes) / 1e6))))
                     : QString();
}

} // namespace

MicroscopeTab::MicroscopeTab(Bridge& bridge, std::function<TrainRequest()> start, QWidget* parent)
    : TrainTab(parent), bridge_(bridge), state_(new MicroscopeState(bridge, std::move(start), this)),
      timeline_(new TimelineModel(this))
{
    buildCanvas();
    buildInspector();
    connectState();
    timeline_->setNote(tr("of the followed picture"));
    timeline_->setThumbnails([this](int step) {
        if (!state_->step())
            return QImage();
        const LookedAt& seen = state_->followed();
        return toQImage(forwardJump(seen.data, seen.noise, state_->schedule(), step - 1));
    });
    connect(timeline_, &TimelineModel::stepChanged, this, &MicroscopeTab::onStep);
    slowMotion_.setInterval(kSlowMotionMs);
    connect(&slowMotion_, &QTimer::timeout, this, [this] {
        state_->setSubstep(state_->substep() + 1);
        if (state_->substep() == kSubsteps || state_->substep() == state_->broken())
            slowMotion_.stop();
    });
    showPage();
}

MicroscopeTab::~MicroscopeTab() = default;

void MicroscopeTab::connectState()
{
    connect(state_, &MicroscopeState::stepChanged, this, &MicroscopeTab::showStep);
    connect(state_, &MicroscopeState::substepChanged, this, [this] {
        showWords();
        Q_EMIT commandsChanged();
    });
    connect(state_, &MicroscopeState::stateChanged, this, &MicroscopeTab::showPage);
    connect(state_, &MicroscopeState::furtherChanged, this, &MicroscopeTab::showFurther);
    connect(&bridge_, &Bridge::datasetOpened, this, &MicroscopeTab::showPage);
    connect(&bridge_, &Bridge::trainingChanged, this, [this](const TrainStatus& status) {
        showPage();
        if (isVisible() && status.state == TrainState::Running && !state_->busy() && !state_->isOfThisRun() &&
            !state_->problem())
            state_->look(); // a run has begun meanwhile
    });
    connect(stage_, &SubstepStage::stepPicked, timeline_, &TimelineModel::setStep);
    connect(strip_, &BatchStrip::picturePicked, state_, &MicroscopeState::follow);
}

void MicroscopeTab::enter()
{
    const bool stale = !state_->step() || !state_->isOfThisRun() || !state_->step()->trained;
    if (stale && !state_->busy())
        state_->look();
    showPage();
}

void MicroscopeTab::leave() { slowMotion_.stop(); }

void MicroscopeTab::showPage()
{
    const QString missing = state_->missing();
    missing_->setText(missing);
    const QString memory = memoryWords(state_->copyBytes());
    waiting_->setText(memory.isEmpty() ? tr("Taking a copy of the network…")
                                       : tr("Taking a copy of the network, %1…").arg(memory));
    pages_->setCurrentIndex(state_->step() ? 2 : missing.isEmpty() ? 1 : 0);
    const auto& problem = state_->problem();
    if (problem)
        problem_->setText(translated(problem->happenedMessage()), detailText(*problem));
    problem_->setVisible(problem.has_value());
    waiting_->setVisible(!problem);
    newCopy_->setVisible(state_->step() && missing.isEmpty());
    Q_EMIT commandsChanged();
}

void MicroscopeTab::showStep()
{
    const DissectedStep& step = *state_->step();
    showing_ = true;
    if (timeline_->totalSteps() != int(step.betas.size()) || timeline_->schedule().betas() != step.betas)
        timeline_->setSchedule(state_->schedule());
    if (!timeline_->playing())
        timeline_->setStep(state_->followed().timestep + 1);
    showing_ = false;
    timeline_->refreshThumbnails();
    strip_->setStep(timeline_->step());
    batchSection_->setNote(step.trained ? tr("copy of step %1").arg(grouped(step.step)) : tr("not trained yet"));
    const QString memory = memoryWords(step.copyBytes);
    copyNote_->setWords(step.run.empty() ? tr("Works on a copy, %1. Nothing is trained by looking.").arg(memory)
                                         : tr("Works on a copy, %1. The run goes on and does not notice.").arg(memory));
    showWords();
    showFurther();
    showPage();
}

void MicroscopeTab::showWords()
{
    if (!state_->step())
        return;
    const int substep = state_->substep();
    const bool greek = language_->current() == QLatin1String("greek");
    question_->setWords(substepQuestion(substep));
    answer_->setWords(substepAnswer(substep, *state_->step()));
    greek_->setMarkup(substepGreek(substep, *state_->step()));
    greek_->setVisible(greek);
    question_->setVisible(!greek);
    answer_->setVisible(!greek);
    wordsSection_->updateGeometry();
}

void MicroscopeTab::showFurther()
{
    const MicroscopeState::Further& further = state_->further();
    const int done = further.points.empty() ? 0 : further.points.back().done;
    if (goFurther_)
        goFurther_->named(further.running ? tr("Stop, %1 of %2").arg(done).arg(further.total)
                                          : tr("Do %1 more").arg(MicroscopeState::kFurther),
                          further.running ? QStringLiteral("stop") : QStringLiteral("play"));
    Q_EMIT commandsChanged();
}

void MicroscopeTab::onStep(int step)
{
    strip_->setStep(step);
    if (showing_)
        return;
    stage_->setStep(std::max(1, step));
    state_->drawTimestep(std::max(0, step - 1));
}

void MicroscopeTab::toggleSlowMotion()
{
    if (slowMotion_.isActive())
        return slowMotion_.stop();
    if (animationTime(this) == 0) // whoever wants no motion goes on by hand
        return state_->setSubstep(state_->substep() % kSubsteps + 1);
    if (state_->substep() == kSubsteps)
        state_->setSubstep(1);
    slowMotion_.start();
}

void MicroscopeTab::alignToTrack(int left, int width) { strip_->alignToTrack(left, width); }

void MicroscopeTab::setCoveredRight(int width)
{
    stage_->setCoveredRight(width);
    stepper_->setCoveredRight(width);
}

void MicroscopeTab::resizeEvent(QResizeEvent* event)
{
    TrainTab::resizeEvent(event);
    const bool folded = height() < kWholeHeight;
    stepper_->setFolded(folded);
    strip_->setVisible(!folded);
}

QList<Workspace::Fact> MicroscopeTab::facts() const
{
    QList<Workspace::Fact> facts = {{QStringLiteral("microscope.substep"), state_->substep()}};
    if (!state_->step())
        return facts;
    facts.append({QStringLiteral("microscope.step"), qlonglong(state_->step()->step)});
    facts.append({QStringLiteral("microscope.t"), state_->followed().timestep + 1});
    facts.append({QStringLiteral("microscope.error"), state_->followed().error});
    facts.append({QStringLiteral("microscope.loss"), state_->step()->loss});
    facts.append({QStringLiteral("microscope.gradientNorm"), state_->step()->gradientNorm});
    return facts;
}

std::string MicroscopeTab::settings() const { return language_->current().toStdString(); }

void MicroscopeTab::restore(const std::string& settings) { language_->setCurrent(QString::fromStdString(settings)); }

} // namespace diffuscope::ui
