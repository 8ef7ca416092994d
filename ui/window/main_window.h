#pragma once
#include "ui/bridge/bridge.h"

#include <QMap>
#include <QTimer>
#include <QWidget>

#include <memory>
#include <vector>

class QStackedWidget;

namespace diffuscope::ui {

class AppearanceControl;
class Command;
class Commands;
class FileWriter;
class InspectorStack;
class ExportJobs;
class ExportPlace;
class ModeRail;
class NoticeCard;
class NoticeStack;
class Opener;
class PictureVerifier;
struct FailureRule;
struct NoticeSubject;
struct FrameWishes;
struct Term;
class RunReminder;
class SceneKeeper;
class StatusLine;
class TimelineBar;
class TopBar;
class Workspace;

// The frame around the modes: rail, top bar, canvas, inspector, the one timeline, status line. It lays them out and
// leads keys, notices and results to where they belong; what a mode is it knows only as a Workspace.
class MainWindow : public QWidget {
    Q_OBJECT
public:
    // `modes`: at least one, in the rail's order; the first is the one a first start shows.
    MainWindow(Bridge& bridge, std::vector<std::unique_ptr<Workspace>> modes, QWidget* parent = nullptr);
    ~MainWindow() override;

    // Has what start() will open read while the window is being built. Before there is one.
    static void prepare(Bridge& bridge, bool welcoming);
    // What was open last, or a built-in set; after show(). `welcoming`: where no model was, the first page with the one
    // that ships with the program.
    void start(bool welcoming = false);
    void openPath(const QString& path); // a picture, a folder or file of pictures, a model folder
    void openDataset(const QString& source);
    void openModel(const QString& path); // or "training"
    void setMode(const QString& id);
    QString mode() const;
    Workspace* workspace(const QString& id) const;
    const QList<Command*>& commands() const; // there is more at moments, see Commands::now()
    void run(Command* command);              // closes what lies over the window, and shows the mode whose it is
    void openCommandSearch();
    void openModelSheet(); // what the open model is, and which else could be opened
    void openHelp();
    void openSettings();
    void openExport();               // as a place, where the mode has one; there once more: asks where to save
    void exportAgain();              // asks only where
    void openExports();              // what is being written and what was
    void showTerm(const Term& term); // what it means, on a card
    void toggleFullScreen();         // and on to the lecture room, and back
    void toggleInspector();
    QStringList panels(const QString& mode) const; // titles of its inspector's sections
    void showPanel(const QString& title);          // in the lecture room that one alone; empty: none
    void toggleLecture();
    void setLecture(bool lecture); // canvas, timeline and one panel in large type; the screen's affair is the caller's
    bool lecture() const { return lecture_; }
    void togglePointer(); // a ring around it

protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void showEvent(QShowEvent* event) override;
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
    void bindButtons();
    void connectTopBar();
    void connectOpener();
    void connectBridge();
    void arrange();
    void showTimeline(); // of the mode in front
    void alignWorkspaces();
    void showHints();
    void restoreState();
    void welcome();
    void placeAgain();
    Workspace* trainer() const; // the mode that looks after trainings; null: none does
    NoticeCard* notify(const NoticeSubject& subject, const QString& title, const QString& detail, bool error);
    void onFailed(const Failed& failure);
    void addNextStep(NoticeCard* card, const FailureRule& rule, const NoticeSubject& subject, Workspace* from);
    void offerToFind(NoticeCard* card, const Failed& failure);
    void leaveExport();
    Workspace* exporterOf(JobId job) const; // which mode asked for it; null: none of them
    void onExported(const Exported& result);
    void onExportFailed(const Failed& failure);
    void chooseModelTarget(const QString& model, const QString& name);
    void exportModel(const QString& model, const QString& target);
    void sayFailure(const Failed& failure, const NoticeSubject& subject, Workspace* from);
    void onRecipe(const RecipeRead& read);
    void onPictureGone(const QString& path, bool kept);
    bool handleKey(class QKeyEvent* event);
    FrameWishes wishes() const;
    bool isDrawer() const;

    Bridge& bridge_;
    AppearanceControl* look_;
    ModeRail* rail_;
    TopBar* top_;
    NoticeStack* notices_;
    RunReminder* reminder_;
    QStackedWidget* canvas_;
    InspectorStack* inspectors_;
    TimelineBar* timeline_;
    StatusLine* status_;
    FileWriter* writer_;                                        // for the widgets of every mode
    QSize firstSize_;                                           // as long as nobody has chosen another
    QMap<QString, QString> lecturePanels_;                      // of each mode: the one that is shown
    static constexpr auto kInspectorHidden = "inspectorHidden"; // in the settings file
    bool lecture_ = false, inspectorHidden_ = false;
    QMap<QString, Workspace*> workspaces_;
    QList<Workspace*> order_;
    Opener* opener_;
    PictureVerifier* verifier_;
    ExportJobs* jobs_;
    ExportPlace* place_;           // over the canvas
    Commands* commands_ = nullptr; // once there are modes
    SceneKeeper* keeper_;
    QTimer retyped_;
    bool drawerOpen_ = false, firstStart_ = false, started_ = false;
};

} // namespace diffuscope::ui
