#pragma once
#include "ui/bridge/bridge.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace diffuscope::ui {

class Button;
class ImageView;
class NumberLabel;
class WrappedLabel;

// How good the generated pictures are: distances between them and the open dataset, and for the selected one the
// nearest training picture, which tells a new picture from a copy.
class QualityPanel : public QWidget {
    Q_OBJECT
public:
    explicit QualityPanel(Bridge& bridge, QWidget* parent = nullptr);
    void setPictures(const std::vector<Image>& pictures); // final ones; the numbers of others go
    void setSelected(int picture);
    const Image* nearestTo(int picture) const; // in training; nullptr while it is not known
    void setBusy(const QString& why);          // why nothing may be measured now; empty: it may

Q_SIGNALS:
    void measured(int pictures); // 0: there are no numbers any more

private:
    void build();
    void measure();
    void onMeasured(const QualityMeasured& quality);
    void onFailed(const Failed& failure);
    void chooseInception();
    void setInception(const QString& file);
    void clear();
    void refresh();
    void showNumbers();
    void showNearest();
    QString disabledReasonNow() const; // why nothing can be measured now; empty: it can

    Bridge& bridge_;
    std::vector<Image> pictures_;
    std::optional<QualityMeasured> quality_;
    JobId job_ = 0; // running; 0 none
    int selected_ = 0;
    QString inception_, busy_;

    Button *measure_, *inceptionButton_, *inceptionClear_;
    WrappedLabel *state_, *error_, *verdict_, *notes_;
    QLabel* inceptionName_;
    QWidget *numbers_, *nearest_;
    QGridLayout* grid_;
    ImageView *sample_, *training_;
};

} // namespace diffuscope::ui
