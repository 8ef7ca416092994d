#pragma once
#include "ui/workspace/workspace.h"

#include <QWidget>

#include <functional>
#include <string>

namespace diffuscope::ui {

// One of Train's tabs, and all that the mode knows of it. This widget is the canvas below the toolbar. What it shows of
// the run it reads from the bridge and from RunHistory; what takes time it asks the session for. GUI thread. A tab is
// added by its folder and one line in TrainWorkspace::buildTabs().
class TrainTab : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    virtual QString id() const = 0;        // "data"
    virtual QString title() const = 0;     // "Data"
    virtual QString about() const = 0;     // for the tooltip and the search: "The pictures, before anything learns"
    virtual QWidget* inspector() = 0;      // owned by the tab until the workspace takes it
    virtual TimelineModel* timeline() = 0; // null: it has no use for one
    // What stands at the toolbar's right end in place of the run's buttons; null: those. Owned as the inspector is.
    virtual QWidget* tools() { return nullptr; }

    // Its commands, added once. Their keys and hints count only while the tab is in front; chosen elsewhere, they
    // bring it there. `add` takes what Workspace::addCommand does.
    using AddCommand = std::function<Command&(const QString& id, const QString& title)>;
    virtual void addCommands(const AddCommand& add);
    virtual bool handleKey(int key, Qt::KeyboardModifiers modifiers); // what is no command; true when used
    virtual bool exportCurrent() { return false; }                    // Ctrl+E; false: nothing is there to export
    virtual QList<Workspace::Fact> facts() const { return {}; }       // "microscope.substep"

    virtual void alignToTrack(int left, int width); // axis of stacked plots
    virtual void setTakenAbove(int height);         // see Workspace
    virtual void setCoveredRight(int width);        // see Workspace; the toolbar looks after itself
    virtual void enter() {}                         // it came to the front, of the mode or with it
    virtual void leave() {}                         // it went; what is heavy may stop

    // What survives a restart; empty: nothing.
    virtual std::string settings() const { return {}; }
    virtual void restore(const std::string& settings);

Q_SIGNALS:
    void statusMessage(const QString& text);
    void settingsChanged();
    void commandsChanged(); // what their reasons depend on
    void tabRequested(const QString& id);
    void modeRequested(const QString& id);
    void pathChosen(const QString& path);        // is opened as if it were dropped
    void resumeRequested(const QString& folder); // that run goes on
};

} // namespace diffuscope::ui
