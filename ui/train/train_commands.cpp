// TrainWorkspace: what can be done in it, its buttons, and what it knows in numbers.
#include "core/recipe/recipe.h"
#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/train/preview_panel.h"
#include "ui/train/train_config_panel.h"
#include "ui/train/train_workspace.h"
#include "ui/widgets/files/file_dialogs.h"

#include <QAbstractButton>
#include <QInputDialog>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {

bool rests(TrainState state)
{
    return state == TrainState::Idle || state == TrainState::Finished || state == TrainState::Failed;
}

bool canSave(TrainState state) { return state == TrainState::Running || state == TrainState::Paused; }

bool canGoOn(const TrainStatus& status)
{
    return rests(status.state) && status.lastCheckpoint >= 0 && !status.folder.empty();
}

bool isFinished(const TrainStatus& status) { return status.lastCheckpoint >= status.totalSteps; }

bool canSample(const TrainStatus& status)
{
    return status.state == TrainState::Paused || (rests(status.state) && status.lastCheckpoint >= 0);
}

// For a disk that may stay full.
bool waitsForDisk(const TrainStatus& status) { return status.state == TrainState::Stopping && status.diskError; }

QString noRun() { return TrainWorkspace::tr("Nothing is being trained"); }

QString whyNotPause(const TrainStatus& status)
{
    if (rests(status.state))
        return noRun();
    return canSave(status.state)                   ? QString()
           : status.state == TrainState::Preparing ? TrainWorkspace::tr("The run is being prepared")
                                                   : TrainWorkspace::tr("The run is being stopped");
}

QString whyNotStop(const TrainStatus& status)
{
    if (rests(status.state))
        return noRun();
    return status.state == TrainState::Stopping && !status.diskError ? TrainWorkspace::tr("The run is being stopped")
                                                                     : QString();
}

} // namespace

void TrainWorkspace::addCommands()
{
    addCommand("checkpoint", tr("Checkpoint"))
        .onKey(Qt::Key_C, tr("checkpoint"))
        .disabledBy([this] { return whyNotPause(bridge_.training()); })
        .does([this] { bridge_.session().saveCheckpoint(); });
    addCommand("preview history", tr("Preview history")).shownKeys("[ ]", tr("preview history"));
    for (const int by : {-1, 1})
        addCommand(by < 0 ? "preview before" : "preview after", {})
            .onKey(by < 0 ? Qt::Key_BracketLeft : Qt::Key_BracketRight)
            .listed(Command::Nowhere)
            .does([this, by] { previews_->moveBy(by); });
    addRunCommands();
    addCommand("dataset report", tr("Report on the dataset"))
        .foundBy(tr("doctor copies skipped classes"))
        .listed(Command::Search)
        .disabledBy([this] { return bridge_.dataset() ? QString() : tr("Open a dataset first"); })
        .does([this] { setTab(QStringLiteral("data")); });
    const std::pair<const char*, const char*> buttons[] = {
        {"start", "start training"},   {"goOn", "go on training"},
        {"pause", "pause training"},   {"stop", "stop training"},
        {"checkpoint", "checkpoint"},  {"sample", "sample this model"},
        {"resumeFirst", "resume run"}, {"sampleCheckpoint", "sample a checkpoint"}};
    for (const auto& [button, id] : buttons)
        Command::bind(findChild<QAbstractButton*>(QLatin1String(button)), command(QLatin1String(id)));
}

void TrainWorkspace::addRunCommands()
{
    const auto status = [this]() -> const TrainStatus& { return bridge_.training(); };
    const QString busy = tr("A run is in progress");
    addCommand("start training", tr("Start training"))
        .foundBy(tr("run learn"))
        .listed(Command::Search)
        .explained(tr("Train a new network with these settings."))
        .disabledBy([this, status, busy] {
            return !rests(status().state)        ? busy
                   : !bridge_.dataset()          ? tr("Choose a folder of pictures first.")
                   : bridge_.dataset()->size < 2 ? tr("Training needs at least two pictures.")
                                                 : config_->problem();
        })
        .does([this] { start(); });
    addCommand("pause training", tr("Pause or resume training"))
        .foundBy(tr("resume continue"))
        .listed(Command::Search)
        .disabledBy([status] { return whyNotPause(status()); })
        .does([this, status] {
            if (status().state == TrainState::Paused)
                bridge_.session().resumeTraining();
            else
                bridge_.session().pauseTraining();
        });
    addCommand("stop training", tr("Stop training"))
        .foundBy(tr("end finish"))
        .listed(Command::Search)
        .disabledBy([status] { return whyNotStop(status()); })
        .does([this] { bridge_.session().stopTraining(); });
    addCommand("go on training", tr("Continue the run"))
        .foundBy(tr("resume go on extend longer more steps"))
        .listed(Command::Search)
        .disabledBy([this, status, busy] {
            return !rests(status().state) ? busy
                   : !canGoOn(status())   ? tr("There is no run to continue")
                   : !isFinished(status()) && config_->totalSteps() <= double(status().lastCheckpoint)
                       ? tr("This run has been trained for %1 steps already: give more Steps to continue it.")
                             .arg(grouped(status().lastCheckpoint))
                       : config_->problem();
        })
        .does([this] { continueRun(); });
    addCommand("resume run", tr("Resume a run…"))
        .foundBy(tr("continue open"))
        .listed(Command::Search)
        .disabledBy([status, busy] { return rests(status().state) ? QString() : busy; })
        .does([this] { chooseRun(); });
    addCommand("sample a checkpoint", tr("Sample from a checkpoint…"))
        .foundBy(tr("generate reverse earlier step"))
        .listed(Command::Search)
        .explained(tr("Draw pictures with an earlier checkpoint of this run."))
        .disabledBy([status] { return status().lastCheckpoint >= 0 ? QString() : tr("The run has no checkpoint yet"); })
        .does([this] { chooseCheckpoint(); });
    addCommand("sample this model", tr("Sample from this model"))
        .foundBy(tr("generate reverse"))
        .listed(Command::Search)
        .disabledBy([status] {
            return canSample(status())     ? QString()
                   : rests(status().state) ? tr("There is no run to sample from")
                                           : tr("Pause the run first");
        })
        .does([this, status] {
            bridge_.session().openModel(status().lastCheckpoint >= 0 ? status().folder : "training");
            Q_EMIT modeRequested(QStringLiteral("reverse"));
        });
}

