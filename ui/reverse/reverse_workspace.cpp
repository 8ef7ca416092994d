#include "ui/reverse/reverse_workspace.h"

#include "core/session/walk_plan.h"
#include "ui/export/export_panel.h"
#include "ui/reverse/compare/compare_page.h"
#include "ui/reverse/compare/quality_panel.h"
#include "ui/reverse/copying/copying_panel.h"
#include "ui/reverse/edit/edit_strip.h"
#include "ui/reverse/edit/edit_tool.h"
#include "ui/reverse/explore/branch_panel.h"
#include "ui/reverse/explore/futures_page.h"
#include "ui/reverse/explore/futures_tool.h"
#include "ui/reverse/explore/paint_view.h"
#include "ui/reverse/explore/walk_tree.h"
#include "ui/reverse/faults/break_panel.h"
#include "ui/reverse/race/distance_chart.h"
#include "ui/reverse/race/race_tool.h"
#include "ui/reverse/reverse_toolbar.h"
#include "ui/reverse/sample_canvas.h"
#include "ui/reverse/sampler/draw_panel.h"
#include "ui/reverse/sampler/model_card.h"
#include "ui/reverse/sampler/recording_panel.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/reverse/start/start_panel.h"
#include "ui/reverse/step/blur_panel.h"
#include "ui/reverse/step/jump_panel.h"
#include "ui/reverse/step/pixel_table.h"
#include "ui/reverse/step/prediction_strip.h"
#include "ui/reverse/step/step_equations.h"
#include "ui/reverse/step/step_page.h"
#include "ui/reverse/step/weights_chart.h"
#include "ui/reverse/strips.h"
#include "ui/reverse/welcome/welcome_page.h"
#include "ui/reverse/when_visible.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/empty_state.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/form/section.h"

#include <QFileInfo>
#include <QStackedWidget>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {
constexpr int kFoldHeight = 560; // canvas lower than this: the strip loses its bars
} // namespace

ReverseWorkspace::ReverseWorkspace(Bridge& bridge, QWidget* parent)
    : Workspace(parent), bridge_(bridge), timeline_(new TimelineModel(this)), pages_(new QStackedWidget(this)),
      empty_(new EmptyState(tr("Train a model or open one."))), toolbar_(new ReverseToolbar),
      notice_(new NoticeCard(NoticeCard::Tone::Error, {}, {})),
      emptyNotice_(new NoticeCard(NoticeCard::Tone::Error, {}, {})),
      limitNotice_(new NoticeCard(NoticeCard::Tone::Neutral, {}, {})), views_(new QStackedWidget),
      canvas_(new SampleCanvas), welcome_(new WelcomePage),
      compare_(new ComparePage([this](const QString& id) { return comparedSide(id); })), step_(new StepPage),
      strip_(new PredictionStrip), weights_(new WeightsChart), futures_(new FuturesTool(
                                                                   bridge, [this] { return shownWalk(); }, this)),
      race_(new RaceTool(
          bridge, [this] { return raceBase(); }, this)),
      edit_(new EditTool(
          bridge, [this] { return samplerSettings(); }, this)),
      tree_(new WalkTree), model_(new ModelCard), branch_(new BranchPanel), sampler_(new SamplerPanel),
      recording_(new RecordingPanel), start_(new StartPanel(bridge)), equations_(new StepEquations),
      pixel_(new PixelTable), jump_(new JumpPanel), blur_(new BlurPanel(bridge, [this] { return raceBase(); })),
      break_(new BreakPanel(bridge)), copying_(new CopyingPanel(bridge)), quality_(new QualityPanel(bridge)),
      export_(new ExportPanel(bridge, [this](ExportPanel::Kind kind, bool all) { return exportContent(kind, all); }))
{
    timeline_->setDirection(TimelineModel::Direction::Reverse);
    timeline_->setStep(timeline_->totalSteps());
    timeline_->setThumbnails([this](int step) { return stateThumbnail(step); });
    buildCanvas();
    buildInspector();
    strips_ = std::make_unique<Strips>(
        Strips::Parts{strip_, weights_, futures_->chart(), tree_, race_->chart(), edit_->strip()});
    laying_ = new WhenVisible(tree_, [this] { layTree(); });
    describing_ = new WhenVisible(branchSection_, [this] { describeBranch(); });
    equating_ = new WhenVisible(equations_, [this] { equations_->setNumbers(shownNumbers()); });
    classing_ = new WhenVisible(sampler_->drawing(), [this] { wantClassSamples(); });
    painting_ = new WhenVisible(futures_->page()->paint(), [this] { showPaint(); });
    addCommands();
    connectControls();
    connectBridge();
    connectRecorded();
    if (bridge_.model())
        onModel(*bridge_.model());
    onTraining(bridge_.training());
}

