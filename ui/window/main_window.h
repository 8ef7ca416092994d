#pragma once
#include "ui/bridge/bridge.h"
#include "ui/workspace/command.h"

#include <QMap>
#include <QWidget>

class QStackedWidget;

namespace diffuscope::ui {

class AppearanceControl;
class DropOverlay;
class ForwardWorkspace;
class ModeRail;
class NoticeCard;
class NoticeStack;
struct FailureRule;
struct NoticeSubject;
class RunReminder;
class StatusLine;
class TimelineBar;
class TopBar;
class TrainWorkspace;
class Workspace;

// The frame around the modes: rail, top bar, canvas, inspector, the one timeline, status line. It owns what belongs to
// no mode: opening things, keys, drag and drop, notices, and what survives a restart.
class MainWindow : public QWidget {
    Q_OBJECT
public:
    explicit MainWindow(Bridge& bridge, QWidget* parent = nullptr);
    ~MainWindow() override;

    void start();                       // what was open last, or a built-in set; after show()
    void openPath(const QString& path); // a picture, a folder or file of pictures, a model folder
    void openDataset(const QString& source);
    void openModel(const QString& path); // or "training"
    void setMode(const QString& id);
    QString mode() const;
    Workspace* workspace(const QString& id) const;
    QList<Command> commands();        // everything there is to do, now
    void run(const Command& command); // closes what lies over the window
    void runCommand(const QString& id);
    void openCommandSearch();
    void openHelp();
    void openSettings();

protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void addWorkspace(Workspace* workspace);
    void addShortcuts();
    void addModeCommands(QList<Command>& table);
    void addTimelineCommands(QList<Command>& table);
    void addProgramCommands(QList<Command>& table);
    void addOpenCommands(QList<Command>& table);
    void addChartCommands(QList<Command>& table);
    void addRecentCommands(QList<Command>& table);
    QList<Command> stepCommands(const QString& typed);
    void connectTopBar();
    void connectBridge();
    void arrange();
    void alignWorkspaces();
    void showHints();
    void rememberSections();
    void restoreForward();
    NoticeCard* notify(const NoticeSubject& subject, const QString& title, const QString& detail, bool error);
    void onFailed(const Failed& failure);
    void addNextStep(NoticeCard* card, const FailureRule& rule, const NoticeSubject& subject, Workspace* from);
    Workspace* exporterOf(JobId job) const; // which mode asked for it; null: none of them
    void onExported(const Exported& result);
    void onExportFailed(const Failed& failure);
    void sayFailure(const Failed& failure, const NoticeSubject& subject, Workspace* from);
    void onRecipe(const RecipeRead& read);
    void openPicture(const QString& path);
    void chooseDatasetFolder();
    void chooseDatasetFile();
    void chooseModelFolder();
    void toggleFullScreen();
    void toggleInspector();
    bool handleKey(class QKeyEvent* event);

    Bridge& bridge_;
    AppearanceControl* look_;
    ModeRail* rail_;
    TopBar* top_;
    NoticeStack* notices_;
    RunReminder* reminder_;
    QStackedWidget *canvas_, *inspectors_;
    TimelineBar* timeline_;
    StatusLine* status_;
    DropOverlay* drop_;
    ForwardWorkspace* forward_;
    TrainWorkspace* train_;
    QMap<QString, Workspace*> workspaces_;
    QList<Workspace*> order_;
    JobId recipeJob_ = 0;
    bool drawerOpen_ = false, firstStart_ = false, started_ = false;
};

} // namespace diffuscope::ui
