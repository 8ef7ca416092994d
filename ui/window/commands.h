#pragma once
#include <QList>
#include <QObject>
#include <QString>

namespace diffuscope::ui {

class AppearanceControl;
class Command;
class MainWindow;
class Opener;
class TimelineBar;
class TimelineModel;
class Workspace;

// The one list of what there is to do: the commands of the timeline, of every mode and of the window. Shortcuts, the
// command search and the sheet of keys are made from it.
class Commands : public QObject {
    Q_OBJECT
public:
    Commands(MainWindow& window, TimelineBar& timeline, AppearanceControl& look, Opener& opener,
             const QList<Workspace*>& modes);

    const QList<Command*>& lasting() const { return lasting_; } // as long as the window
    QList<Command*> now(QObject* owner) const; // and what `owner` keeps of this moment: charts in sight, recent files
    QList<Command*> typed(const QString& text, QObject* owner) const; // "240", "t 240", "step 240": a jump there
    Command* find(const QString& id) const;                           // a lasting one; null: there is none

private:
    Command& add(const QString& id, const QString& group, const QString& title);
    void addTimeline();
    void addSpeeds();
    void addSynonyms();
    void addModes(const QList<Workspace*>& modes);
    void addOpening(QList<Command*> ofModes);
    void addAppearance();
    void addProgram();
    void addLecture(const QList<Workspace*>& modes);

    MainWindow& window_;
    TimelineBar& timeline_;
    AppearanceControl& look_;
    Opener& opener_;
    QList<Command*> lasting_;
};

} // namespace diffuscope::ui
