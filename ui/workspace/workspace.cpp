#include "ui/workspace/workspace.h"

#include <algorithm>

namespace diffuscope::ui {

Workspace::Workspace(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::ClickFocus); // a click beside a field ends typing in it
}

Command& Workspace::addCommand(const QString& id, const QString& title) { return addCommand(id, this->title(), title); }

Command& Workspace::addCommand(const QString& id, const QString& group, const QString& title)
{
    commands_.append(new Command(id, group, title, this));
    return *commands_.back();
}

void Workspace::refreshCommands()
{
    for (Command* command : commands_)
        command->refresh();
}

Command* Workspace::command(const QString& id) const
{
    const auto found =
        std::find_if(commands_.begin(), commands_.end(), [&](const Command* c) { return c->id() == id; });
    return found == commands_.end() ? nullptr : *found;
}

QList<QPair<QString, QString>> Workspace::keyHints() const
{
    QList<QPair<QString, QString>> hints;
    for (const Command* command : commands_)
        if (!command->hint().isEmpty() && command->isThere())
            hints.append({command->keys(), command->hint()});
    return hints;
}

bool Workspace::handleKey(int key, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & ~Qt::KeypadModifier)
        return false;
    for (Command* command : commands_) {
        if (command->key() != key || !command->isRunnable() || !command->isThere())
            continue;
        if (const QString reason = command->disabledReason(); !reason.isEmpty()) {
            if (command->isPassedOn())
                continue;
            Q_EMIT statusMessage(reason);
            return true; // it is this mode's key all the same
        }
        command->run();
        return true;
    }
    return false;
}

bool Workspace::opens(PathKind) const { return false; }

void Workspace::open(const QString&) {}

void Workspace::usePicture(const QImage&, const QString&) {}

void Workspace::resumeRun(const QString&) {}

bool Workspace::restores(const Recipe&) const { return false; }

Workspace::Restored Workspace::restore(const Recipe&) { return {{}, {tr("this mode keeps no recipes")}}; }

std::function<std::string()> Workspace::settingsLater() const
{
    return [text = settings()] { return text; };
}

void Workspace::begin(const std::string&, bool) {}

QVariant Workspace::fact(const QString& id) const
{
    for (const Fact& fact : facts())
        if (fact.id == id)
            return fact.value;
    return {};
}

void Workspace::alignToTrack(int, int) {}

void Workspace::setTakenAbove(int) {}

void Workspace::setCoveredRight(int) {}

bool Workspace::explains(Task) const { return false; }

} // namespace diffuscope::ui
