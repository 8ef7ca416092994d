// TrainWorkspace: what the command search offers. Each is a button of the mode, so that both can do it at the same
// times.
#include "ui/train/train_workspace.h"
#include "ui/workspace/command.h"

#include <QAbstractButton>

namespace diffuscope::ui {

QList<Command> TrainWorkspace::commands()
{
    QList<Command> commands = Workspace::commands();
    const QString noSet = tr("Open a dataset first"), noRun = tr("Nothing is being trained"),
                  busy = tr("A run is in progress");
    const struct {
        const char* button;
        QString id, title, words;
        QString atRest, inRun; // why the button is not there
    } buttons[] = {
        {"start", "start training", tr("Start training"), tr("run learn"), noSet, busy},
        {"pause", "pause training", tr("Pause or go on training"), tr("resume continue"), noRun, noRun},
        {"stop", "stop training", tr("Stop training"), tr("end finish"), noRun, noRun},
        {"goOn", "go on training", tr("Go on with the run that was stopped"), tr("resume continue"),
         tr("There is no run to go on with"), busy},
        {"resumeRun", "resume run", tr("Resume a run…"), tr("continue open"), noSet, busy},
        {"sample", "sample this model", tr("Sample from this model"), tr("generate reverse"),
         tr("There is no run to sample from"), tr("Pause the run first")},
        {"datasetReportLink", "dataset report", tr("Report on the dataset"), tr("doctor copies skipped classes"), noSet,
         noSet},
    };
    for (const auto& one : buttons) {
        auto* button = findChild<QAbstractButton*>(QLatin1String(one.button));
        if (!button)
            continue;
        Command command{one.id, title(), one.title};
        command.words = one.words;
        command.inHelp = false;
        command.run = [this, button] {
            Q_EMIT modeRequested(id());
            button->click();
        };
        command.disabledReason = [this, button, atRest = one.atRest, inRun = one.inRun]() -> QString {
            const bool rests =
                state_ == TrainState::Idle || state_ == TrainState::Finished || state_ == TrainState::Failed;
            if (!button->isVisibleTo(this))
                return rests ? atRest : inRun;
            return button->isEnabled() ? QString() : button->toolTip();
        };
        commands.append(command);
    }
    return commands;
}

} // namespace diffuscope::ui
