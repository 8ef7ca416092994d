#pragma once
#include "ui/bridge/bridge.h"
#include "ui/reverse/explore/spread_chart.h"

#include <QObject>

#include <functional>
#include <map>
#include <optional>

namespace diffuscope::ui {

class FuturesPage;
class WhenVisible;

// Reverse's futures: what may still become of the shown sample from a step on, and how much is open at every step. Asks
// the session, keeps what it tells, and shows it; its parts are placed by the workspace. GUI thread.
class FuturesTool : public QObject {
    Q_OBJECT
public:
    // `walk`: the request of the sample that is shown, of one picture.
    FuturesTool(Bridge& bridge, std::function<SampleRequest()> walk, QWidget* parent);
    QWidget* canvas() const;
    FuturesPage* page() const { return page_; }
    SpreadChart* chart() const { return chart_; }
    void setModel(const ModelOpened& model);
    QString reason() const;                                      // why it cannot start; empty: it can
    void start(const std::optional<FuturesRequest>& given = {}); // from the playhead, or as a recipe has it
    void measure();                                              // the curve, from every other stop
    bool running() const { return asked_ != 0; }
    bool asked(JobId job) const { return job != 0 && job == newest_; } // the newest it asked for
    void setStep(int step);
    void describe(); // what measuring takes, after the walk has changed
    const std::map<int, FuturesFrom>& known() const { return known_; } // by step, of the walk they belong to
    void setBusy(const QString& why);                                  // why nothing may be asked now; empty: it may

    // One of the futures as a walk: that from which they part, left at `step` with noise of this seed.
    struct Kept {
        SampleRequest walk; // of one picture
        int step = 0;
        std::uint64_t seed = 0;
    };
    QString keepReason() const; // why none can be kept; empty: one can
    void keep();                // the marked one

Q_SIGNALS:
    void keepWanted(const diffuscope::ui::FuturesTool::Kept& future);
    void statusMessage(const QString& text);
    void runningChanged();
    void progressed(int done, int total); // network calls

private:
    void connectBridge();
    void ask(FuturesRequest request);
    void forget(); // what belongs to another walk
    void show();
    const FuturesFrom* nearest() const; // of the known ones, to the playhead

    Bridge& bridge_;
    std::function<SampleRequest()> walk_;
    FuturesPage* page_;
    SpreadChart* chart_;
    WhenVisible* showing_;
    JobId asked_ = 0, newest_ = 0;                                  // asked_: runs; 0: nothing does
    int calls_ = 0, step_ = 0, totalSteps_ = 1000, shownStep_ = -1; // shownStep_: whose futures are seen
    std::optional<ModelOpened> model_;
    FuturesRequest requested_, knownRequest_; // knownRequest_: that the known ones answer
    std::string shownWalk_, sampler_;         // the recipe and the sampler of the walk whose futures are known
    std::map<int, FuturesFrom> known_;
    double secondsPerCall_ = 0; // with so many futures; 0: not known
};

} // namespace diffuscope::ui
