#pragma once
#include "core/messages/task.h"
#include "ui/timeline/timeline_model.h"
#include "ui/workspace/command.h"

#include <QJsonObject>
#include <QList>
#include <QPair>
#include <QString>
#include <QStringList>
#include <QWidget>

namespace diffuscope::ui {

// What the frame needs from a mode: this widget is the canvas, beside it an inspector, below it the shared timeline.
class Workspace : public QWidget {
    Q_OBJECT
public:
    explicit Workspace(QWidget* parent = nullptr);
    virtual QString id() const = 0;    // "forward", "train", "reverse"
    virtual QString title() const = 0; // "Forward"
    virtual QWidget* inspector() = 0;  // owned by the workspace until the frame takes it
    virtual TimelineModel* timeline() = 0;
    virtual QList<QPair<QString, QString>> keyHints() const = 0;      // ("R", "new noise")
    virtual bool handleKey(int key, Qt::KeyboardModifiers modifiers); // single-letter keys; true when used
    virtual void exportCurrent() {}                                   // Ctrl+E
    // What the command search and the sheet of keys offer of this mode: its single keys, unless it knows more.
    virtual QList<Command> commands();
    // Sets up what made an exported picture, as far as it can. Lists what it could set, and what it could not and why.
    struct Restored {
        QStringList done, missing;
    };
    virtual Restored restore(const QJsonObject& recipe);
    virtual void alignToTrack(int left, int width)
    {
        Q_UNUSED(left)
        Q_UNUSED(width)
    } // axis of stacked plots
    // Whether this mode, while it is in front, says in its own place why such a task has failed: then the window needs
    // no card for it.
    virtual bool explains(Task task) const
    {
        Q_UNUSED(task)
        return false;
    }
    // Cards above the canvas have taken so much of its height: what matters less than the pictures gives way.
    virtual void setTakenAbove(int height) { Q_UNUSED(height) }

Q_SIGNALS:
    void statusMessage(const QString& text);
    void chooseDatasetRequested();
    void chooseModelRequested();
    void modeRequested(const QString& id);
};

} // namespace diffuscope::ui