ReverseWorkspace::~ReverseWorkspace() = default;

void ReverseWorkspace::connectControls()
{
    connect(toolbar_, &ReverseToolbar::exportRequested, export_, &ExportPanel::choose);
    connect(canvas_, &SampleCanvas::compareRequested, this, [this] { setComparing(true); });
    connect(compare_, &ComparePage::keepRequested, command("keep"), &Command::run);
    connect(compare_, &ComparePage::closed, this, [this] { setComparing(false); });
    connect(export_, &ExportPanel::statusMessage, this, &Workspace::statusMessage);
    connect(model_, &ModelCard::changeRequested, this, &Workspace::modelsRequested);
    connect(model_, &ModelCard::trainingRequested, this, [this] { openModel(QStringLiteral("training")); });
    connect(sampler_, &SamplerPanel::changed, this, &ReverseWorkspace::showPlans);
    connect(sampler_->drawing(), &DrawPanel::drawWanted, this, &ReverseWorkspace::drawClass);
    connect(recording_, &RecordingPanel::noteChanged, recordingSection_, &Section::setNote);
    showPlans();
    connect(quality_, &QualityPanel::measured, this, [this](int pictures) {
        qualitySection_->setNote(pictures > 0 ? countText(pictures, tr("picture"), tr("pictures")) : QString());
        showComparison(); // the nearest training picture is known now
    });
    connect(canvas_, &SampleCanvas::selectionChanged, this, &ReverseWorkspace::selectPicture);
    connect(strip_, &PredictionStrip::stepPicked, timeline_, &TimelineModel::setStep);
    connect(weights_, &WeightsChart::stepPicked, timeline_, &TimelineModel::setStep);
    connect(toolbar_, &ReverseToolbar::toolChosen, this, [this](const QString& id) {
        const QStringList ids{QStringLiteral("watch"), QStringLiteral("step"), QStringLiteral("explore"),
                              QStringLiteral("race"), QStringLiteral("edit")};
        setTool(Tool(ids.indexOf(id)));
    });
    connectFutures();
    connectBranches();
    connectRace();
    connectEdit();
    connectStart();
    connectTrials();
    connectWelcome();
    connect(jump_, &JumpPanel::stepPicked, timeline_, &TimelineModel::setStep);
    connect(jump_, &JumpPanel::noteChanged, jumpSection_, &Section::setNote);
    connect(step_, &StepPage::pixelChanged, this, &ReverseWorkspace::showStepPixel);
    connect(pixel_, &PixelTable::channelChosen, step_, &StepPage::setChannel);
    connect(timeline_, &TimelineModel::stepChanged, this, [this](int step) {
        if (!moving_)
            following_ = false; // the user has taken the playhead
        strips_->setStep(step);
        futures_->setStep(step);
        race_->setStep(step);
        edit_->setStep(step);
        blur_->setStep(step);
        if (!moving_) // else whoever moves it shows it
            showFrame();
    });
}

