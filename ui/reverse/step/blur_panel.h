#pragma once
#include "ui/bridge/bridge.h"

#include <QWidget>

#include <functional>
#include <optional>

namespace diffuscope::ui {

class Button;
class ImageView;
class NumberLabel;
class WhenVisible;
class WrappedLabel;

// "Blur or network?": the picture that the walk starts from, with the noise of the playhead's t on it, and two guesses
// at it: by the best Gaussian blur, and by one call of the network, each with its PSNR. GUI thread.
class BlurPanel : public QWidget {
    Q_OBJECT
public:
    // `walk`: as the settings are now, with the picture to start from where there is one; asked from refresh() on.
    BlurPanel(Bridge& bridge, std::function<SampleRequest()> walk, QWidget* parent = nullptr);
    void setStep(int step);           // where the playhead is
    void refresh();                   // the picture or the settings have changed
    void setBusy(const QString& why); // why the network may not be asked now; empty: it may
    bool running() const { return job_ != 0; }
    const std::optional<BlurMeasured>& measured() const { return measured_; }

Q_SIGNALS:
    void pictureWanted();
    void noteChanged(const QString& note); // "18.2 against 14.0 dB"
    void runningChanged();

private:
    void build();
    void measure();
    void describe();
    void show();

    Bridge& bridge_;
    std::function<SampleRequest()> walk_;
    int step_ = 0;
    QString busy_;
    WhenVisible* describing_;
    JobId job_ = 0; // running; 0: none
    std::optional<BlurMeasured> measured_;
    Button *measure_, *choose_;
    WrappedLabel *words_, *error_;
    NumberLabel *blurNumber_, *guessNumber_;
    QWidget* views_;
    ImageView *noisy_, *blurred_, *guess_;
};

} // namespace diffuscope::ui
