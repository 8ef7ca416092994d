#pragma once
#include "ui/bridge/bridge.h"

#include <QWidget>

class QDoubleSpinBox;
class QLabel;
class QSlider;
class QSpinBox;

namespace diffuscope::ui {

class Button;
class MaskView;
class SegmentedControl;
class StartPicture;

// Where a walk starts: from noise, from a picture with noise on it (SDEdit), or from noise in a marked part of a
// picture (RePaint). The picture comes from a file, the open dataset, the clipboard, or the samples. GUI thread.
class StartPanel : public QWidget {
    Q_OBJECT
public:
    explicit StartPanel(Bridge& bridge, QWidget* parent = nullptr);
    void setModel(const ModelOpened& model); // pictures are fitted to it
    enum class Way { Noise, Redraw, Repaint };
    Way way() const;
    void setWay(Way way);
    void addTo(SampleRequest& request) const; // what is chosen
    QString problem() const;                  // why that cannot be drawn; empty: it can
    QString note() const;                     // "strength 50 %"
    void openFile(const QString& path);
    void use(const Image& picture, const QString& name); // of the model's shape
    void showRequest(const SampleRequest& request);      // of a recipe
    const Image& picture() const;
    MaskView* view() const { return view_; }

Q_SIGNALS:
    void changed();
    void statusMessage(const QString& text);
    void sampleWanted(); // the one that is shown

private:
    void build();
    void showPicture();
    void onMask(const ImageLoaded& loaded); // of a recipe
    bool repaints() const;                  // something is marked
    void arrange();
    void showNumbers();

    Bridge& bridge_;
    StartPicture* start_;
    SegmentedControl* way_;
    QWidget *source_, *strengthRow_, *maskRow_;
    MaskView* view_;
    QSlider* strength_;
    QDoubleSpinBox* percent_;
    QSpinBox *redos_, *brush_;
    Button *open_, *dice_, *paste_, *sample_, *clear_, *invert_;
    QLabel* words_;
    int timesteps_ = 1000;
    JobId maskJob_ = 0;
    bool maskWanted_ = false; // as soon as its picture is there
    GivenPicture mask_;       // of a recipe, until the brush changes it
};

} // namespace diffuscope::ui
