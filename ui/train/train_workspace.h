#pragma once
#include "ui/bridge/bridge.h"
#include "ui/train/train_tab.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/workspace/workspace.h"

class QStackedWidget;
class QVBoxLayout;

namespace diffuscope::ui {

class CurrentStack;
class EmptyState;
class LossHeatMap;
class HeatScale;
class LossLegend;
class LossPlot;
class NoticeCard;
class PreviewPanel;
class ProbePanel;
class RunCloser;
class RunHistory;
class RunNotices;
class Section;
class TrainConfigPanel;
class TrainStats;
class TrainToolbar;

// Training as something to watch: settings at the left, the loss in the middle, what the network draws and sees at
// the right. The timeline chooses the noise level of the probe.
class TrainWorkspace : public Workspace {
    Q_OBJECT
public:
    explicit TrainWorkspace(Bridge& bridge, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("train"); }
    QString title() const override { return tr("Train"); }
    QWidget* inspector() override { return inspector_; }
    TimelineModel* timeline() override; // of the tab in front
    bool handleKey(int key, Qt::KeyboardModifiers modifiers) override;
    bool trains() const override { return true; }
    void resumeRun(const QString& folder) override;
    void exportCurrent() override;
    std::string settings() const override;
    void begin(const std::string& settings, bool first) override;
    bool mayClose() override;
    QList<Fact> facts() const override;
    bool explains(Task task) const override { return task == Task::Train || task == Task::OpenDataset; }

    void openSource(const QString& source); // folder or "builtin:NAME"
    void setRunFolder(const QString& folder);
    const RunHistory& history() const { return *history_; }
    TrainTab* tab() const;                  // in front; null: Watch
    TrainTab* tab(const QString& id) const; // null: there is none, or it is Watch
    void setTab(const QString& id);         // "watch" or a TrainTab's
    void alignToTrack(int left, int width) override;
    void setTakenAbove(int height) override;
    void setCoveredRight(int width) override;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void addCommands();
    void addRunCommands();
    void showRunCommands(); // as the run stands now
    void buildCanvas();
    QLayout* curveTitle();
    void buildInspector();
    void buildTabs();
    void addWatch();
    void addTab(TrainTab* tab);
    void showHistory(); // of the preview that is shown
    void addTabCommand(const QString& id, const QString& title, const QString& about);
    bool tabKey(int key, Qt::KeyboardModifiers modifiers);
    void connectControls();
    void connectBridge();
    void connectHistory();
    void chooseFolder();
    void chooseFile();
    void chooseCheckpoint();
    void chooseRun();
    void chooseRunFolder();
    void choose(const QString& title, const QString& folder, void (TrainWorkspace::*use)(const QString&));
    void start();
    void continueRun();
    void launchContinued();
    void recallSpeeds();  // measured on an earlier day
    void measureSpeeds(); // of presets whose time is not known, while nothing trains or samples
    void cancelSpeeds();
    void launch(const TrainRequest& request);
    void onDataset(const DatasetOpened& dataset);
    void onStatus(const TrainStatus& status);
    void onFailed(const Failed& failure);
    void sendProbe();
    void showProbeNote();
    void endOpening(); // of a dataset, without one
    void showNotice(const QString& title, const QString& detail);
    QImage noisyThumbnail(int step) const;

    Bridge& bridge_;
    RunHistory* history_; // first: the views below read it
    TimelineModel* timeline_;
    QStackedWidget* tabPages_;
    CurrentStack* tabInspectors_;
    QStackedWidget* pages_; // Watch: nothing yet, or a run
    QWidget* watchInspector_;
    QList<TrainTab*> tabs_;
    QList<SegmentedControl::Segment> tabSegments_;
    EmptyState* empty_;
    NoticeCard* emptyNotice_;
    TrainConfigPanel* config_;
    TrainToolbar* toolbar_;
    TrainStats* stats_;
    LossPlot* loss_;
    LossLegend* legend_;
    LossHeatMap* heat_;
    HeatScale* heatScale_;
    RunNotices* notices_;
    RunCloser* closer_;
    QWidget* inspector_;
    Section *previewSection_, *probeSection_;
    PreviewPanel* previews_;
    ProbePanel* probe_;
    QTimer probeTimer_, speedTimer_;
    bool begun_ = false; // the program runs, and not a part of it
    TrainState state_ = TrainState::Idle;
};

} // namespace diffuscope::ui
