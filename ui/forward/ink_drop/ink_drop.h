#pragma once
#include "ui/forward/ink_drop/ink_drop_model.h"

#include <QImage>
#include <QWidget>

#include <atomic>
#include <memory>
#include <vector>

class QThread;

namespace diffuscope::ui {

// The same step, in water: InkDropModel at step / T, in the theme's ink by Beer and Lambert's law. The flow is computed
// once, by a thread of the lowest priority, when the panel is first seen; then any step is a blend of two frames, so it
// scrubs both ways at once.
class InkDrop : public QWidget {
    Q_OBJECT
public:
    explicit InkDrop(QWidget* parent = nullptr);
    ~InkDrop() override;
    void setTime(double time); // 0 the drop .. 1 uniform
    bool ready() const;        // every frame is there
    QSize sizeHint() const override { return {304, 120}; }

protected:
    void paintEvent(QPaintEvent*) override;
    void showEvent(QShowEvent*) override;
    void changeEvent(QEvent* event) override;

private:
    void begin();
    void render();

    InkDropModel model_;
    std::unique_ptr<QThread> thread_;
    std::atomic<bool> leave_ = false;
    double time_ = 0;
    int shownFrames_ = 0;
    std::vector<float> ink_;
    QImage picture_; // null: to be rendered
};

} // namespace diffuscope::ui
