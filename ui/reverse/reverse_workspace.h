#pragma once
#include "ui/bridge/bridge.h"
#include "ui/export/export_panel.h"
#include "ui/reverse/explore/futures_tool.h"
#include "ui/reverse/explore/walk_lanes.h"
#include "ui/reverse/strips.h"
#include "ui/reverse/trajectories/trajectory_set.h"
#include "ui/widgets/compare/compare_view.h"
#include "ui/workspace/workspace.h"

#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

class QStackedWidget;

namespace diffuscope::ui {

class BranchPanel;
class BlurPanel;
class BreakPanel;
class ComparePage;
class CopyingPanel;
class EditTool;
class EmptyState;
class JumpPanel;
class PixelTable;
class PredictionStrip;
class ModelCard;
class NoticeCard;
class QualityPanel;
class RaceTool;
class RecordingPanel;
class ReverseToolbar;
class SampleCanvas;
class SamplerPanel;
class Section;
class StartPanel;
class StepEquations;
struct StepNumbers;
class StepPage;
class WeightsChart;
class WelcomePage;
class WhenVisible;

// Sampling as something to watch: every step is kept, and the timeline goes through them while they still arrive.
class ReverseWorkspace : public Workspace {
    Q_OBJECT
public:
    explicit ReverseWorkspace(Bridge& bridge, QWidget* parent = nullptr);
    ~ReverseWorkspace() override;
    QString id() const override { return QStringLiteral("reverse"); }
    QString title() const override { return tr("Reverse"); }
    QWidget* inspector() override { return inspector_; }
    TimelineModel* timeline() override { return timeline_; }
    bool handleKey(int key, Qt::KeyboardModifiers modifiers) override;
    void exportCurrent() override { export_->choose(); }
    void alignToTrack(int left, int width) override;
    void setTakenAbove(int height) override;
    bool restores(const Recipe& recipe) const override { return std::holds_alternative<SamplingRecipe>(recipe); }
    Restored restore(const Recipe& recipe) override; // the settings; generating is the user's
    bool opens(PathKind kind) const override { return kind == PathKind::Model || kind == PathKind::Run; }
    void open(const QString& path) override { openModel(path); }
    std::string settings() const override;
    void begin(const std::string& settings, bool first) override;
    bool welcomes() const override { return true; }
    void welcome() override;
    QList<Fact> facts() const override;
    bool explains(Task task) const override { return task == Task::Sample || task == Task::OpenModel; }

