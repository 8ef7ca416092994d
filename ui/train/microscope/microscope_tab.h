#pragma once
#include "ui/train/train_tab.h"

#include <QTimer>

#include <functional>

class QLabel;
class QStackedWidget;
class QVBoxLayout;

namespace diffuscope {
struct TrainRequest;
}

namespace diffuscope::ui {

class BatchGrid;
class BatchStrip;
class Bridge;
class Button;
class Command;
class FurtherPanel;
class MathText;
class MicroscopeState;
class NoticeCard;
class Section;
class SegmentedControl;
class SubstepStage;
class Stepper;
class WrappedLabel;

// One real training step in eight sub-steps, forwards and backwards, on a copy of the training.
class MicroscopeTab : public TrainTab {
    Q_OBJECT
public:
    // `start`: what Start would ask for now.
    MicroscopeTab(Bridge& bridge, std::function<TrainRequest()> start, QWidget* parent = nullptr);
    ~MicroscopeTab() override;
    QString id() const override { return QStringLiteral("microscope"); }
    QString title() const override { return tr("Microscope"); }
    QString about() const override { return tr("One training step, taken apart"); }
    QWidget* inspector() override { return inspector_; }
    TimelineModel* timeline() override { return timeline_; }
    void addCommands(const AddCommand& add) override;
    QList<Workspace::Fact> facts() const override;
    void alignToTrack(int left, int width) override;
    void setCoveredRight(int width) override;
    void enter() override;
    void leave() override;
    std::string settings() const override;
    void restore(const std::string& settings) override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildCanvas();
    void buildInspector();
    void connectState();
    void showPage();
    void showStep();
    void showWords();
    void showFurther();
    void onStep(int step); // of the timeline, by the user
    void toggleSlowMotion();

    Bridge& bridge_;
    MicroscopeState* state_;
    TimelineModel* timeline_;
    QStackedWidget* pages_; // what is missing, a copy is on its way, the step
    QLabel *missing_, *waiting_;
    NoticeCard* problem_;
    Stepper* stepper_;
    SubstepStage* stage_;
    BatchStrip* strip_;
    QWidget* inspector_;
    Section *batchSection_, *wordsSection_, *furtherSection_;
    SegmentedControl* language_;
    WrappedLabel *question_, *answer_, *copyNote_;
    MathText* greek_;
    FurtherPanel* further_;
    Button *newBatch_, *newCopy_;
    Command *back_ = nullptr, *next_ = nullptr, *goFurther_ = nullptr, *slow_ = nullptr;
    QTimer slowMotion_;
    bool showing_ = false; // the timeline follows the step, and not the other way round
};

} // namespace diffuscope::ui