void ReverseWorkspace::connectBridge()
{
    connect(&bridge_, &Bridge::modelOpened, this, &ReverseWorkspace::onModel);
    connect(&bridge_, &Bridge::trainingChanged, this, &ReverseWorkspace::onTraining);
    connect(&bridge_, &Bridge::sampleStarted, this, &ReverseWorkspace::onStarted);
    connect(&bridge_, &Bridge::framesArrived, this, &ReverseWorkspace::onFrames);
    connect(&bridge_, &Bridge::sampleFinished, this, &ReverseWorkspace::onFinished);
    connect(&bridge_, &Bridge::failed, this, &ReverseWorkspace::onFailed);
    connect(&bridge_, &Bridge::classSamplesArrived, this, [this](const ClassSamples& samples) {
        if (samples.job == classesJob_ && opened_ && samples.model == opened_->path)
            sampler_->drawing()->setSamples(samples.pictures);
    });
}

void ReverseWorkspace::alignToTrack(int left, int width) { strips_->alignToTrack(left, width); }

void ReverseWorkspace::foldStrips()
{
    strips_->show(tool_, height() < kFoldHeight || takenAbove_ > 0, trajectory().started(), welcoming_);
}

void ReverseWorkspace::resizeEvent(QResizeEvent* event)
{
    Workspace::resizeEvent(event);
    foldStrips();
}

// Under a card the strip goes without its bars: the pictures keep their size.
void ReverseWorkspace::setTakenAbove(int height)
{
    takenAbove_ = height;
    foldStrips();
}

JobId ReverseWorkspace::openModel(const QString& path)
{
    notice_->hide();
    emptyNotice_->hide();
    const JobId job = bridge_.session().openModel(path.toStdString());
    Q_EMIT statusMessage(path == QLatin1String("training") ? tr("Taking the weights of the current training…")
                                                           : tr("Opening %1…").arg(QFileInfo(path).fileName()));
    return job;
}
void ReverseWorkspace::onModel(const ModelOpened& model)
{
    if (restoringModel_ != 0 && model.job > restoringModel_)
        dropRestoring();
    const bool awaited = restoringModel_ == 0 || model.job == restoringModel_;
    if (opened_ && opened_->path != model.path)
        limitNotice_->hide(); // its button would sample from another model
    if (opened_ && (opened_->side != model.side || opened_->channels != model.channels))
        sampler_->setSeedInstead({}); // of a picture that this model cannot take
    if (!opened_ || opened_->path != model.path || opened_->trainedSteps != model.trainedSteps)
        startWeights_.clear(); // its noise is found anew, with these
    opened_ = model;
    classesFor_.clear();
    classing_->ask();
    if (model.path == sampledModel_.path && model.trainedSteps == sampledModel_.trainedSteps)
        models_[runs_.currentId()] = sampledModel_ = model; // all that is known of it, of a walk that was kept
    model_->setModel(model);
    sampler_->setModel(model);
    futures_->setModel(model);
    branch_->setModel(model);
    race_->setModel(model);
    edit_->setModel(model);
    start_->setModel(model);
    refreshCommands();
    awaited ? applyRestored() : showPlans();
    pages_->setCurrentIndex(1);
    if (!trajectory().started()) { // an older result stays until the next one
        timeline_->setSchedule(Schedule(model.betas));
        timeline_->setStep(timeline_->totalSteps());
        canvas_->showEmpty(tr("Press G to generate"));
        canvas_->setExpected(sampler_->count());
    } else if (tool_ == Tool::Edit) {
        showAxis();
    }
    showTitle();
    Q_EMIT statusMessage(QString::fromStdString(model.name) + QStringLiteral(": ") + modelDetail(model));
    welcomeModel();
}

void ReverseWorkspace::onTraining(const TrainStatus& status)
{
    model_->setTraining(status);
    emptyTraining_->setVisible(status.step > 0);
}

void ReverseWorkspace::onStarted(const SampleStarted& started)
{
    if (started.job != job_ || !opened_)
        return;
    beginWalk(started);
}

