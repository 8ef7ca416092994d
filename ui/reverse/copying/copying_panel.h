#pragma once
#include "ui/bridge/bridge.h"

#include <QWidget>

#include <optional>
#include <vector>

class QCheckBox;

namespace diffuscope::ui {

class Button;
class CopyingChart;
class ImageView;
class Trajectory;
class WhenVisible;
class WrappedLabel;

// "Is it copying?": the nearest training pictures of the finished sample and of the guess at the playhead, the distance
// that is usual within the set, and what the set's exact denoiser predicts where the network guessed. One question to
// the session tells of all kept frames; scrubbing later is a look-up. GUI thread.
class CopyingPanel : public QWidget {
    Q_OBJECT
public:
    explicit CopyingPanel(Bridge& bridge, QWidget* parent = nullptr);
    void setTrajectory(const Trajectory* trajectory, int picture); // not owned; again when another one begins
    void refresh();                                                // the run has ended
    void setFrame(int frame);                                      // the one that is shown
    const std::optional<CopyingMeasured>& measured() const { return measured_; }

Q_SIGNALS:
    void stepPicked(int step);
    void noteChanged(const QString& note); // "1.3 × usual"

private:
    void build();
    void toggle(); // asks, or stops
    CopyingRequest request();
    void onMeasured(const CopyingMeasured& measured);
    void onFailed(const Failed& failure);
    void clear();
    void describe();
    void show(); // what was measured
    void showMeasured();
    void showGuess();
    void measureShape();
    QString reason() const;                                          // why nothing can be compared now; empty: it can
    double work() const;                                             // multiplications
    QString whichText(const CopyingMeasured::Moment& moment) const;  // "picture 812, five; then 4, five"
    QString timesUsual(const CopyingMeasured::Moment& moment) const; // "1.3 ×"; empty where nothing is usual

    Bridge& bridge_;
    const Trajectory* trajectory_ = nullptr;
    int picture_ = 0, frame_ = -1;
    JobId job_ = 0; // running; 0: none
    double share_ = 0, rate_;
    std::optional<CopyingMeasured> measured_;
    std::vector<int> asked_;                          // frames of the moments, the finished one last
    Image finished_;                                  // the sample, once somebody has looked
    WhenVisible *describing_, *showing_, *following_; // the question, the answer, the answer at the playhead

    Button* compare_;
    QCheckBox* mirrored_;
    WrappedLabel *state_, *error_, *verdict_, *which_, *guessWords_, *exactWords_;
    QWidget *finishedPart_, *guessPart_;
    ImageView *sample_, *nearest_, *guess_, *guessNearest_, *exact_;
    CopyingChart* chart_;
};

} // namespace diffuscope::ui
