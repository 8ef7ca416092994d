#pragma once
#include "ui/bridge/bridge.h"
#include "ui/train/clocks/clocks_state.h"
#include "ui/train/train_tab.h"

#include <cstdint>
#include <optional>

class QPushButton;
class QStackedWidget;

namespace diffuscope::ui {

class ClocksPage;
class ContactSheetView;
class EmptyState;
class GuessChart;
class HistoryTools;
class NoticeCard;
class RunHistory;
class Section;

// Train afterwards: how the walks of a run's previews have changed while it learnt. Two clocks, training step (down)
// and denoising step (across). Shows the run that trains, or one that was opened. Nothing is drawn again to be shown.
class HistoryTab : public TrainTab {
    Q_OBJECT
public:
    // `runs`: what the run of this moment has told; outlives it.
    HistoryTab(Bridge& bridge, const RunHistory& runs, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("history"); }
    QString title() const override { return tr("History"); }
    QString about() const override { return tr("How its pictures changed while it learnt: two clocks"); }
    QWidget* inspector() override { return inspector_; }
    TimelineModel* timeline() override { return timeline_; }
    QWidget* tools() override;
    void addCommands(const AddCommand& add) override;
    bool handleKey(int key, Qt::KeyboardModifiers modifiers) override;
    bool exportCurrent() override;
    QList<Workspace::Fact> facts() const override;
    void alignToTrack(int left, int width) override;
    void setCoveredRight(int width) override;
    void enter() override;
    void leave() override;
    std::string settings() const override;
    void restore(const std::string& settings) override;

    void showRun(const QString& folder); // reads what it has kept
    void showMoment(std::int64_t step);  // of the run that trains, or trained last: the row next to it
    const WalkHistory& history() const { return history_; }
    ClocksState& clocks() { return *state_; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void build();
    void buildInspector();
    void connectBridge();
    void addMomentCommands(const AddCommand& add);
    void chooseRun();
    void makeFromCheckpoints();
    void onRows();
    void onFound(const PreviewWalksFound& found);
    void onEnded(const PreviewWalksEnded& ended);
    void showState();  // of the run, in words, and which page
    void showOffer();  // to walk with the checkpoints, or how far that is
    void showNoises(); // the start noises, as what became of them
    void showNote();   // of the timeline
    void fitTools();
    QImage thumbnail(int t) const;
    QString moment() const; // "Nothing is ..." where there is none; empty: there is one

    Bridge& bridge_;
    const RunHistory& runs_;
    WalkHistory history_;
    TimelineModel* timeline_;
    ClocksState* state_;
    ClocksPage* page_;
    HistoryTools* tools_;
    QStackedWidget* pages_;
    EmptyState* empty_;
    NoticeCard *offer_, *trouble_;
    QPushButton *make_, *cancel_;
    QWidget* inspector_;
    Section *momentsSection_, *noiseSection_;
    ContactSheetView* noises_;
    JobId reading_ = 0, making_ = 0;
    int toMake_ = 0;                     // checkpoints that the job in hand walks with
    std::string wanted_;                 // run that was shown before the program was closed
    std::optional<std::int64_t> moment_; // to be shown once its run has been read
    int covered_ = 0;
    bool offerClosed_ = false;
};

} // namespace diffuscope::ui