void ReverseWorkspace::onFrames(JobId job, const std::vector<FramePtr>& frames)
{
    if (job != job_ || !trajectory().started())
        return;
    for (const FramePtr& frame : frames)
        runs_.add(frame);
    if (runs_.growingId() != runs_.currentId()) // another walk is looked at meanwhile
        return showTree();
    if (trajectory().frames() == 0)
        return;
    const Frame& newest = trajectory().frame(trajectory().frames() - 1);
    moving_ = true; // a playhead that stood where nothing is yet is led to what there is
    timeline_->setAvailableStops(trajectory().frames());
    moving_ = false;
    toolbar_->setProgress(newest.index, trajectory().expected() - 1);
    strip_->refresh();
    if (tool_ == Tool::Step)
        weights_->refresh();
    if (following_) {
        moving_ = true;
        timeline_->setStep(newest.step);
        moving_ = false;
    }
    showWanted(newest);
    strips_->setStep(timeline_->step());
    showFrame();
    timeline_->refreshThumbnails();
    showTree();
    showExport();
    exportSection_->setNote(countText(trajectory().pictures(), tr("sample"), tr("samples")) + QStringLiteral(", ") +
                            countText(trajectory().frames(), tr("frame"), tr("frames")));
}

void ReverseWorkspace::onFinished(const SampleFinished& finished)
{
    if (finished.job != job_)
        return;
    setSampling(false);
    canvas_->setWaiting(false);
    if (shownJob_ != job_) { // it ended before it began: what is shown is an earlier run's
        toolbar_->setProgress(std::max(0, trajectory().frames() - 1), trajectory().expected() - 1);
        Q_EMIT statusMessage(tr("Cancelled"));
        return;
    }
    networkCalls_ = finished.networkCalls;
    runs_.setSeconds(finished.seconds);
    if (finished.networkCalls > 0)
        secondsPerCall_ = finished.seconds / finished.networkCalls;
    showTree();
    if (steered_) {
        const Leaving from = *std::exchange(steered_, {});
        if (from.parent == runs_.currentId() && branchReason(from.frame).isEmpty())
            return branchFrom(from.frame, steering_);
        Q_EMIT statusMessage(tr("What was changed was not taken over: the walk ended before it could be"));
    }
    if (runs_.growingId() != runs_.currentId())
        return;
    showBranching(true);
    offerLimit();
    jump_->refresh();
    break_->refresh();
    copying_->refresh();
    quality_->setPictures(finished.images);
    showAgainst();
    const QString frames = countText(trajectory().frames(), tr("frame"), tr("frames"));
    if (finished.cancelled)
        Q_EMIT statusMessage(tr("Cancelled; %1 kept").arg(frames));
    else
        Q_EMIT statusMessage(tr("%1 in %2 s, all %3 kept")
                                 .arg(countText(trajectory().pictures(), tr("sample"), tr("samples")),
                                      number(finished.seconds, 1), frames));
}

void ReverseWorkspace::onFailed(const Failed& failure)
{
    const bool ours = failure.task == Task::Sample && failure.job == job_;
    if (ours) {
        setSampling(false);
        steered_.reset();
        canvas_->setWaiting(false);
        toolbar_->setProgress(std::max(0, trajectory().frames() - 1), trajectory().expected() - 1); // of what is shown
    }
    const bool ofTool = race_->asked(failure.job) || futures_->asked(failure.job) || edit_->asked(failure.job);
    if (!ours && !ofTool && failure.task != Task::OpenModel)
        return;
    if (!ours && restoringModel_ != 0 && failure.job >= restoringModel_)
        dropRestoring(); // a recipe's settings are for its own model
    if (!ours && !ofTool && welcoming_)
        welcomeFailed();
    Q_EMIT statusMessage({}); // "Opening…" is over
    NoticeCard* card = pages_->currentIndex() == 0 ? emptyNotice_ : notice_;
    card->setText(translated(failure.error.happenedMessage()), detailText(failure.error));
    card->show();
}

} // namespace diffuscope::ui
