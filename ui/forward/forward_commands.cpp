// ForwardWorkspace: what the command search offers beside its single keys.
#include "core/session/catalog.h"
#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_workspace.h"

namespace diffuscope::ui {

QList<Command> ForwardWorkspace::commands()
{
    QList<Command> commands = Workspace::commands();
    Command copy{QStringLiteral("copy picture"), title(), tr("Copy the picture")};
    copy.run = [this] { copyPicture(); };
    copy.disabledReason = [this] { return state_.empty() ? tr("Open a picture first") : QString(); };
    copy.words = tr("clipboard");
    commands.append(copy);
    for (const CatalogEntry& entry : schedules()) {
        Command choose{QString::fromStdString("schedule " + entry.id), title(),
                       tr("Noise schedule: %1").arg(QString::fromStdString(entry.name))};
        choose.run = [this, id = entry.id] { // T is the user's and stays
            inspector_->setSpec({id, state_.schedule().timesteps(), {}});
        };
        choose.words = tr("beta alpha-bar curve");
        commands.append(choose);
    }
    return commands;
}

} // namespace diffuscope::ui
