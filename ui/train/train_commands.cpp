// TrainWorkspace: what can be done in it, its buttons, and what it knows in numbers.
#include "ui/style/theme.h"
#include "ui/train/preview_panel.h"
#include "ui/train/train_workspace.h"

#include <QAbstractButton>

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
    return rests(status.state) && status.lastCheckpoint >= 0 && status.lastCheckpoint < status.totalSteps;
}

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
        .does([this] { showReport(true); });
    const std::pair<const char*, const char*> buttons[] = {
        {"start", "start training"},  {"goOn", "go on training"},   {"pause", "pause training"},
        {"stop", "stop training"},    {"checkpoint", "checkpoint"}, {"sample", "sample this model"},
        {"resumeFirst", "resume run"}};
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
                                                 : QString();
        })
        .does([this] { start(); });
    addCommand("pause training", tr("Pause or go on training"))
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
    addCommand("go on training", tr("Go on with the run that was stopped"))
        .foundBy(tr("resume continue"))
        .listed(Command::Search)
        .disabledBy([status, busy] {
            return !rests(status().state) ? busy : canGoOn(status()) ? QString() : tr("There is no run to go on with");
        })
        .does([this, status] { resumeRun(QString::fromStdString(status().folder)); });
    addCommand("resume run", tr("Resume a run…"))
        .foundBy(tr("continue open"))
        .listed(Command::Search)
        .disabledBy([status, busy] { return rests(status().state) ? QString() : busy; })
        .does([this] { chooseRun(); });
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

void TrainWorkspace::showRunCommands()
{
    const TrainStatus& status = bridge_.training();
    const bool resting = rests(status.state), paused = status.state == TrainState::Paused;
    command("start training")->setShown(resting);
    command("go on training")->explained(tr("Resume this run from step %1.").arg(grouped(status.lastCheckpoint)));
    command("go on training")->setShown(canGoOn(status));
    command("pause training")->named(paused ? tr("Resume") : tr("Pause"), paused ? "play" : "pause");
    command("pause training")->setShown(!resting);
    command("stop training")->named(waitsForDisk(status) ? tr("Give up") : tr("Stop"));
    command("stop training")->explained(waitsForDisk(status) ? tr("End without saving the last steps.") : QString());
    command("stop training")->setShown(!resting);
    command("checkpoint")->setShown(!resting);
    command("sample this model")->setShown(canSample(status));
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
    return facts;
}

} // namespace diffuscope::ui
