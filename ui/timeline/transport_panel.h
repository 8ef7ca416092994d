#pragma once
#include "ui/timeline/timeline_model.h"

#include <QPointer>
#include <QWidget>

class QSlider;

namespace diffuscope::ui {

class IconButton;
class NumberLabel;

// First, step back, play, step forward, last; loop mode, speed, and which way playing goes.
class TransportPanel : public QWidget {
    Q_OBJECT
public:
    static constexpr int kWidth = 192;
    explicit TransportPanel(QWidget* parent = nullptr);
    void setModel(TimelineModel* model);
    void setCompact(bool compact);
    void cycleLoop();

protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;

private:
    void wire();
    void refresh();
    QPointer<TimelineModel> model_;
    IconButton *first_, *back_, *play_, *forward_, *last_, *loop_;
    QSlider* speed_;
    NumberLabel* speedText_;
    bool compact_ = false;
};

} // namespace diffuscope::ui