    void keepAsA();             // the run shown now, to compare with later ones (key A)
    void setComparing(bool on); // A against B in the place of the canvas (key B)
    using Tool = Strips::Tool;
    void setTool(Tool tool); // what the canvas is for
    Tool tool() const { return tool_; }
    JobId openModel(const QString& path); // run or model folder, or "training"
    const Trajectory& trajectory() const { return runs_.current(); }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void buildCanvas();
    void buildInspector();
    void addCommands();
    void nameCompare(bool comparing); // its button leads there or back
    void connectControls();
    void connectBridge();
    void generate();
    void drawSamples();                        // of the settings as they are
    void drawClass();                          // at once: its tile was chosen
    void wantClassSamples();                   // for the tiles
    void sample(const SampleRequest& request); // a single walk, to be watched
    void newSeed();
    void restoreModel(const SamplingRecipe& made, Restored& result);
    void applyRestored();
    void showRestoredFan();
    std::optional<FuturesRequest> restoredFutures() const;
    void dropRestoring();                 // another model was opened, or the recipe's cannot be
    void showWanted(const Frame& newest); // what a restored recipe's file showed, once it is there
    void generateLimited();               // what is shown again, x0-hat kept within the range of pictures
    void offerLimit();                    // where x0-hat left the range of pictures by far
    SamplingRecipe recipeOf(std::optional<int> picture, std::optional<int> step) const; // of what is shown
    void onModel(const ModelOpened& model);
    void onTraining(const TrainStatus& status);
    void onStarted(const SampleStarted& started);
    void onFrames(JobId job, const std::vector<FramePtr>& frames);
    void onFinished(const SampleFinished& finished);
    void onFailed(const Failed& failure);
    // Kept walks, branches of them, and walks that are told something while they run.
    void connectBranches();
    void addBranchCommands();
    QString branchReason(int frame) const; // why no walk can leave the shown one there; empty: one can
    void branchHere();                     // at the playhead; of a walk that runs, from its next step on
    void branchFrom(int frame, Branch branch);
    void showPaint();                                    // the moment that can be painted on
    std::vector<PaintStroke> strokesAt(int frame) const; // that were painted on it
    void keepFuture(const FuturesTool::Kept& future);
    bool steers() const;                          // the walk that is shown runs
    int branchFrame() const;                      // that a branch would leave now; -1: there is none
    void sampleNow(const SampleRequest& request); // in the place of what is running
    void beginWalk(const SampleStarted& started);
    void showWalk(); // what belongs to the trajectory as a whole
    void switchTo(TrajectorySet::Id id);
    void switchBy(int lanes);
    void compareWithBefore();
    void removeWalk(TrajectorySet::Id id);
    void putWalkBack();
    void showTree(); // once it is seen
    void layTree();
    void showBranching(bool anew); // what its section says; anew: of another walk, or moment
    void describeBranch();
    bool drawsAlone() const;    // a walk, and no tool besides
    QString busyReason() const; // a new sampling would end what runs: why none may start; empty: it may
    void setPaused(bool paused);
    QString walkName(const TrajectorySet::Member& walk) const;
    std::size_t budgetOfBranch(int frame) const; // of all its frames
    void showFrame();
    void showTitle();
    void showPlans();                                // of the next sampling
    std::optional<StepNumbers> shownNumbers() const; // of the step at the playhead
    void showStep(int frame);                        // taken apart
    void showStepPixel();                            // its arithmetic
    QString toldNetwork(int frame) const;            // "t = 260, class five"
    QWidget* toolPage() const;                       // the canvas of the tool
    void showToolbar();                              // what its buttons and its progress are about
    void showAxis();                                 // of the timeline
    void connectRace();
    void connectFutures();
    void connectEdit();
    void showExport();               // what there is to export
    SampleRequest shownWalk() const; // of the sample that is shown alone
    void connectStart();
    void connectTrials(); // blur, faults, copying
    void connectWelcome();
    void leaveWelcome();
    void welcomeFailed(); // its model could not be opened
    void showWelcome();
    void drawForWelcome();
    void welcomeModel();          // another one was opened
    void watchAlone(int picture); // a sample of the first page
    void showWalkInTrials();
    void showOther();
    // Walks that are kept with their pictures in the gallery, with every step.
    void connectRecorded();
    QString keepWalkReason() const; // why the shown one cannot be kept; empty: it can
    void keepShownWalk();
    void showRecorded(const GalleryWalk& kept); // in the place of the current one; nothing is drawn
    void onGalleryChanged(const GalleryChanged& changed);
    void followDeleted(const GalleryChange& change);
    SampleRequest samplerSettings() const;            // of the sampler, with the open model
    void useStartNoise(const SampleRequest& request); // and watch what comes of it
    void holdNoise(const SampleRequest& request);     // of a picture: walks start from it until there is a seed
    SampleRequest raceBase() const;                   // what all racers have in common
    void setSampling(bool sampling);                  // of a single run
    void foldStrips();                                // in a low window
    void selectPicture(int picture);
    bool comparing() const;
    void showComparison();
    void showAgainst();
    CompareView::Side comparedSide(const QString& id) const;
    QString className(int picture) const;
    QString nameOfSample(int picture) const; // "cat, seed 7"
    QImage stateThumbnail(int step) const;
    ExportPanel::Content exportContent(ExportPanel::Kind kind, bool allSamples) const;

