// TrainWorkspace: what the command search offers. Each is a button of the mode, so that both can do it at the same
// times.
#include "ui/command.h"
#include "ui/train/train_workspace.h"

#include <QAbstractButton>

namespace diffuscope::ui {

QList<Command> TrainWorkspace::commands()
{
    QList<Command> commands = Workspace::commands();
    const struct {
        const char* button;
        QString id, title, words;
    } buttons[] = {
        {"start", "start training", tr("Start training"), tr("run learn")},
        {"pause", "pause training", tr("Pause or go on training"), tr("resume continue")},
        {"stop", "stop training", tr("Stop training"), tr("end finish")},
        {"goOn", "go on training", tr("Go on with the run that was stopped"), tr("resume continue")},
        {"resumeRun", "resume run", tr("Resume a run…"), tr("continue open")},
        {"sample", "sample this model", tr("Sample from this model"), tr("generate reverse")},
        {"datasetReportLink", "dataset report", tr("Report on the dataset"), tr("doctor copies skipped classes")},
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
        command.whyNot = [this, button]() -> QString {
            if (!button->isVisibleTo(this))
                return bridge_.dataset() ? tr("Not in the state that training is in") : tr("Open a dataset first");
            return button->isEnabled() ? QString() : button->toolTip();
        };
        commands.append(command);
    }
    return commands;
}

} // namespace diffuscope::ui
