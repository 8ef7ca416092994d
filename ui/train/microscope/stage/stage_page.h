#pragma once
#include "core/messages/microscope.h"
#include "ui/style/theme.h"
#include "ui/train/microscope/stage/number_line.h"

#include <QList>
#include <QWidget>

namespace diffuscope::ui {

class ImageView;
class MicroscopeState;
class ViewLink;

// What the stage shows of one sub-step: pictures or bars, and one line of numbers below. GUI thread.
class StagePage : public QWidget {
    Q_OBJECT
public:
    StagePage(MicroscopeState& state, QWidget* parent = nullptr);
    virtual void showStep() = 0;                         // another step, or picture of it
    virtual QList<NumberLine::Part> numbers() const = 0; // of the step that is shown
    static constexpr int kLargest = 176, kSmallest = 96; // side of a picture

Q_SIGNALS:
    void numbersChanged();

protected:
    MicroscopeState& state() const { return state_; }
    const LookedAt& followed() const;

private:
    MicroscopeState& state_;
};

// Pictures in a row with signs between them: x_t = a x_0 + b epsilon. They look and probe together.
class EquationPage : public StagePage {
    Q_OBJECT
public:
    EquationPage(MicroscopeState& state, ViewLink* link, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {900, kLargest + 60}; }

protected:
    ImageView* add(const QString& name, Concept frame, const QString& symbol, const QString& words);
    // What stands before the picture, as wide as `width`; a second line below it.
    struct Sign {
        QString markup, below;
        Concept colour = Concept::State;
        bool arrow = false;
        int width = 48;
    };
    void setSigns(const QList<Sign>& signs); // one before each picture but the first; one more: after the last
    QRectF signPlace(int index) const;       // of the one before picture index + 1
    std::optional<QPoint> pixel() const;     // that is looked at
    virtual void drawMore(QPainter& painter);
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    const QList<ImageView*>& views() const { return views_; }

private:
    void arrange();
    ViewLink* link_;
    QList<ImageView*> views_;
    QList<Sign> signs_;
    int side_ = kLargest;
};

// One for each sub-step, in their order.
QList<StagePage*> makeStagePages(MicroscopeState& state, ViewLink* link);

} // namespace diffuscope::ui