// What of Train goes into a file from here; the charts have their own tables.
void TrainWorkspace::exportCurrent()
{
    if (tab() && tab()->exportCurrent())
        return;
    const int shown = previews_->current();
    if (shown < 0)
        return Q_EMIT statusMessage(tr("There is no preview to export yet. A chart's menu saves its numbers as CSV."));
    const PreviewHistory::Preview& preview = history_->previews().at(shown);
    const QString name = tr("preview-step-%1").arg(preview.step) + QStringLiteral(".png");
    auto pictures = history_->previews().images(shown);
    const auto made = history_->recipeAt(preview.step);
    askWhereToSave(
        this, tr("Export the previews"), name, tr("PNG picture"), QStringLiteral(".png"),
        [this, pictures = std::move(pictures), recipe = made ? toJson(*made) : std::string()](const QString& path) {
            ExportRequest request;
            request.format = "contact_sheet";
            request.target = path.toStdString();
            request.frames = pictures;
            if (!Preferences::flag(Preferences::kNoMetadata))
                request.recipe = recipe;
            bridge_.session().exportImages(request);
        });
}

void TrainWorkspace::showRunCommands()
{
    const TrainStatus& status = bridge_.training();
    const bool resting = rests(status.state), paused = status.state == TrainState::Paused;
    command("start training")->setShown(resting && (bridge_.dataset() || status.state != TrainState::Idle));
    command("go on training")
        ->explained(isFinished(status) ? tr("Train this run for more steps.")
                                       : tr("Continue this run from step %1, with what has been changed of Steps, "
                                            "Learning rate, Batch and the like.")
                                             .arg(grouped(status.lastCheckpoint)));
    command("go on training")->setShown(canGoOn(status));
    command("pause training")->named(paused ? tr("Resume") : tr("Pause"), paused ? "play" : "pause");
    command("pause training")->setShown(!resting);
    command("stop training")->named(waitsForDisk(status) ? tr("Give up") : tr("Stop"));
    command("stop training")->explained(waitsForDisk(status) ? tr("End without saving the last steps.") : QString());
    command("stop training")->setShown(!resting);
    command("checkpoint")->setShown(!resting);
    command("sample this model")->setShown(canSample(status));
    refreshCommands(); // what they say depends on the form as well
}

// A finished run needs to be told how far.
void TrainWorkspace::continueRun()
{
    const TrainStatus& status = bridge_.training();
    if (config_->totalSteps() > double(status.lastCheckpoint))
        return launchContinued();
    auto* question = new QInputDialog(this);
    question->setObjectName(QStringLiteral("continueSteps"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setWindowTitle(tr("Continue the run"));
    question->setInputMode(QInputDialog::IntInput);
    question->setLabelText(tr("It is trained for %1 steps. Train it up to step:").arg(grouped(status.lastCheckpoint)));
    question->setIntRange(int(status.lastCheckpoint) + 1, 100'000'000);
    question->setIntValue(int(std::min<std::int64_t>(2 * status.lastCheckpoint, 100'000'000)));
    question->setOkButtonText(tr("Continue"));
    connect(question, &QInputDialog::intValueSelected, this, [this](int steps) {
        config_->setSteps(steps);
        launchContinued();
    });
    question->open();
}

void TrainWorkspace::launchContinued()
{
    TrainRequest request;
    request.folder = bridge_.training().folder;
    request.overrides = config_->changesOfRun();
    request.overrides["steps"] = static_cast<long long>(config_->totalSteps());
    request.resume = true;
    launch(request);
}

QList<Workspace::Fact> TrainWorkspace::facts() const
{
    const TrainStatus& status = bridge_.training();
    QList<Fact> facts = {{"state", trainStateName(status.state)}, {"t", timeline_->step()}};
    if (bridge_.dataset()) {
        facts.append({"dataset", QString::fromStdString(bridge_.dataset()->name)});
        facts.append({"pictures", qlonglong(bridge_.dataset()->size)});
    }
    if (status.step > 0) {
        facts.append({"step", qlonglong(status.step)});
        facts.append({"steps", qlonglong(status.totalSteps)});
        facts.append({"loss", status.smoothedLoss});
    }
    if (status.validationLoss >= 0)
        facts.append({"validationLoss", status.validationLoss});
    if (status.imagesPerSecond > 0)
        facts.append({"speed", status.imagesPerSecond, "1/s"});
    if (status.lastCheckpoint >= 0)
        facts.append({"checkpoint", qlonglong(status.lastCheckpoint)});
    facts.append({"tab", tab() ? tab()->id() : QStringLiteral("watch")});
    for (const TrainTab* one : tabs_)
        facts += one->facts();
    return facts;
}

} // namespace diffuscope::ui
