#pragma once
#include "ui/bridge/bridge.h"
#include "ui/export/export_panel.h"
#include "ui/reverse/edit/edit_way.h"

#include <QObject>

#include <functional>

class QStackedWidget;

namespace diffuscope::ui {

class EditPage;
class EditStrip;
class WhenVisible;
class WrappedLabel;

// Reverse's Edit: walks that start from a picture, and experiments with two of them. Asks the session, keeps what it
// tells, and shows it; its three parts are placed by the workspace. GUI thread.
class EditTool : public QObject {
    Q_OBJECT
public:
    // `base`: the settings of the sampler, with the model.
    EditTool(Bridge& bridge, std::function<SampleRequest()> base, QWidget* parent);
    QWidget* canvas() const;
    EditStrip* strip() const { return strip_; }
    QWidget* panel() const { return panel_; }
    EditPage* page() const { return page_; }
    StartPicture* source(bool second = false) const { return second ? b_ : a_; }
    MaskView* mask() const;

    void setModel(const ModelOpened& model);
    void setBudget(std::size_t bytes) { budget_ = bytes; } // of all frames together
    void enter();                                          // it is shown now
    const std::vector<EditWay*>& ways() const { return ways_; }
    EditWay& way() const { return *ways_[std::size_t(way_)]; }
    void chooseWay(const QString& id);
    void moveWay(int by); // to the next one that this model can do

    // Of a recipe, with the changes of its sheet: sets up the way that draws such; false: another tool does.
    bool showRequest(const SampleRequest& request, const std::vector<SampleChange>& sheet);
    EditWay* wayOf(const SampleRequest& request,
                   const std::vector<SampleChange>& sheet) const; // whatever its model can
    EditWay* wayFor(const SampleRequest& request, const std::vector<SampleChange>& sheet) const; // null: none draws it

    QString reason() const; // why it cannot start; empty: it can
    void start();
    bool running() const { return asked_ != 0 || judging_ != 0; }
    bool asked(JobId job) const { return job != 0 && job == newest_; } // the newest it asked for
    void setStep(int step);                                            // the playhead's
    void refresh(); // after the settings have changed: what depends on them
    void drawSeeds() { way().drawSeeds(); }
    QImage thumbnail(int step) const;                // of the source, as noisy as that; without one, of the shown walk
    int picture() const { return way().selected(); } // of the results, the large one
    void setPicture(int item);

    bool hasResults() const;
    ExportPanel::Content exportContent(ExportPanel::Kind kind, bool all) const;

Q_SIGNALS:
    void statusMessage(const QString& text);
    void runningChanged();
    void progressed(int done, int total); // network calls
    void stepWanted(int step);
    void wayChanged();
    void resultsChanged();
    void filmChanged(); // what thumbnail() gives
    void sampleWanted(bool second);
    void walkWanted(const SampleRequest& request); // to be watched step by step

private:
    void add(EditWay* way);
    void describe();
    void wayHasChanged(EditWay* way);
    void onJudged(const PicturesJudged& judged);
    void judge();
    void buildPanel();
    void connectBridge();
    void showWay();
    void showResults();
    void showSeen();
    void showScene();
    bool isShown() const; // else nothing is worked out until it is
    SampleRequest base() const;
    Image noisy(int step) const;
    QString memoryWords(const VariationsRequest& wanted) const;
    std::size_t budgetOfEach(const VariationsRequest& wanted) const; // bytes, of its walks
    EditWay* wayOf(JobId job) const;

    Bridge& bridge_;
    std::function<SampleRequest()> base_;
    std::size_t budget_ = 0;
    StartPicture *a_, *b_;
    EditPage* page_;
    EditStrip* strip_;
    QWidget* panel_;
    QStackedWidget* settings_;
    WrappedLabel* estimate_;
    std::vector<EditWay*> ways_;
    int way_ = 0;
    EditResults results_;       // of the way that is shown
    EditWay* asking_ = nullptr; // that asked_ is for
    VariationsRequest requested_;
    Image askedFrom_;              // the picture at that moment
    JobId asked_ = 0, newest_ = 0; // asked_: runs; 0: nothing does
    JobId judging_ = 0;            // of what judged_ has drawn
    EditWay* judged_ = nullptr;
    QString verb_;
    WhenVisible *describing_, *showing_; // what it takes; the results and what is shown large
    std::optional<ModelOpened> model_;
    std::optional<Schedule> schedule_; // the model's
    mutable Image noise_;              // of the settings' seed: it is asked for at every move of the playhead
    mutable std::uint64_t noiseSeed_ = 0;
    int step_ = 0;
    bool entered_ = false;
    double secondsPerCall_ = 0; // of one picture, seen on this machine with this model; 0: not known
};

} // namespace diffuscope::ui
