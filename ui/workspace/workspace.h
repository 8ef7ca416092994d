#pragma once
#include "core/messages/path_kind.h"
#include "core/messages/recipes.h"
#include "core/messages/task.h"
#include "ui/timeline/timeline_model.h"
#include "ui/workspace/command.h"

#include <QImage>
#include <QList>
#include <QPair>
#include <QString>
#include <QStringList>
#include <QVariant>
#include <QWidget>

#include <functional>

namespace diffuscope::ui {

// The contract of a mode, and all that the window knows of one. This widget is the canvas; beside it comes an
// inspector, below it the shared timeline. GUI thread. A mode is added by its folder and one line in ui/modes.
class Workspace : public QWidget {
    Q_OBJECT
public:
    explicit Workspace(QWidget* parent = nullptr);

    // What it is.
    virtual QString id() const = 0;        // "forward", "train", "reverse"; also the name of its icon
    virtual QString title() const = 0;     // "Forward"
    virtual QWidget* inspector() = 0;      // owned by the workspace until the window takes it
    virtual TimelineModel* timeline() = 0; // null: it has no use for one, and its canvas gets that room

    // What can be done in it. They live as long as it does.
    const QList<Command*>& commands() const { return commands_; }
    Command* command(const QString& id) const;                        // null: it has none of that name
    QList<QPair<QString, QString>> keyHints() const;                  // of the commands with a hint: ("R", "new noise")
    virtual bool handleKey(int key, Qt::KeyboardModifiers modifiers); // single keys, its commands' own; true when used
    virtual void exportCurrent() {}                                   // Ctrl+E

    // What it takes. Opening is asynchronous; how it ended comes with the events.
    virtual bool opens(PathKind kind) const;
    virtual void open(const QString& path);                              // of a kind that it opens
    virtual void usePicture(const QImage& picture, const QString& name); // one without a file; if it opens pictures
    virtual bool trains() const { return false; }  // a training is looked after here, whoever started it
    virtual void resumeRun(const QString& folder); // if it trains: goes on where that run ended
    // Sets up what made an exported picture, as far as it can. Lists what it could set, and what it could not and why.
    struct Restored {
        QStringList done, missing;
    };
    virtual bool restores(const Recipe& recipe) const; // such a recipe was made here
    virtual Restored restore(const Recipe& recipe);

    // The page that a newcomer sees first: something moves on it by itself, and it leads on. One mode has one.
    static constexpr int kWelcomePictures = 16; // drawn on it
    virtual bool welcomes() const { return false; }
    virtual void welcome() {}

    // What survives a restart, in a form of its own; empty: nothing. begin() gets it back, once, after the window is
    // shown and before anything is opened; `first`: the program has never run here, so that something may move.
    virtual std::string settings() const { return {}; }
    // The same for a worker, where much is to be made of it: called once, on any thread.
    virtual std::function<std::string()> settingsLater() const;
    virtual void begin(const std::string& settings, bool first);

    // What it shows now, as numbers and words under stable names, for lessons, scenes and tests; no unit: a word or a
    // count. What it does not know yet is not in the list.
    struct Fact {
        QString id; // "alphaBar"
        QVariant value;
        QString unit = {};
    };
    virtual QList<Fact> facts() const { return {}; }
    QVariant fact(const QString& id) const; // invalid: not known

    // The window is to be closed. False: this mode has something to finish, or to ask, first; closable() follows.
    virtual bool mayClose() { return true; }

    // What is around it.
    virtual void alignToTrack(int left, int width); // axis of stacked plots
    // Whether this mode, while it is in front, says in its own place why such a task has failed: then the window needs
    // no card for it.
    virtual bool explains(Task task) const;
    // Cards above the canvas have taken so much of its height: what matters less than the pictures gives way.
    virtual void setTakenAbove(int height);
    // In a narrow window the inspector lies over so much of the canvas's right side: what must be reached stays clear.
    virtual void setCoveredRight(int width);

Q_SIGNALS:
    void statusMessage(const QString& text);
    void timelineChanged();               // timeline() is another one now, and so may be the hints
    void settingsChanged();               // and want to be kept before long
    void pathChosen(const QString& path); // in a dialog or pasted: is opened as if it were dropped
    void pathOpened(diffuscope::PathKind kind, const QString& path); // what only this mode sees; is remembered
    void chosen(diffuscope::PathKind kind); // by the user, in this mode: what is on its way from elsewhere is overtaken
    void closable();                        // after mayClose() was false
    void chooseDatasetRequested();
    void chooseModelRequested(); // a folder
    void modelsRequested();      // what is open, and what else there is
    void modeRequested(const QString& id);
    void commandRequested(const QString& id); // of another mode, or the window
    // An exported picture is to be drawn again and compared. `name`: what it is called to people; empty: as its file.
    void verifyRequested(const QString& path, const QString& name);

protected:
    // In the group of this mode; in the lists in the order of adding.
    Command& addCommand(const QString& id, const QString& title);
    Command& addCommand(const QString& id, const QString& group, const QString& title);
    void refreshCommands(); // what their reasons depend on has changed

private:
    QList<Command*> commands_;
};

} // namespace diffuscope::ui