    Bridge& bridge_;
    TimelineModel* timeline_;
    QStackedWidget* pages_;
    EmptyState* empty_;
    QWidget* emptyTraining_;
    ReverseToolbar* toolbar_;
    NoticeCard *notice_, *emptyNotice_, *limitNotice_;
    QStackedWidget* views_; // the canvas, A against B, or a step
    SampleCanvas* canvas_;
    WelcomePage* welcome_; // in its place, as long as welcoming_
    ComparePage* compare_;
    StepPage* step_;
    PredictionStrip* strip_;
    WeightsChart* weights_;
    FuturesTool* futures_;
    RaceTool* race_;
    EditTool* edit_;
    WalkTree* tree_;
    QWidget* inspector_;
    Section *drawSection_, *branchSection_, *samplerSection_, *recordingSection_, *stepSection_, *pixelSection_,
        *jumpSection_, *raceSection_, *editSection_, *startSection_, *qualitySection_, *exportSection_, *blurSection_,
        *breakSection_, *copyingSection_;
    ModelCard* model_;
    BranchPanel* branch_;
    SamplerPanel* sampler_;
    RecordingPanel* recording_;
    StartPanel* start_;
    StepEquations* equations_;
    PixelTable* pixel_;
    JumpPanel* jump_;
    BlurPanel* blur_;
    BreakPanel* break_;
    CopyingPanel* copying_;
    QualityPanel* quality_;
    ExportPanel* export_;

    std::optional<ModelOpened> opened_;
    ModelOpened sampledModel_; // of the current run
    TrajectorySet runs_;
    WalkLanes lanes_;
    std::unique_ptr<Strips> strips_;
    // The tree, what a branch takes, what can be painted on, the equation, the tiles of the classes.
    WhenVisible *laying_, *describing_, *painting_, *equating_, *classing_;
    std::map<TrajectorySet::Id, ModelOpened> models_; // of the walks
    SampleRequest pending_;
    struct Leaving {
        TrajectorySet::Id parent = 0;
        int frame = 0;
        bool painted = false;
    };
    struct Painted {
        TrajectorySet::Id walk = 0;
        int frame = -1, picture = -1;
    };
    Painted painted_;                // the moment that the view of strokes shows
    std::optional<Leaving> leaving_; // what job_ is a branch of
    std::optional<Leaving> steered_; // what is to be branched as soon as it has stopped
    Branch steering_;
    std::pair<TrajectorySet::Id, int> branchShown_{0, -1}; // the walk and the frame that the section is about
    TrajectorySet::Id before_ = 0;                         // the walk that was shown before
    std::optional<Interpolation> startNoise_;              // a picture's own, while the seed field says so
    std::string startWeights_;                             // the hash of those that found it
    std::vector<Branch> restoredBranches_;                 // of a recipe: for the run that is generated next
    double secondsPerCall_ = 0;                            // of all pictures of the newest run; 0: not known
    bool paused_ = false, pausing_ = false;
    struct Moment {
        std::optional<int> picture, step;
    };
    std::map<JobId, TrajectorySet::Id> drawnBy_;         // whose pictures are on their way to the gallery
    std::map<TrajectorySet::Id, GalleryId> inGallery_;   // a picture of each walk there
    std::map<TrajectorySet::Id, GalleryId> deletedFrom_; // the same, of pictures that can be put back
    std::map<JobId, TrajectorySet::Id> keeping_;         // whose steps are being written
    std::set<TrajectorySet::Id> recorded_;               // whose steps are kept there
    std::optional<SampleRequest> restoring_;             // waits for its model
    SamplingRecipe restoredRecipe_;                      // that it is of
    std::vector<SampleChange> restoredSheet_;            // the rows of the same
    struct RestoredFan {
        KeptFutures futures;
        SamplingRecipe base;          // the settings that they are of
        std::vector<Branch> branches; // of their walk
        int at = -1;                  // where the playhead was led
    };
    std::optional<RestoredFan> restoredFan_; // the same, of a sheet of futures
    JobId restoringModel_ = 0;               // that is being opened for it; 0: none is
    Moment restored_;                        // what a recipe's file showed: of the run that is generated next
    Moment wanted_;                          // the same, of job_; until it is shown
    JobId classesJob_ = 0;                   // of the tiles
    std::string classesFor_;                 // the model that they were asked for
    JobId job_ = 0;
    JobId shownJob_ = 0; // that the trajectory came from
    int picture_ = 0;
    Tool tool_ = Tool::Watch;
    int takenAbove_ = 0, networkCalls_ = 0; // of the sampling that ended last
    bool following_ = false, moving_ = false, generated_ = false, sampling_ = false, welcoming_ = false,
         newcomer_ = false;
    bool beside_ = false;           // the walk that starts next leaves the shown one where it is
    bool generateWhenOpen_ = false; // asked for while a recipe's model was still being opened
};

} // namespace diffuscope::ui
