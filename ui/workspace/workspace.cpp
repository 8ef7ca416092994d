#include "ui/workspace/workspace.h"

namespace diffuscope::ui {

Workspace::Workspace(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::ClickFocus); // a click beside a field ends typing in it
}

bool Workspace::handleKey(int, Qt::KeyboardModifiers) { return false; }

QList<Command> Workspace::commands()
{
    QList<Command> commands;
    for (const auto& [keys, words] : keyHints()) {
        Command command{words, title(), words, keys, {}, {}, {}, {}};
        command.title[0] = command.title[0].toUpper();
        const QStringList caps = keys.split(u' ', Qt::SkipEmptyParts);
        if (caps.size() == 1 && caps[0].size() == 1) // Qt's keys have the codes of their capital letters
            command.run = [this, key = int(caps[0][0].toUpper().unicode())] { handleKey(key, {}); };
        commands.append(command);
    }
    return commands;
}

Workspace::Restored Workspace::restore(const Recipe&) { return {{}, {tr("this mode keeps no recipes")}}; }

} // namespace diffuscope::ui
