#pragma once
#include "core/messages/sample_events.h"
#include "ui/widgets/controls/surface.h"

class QLabel;

namespace diffuscope::ui {

class Button;
class ContactSheetView;
class ImageView;
class NumberLabel;
class PaintPalette;
class PaintView;

// One x_t, sixteen pictures that it may become, their mean, and where they differ.
class FuturesPage : public Surface {
    Q_OBJECT
public:
    explicit FuturesPage(QWidget* parent = nullptr);
    // `open`: of pure noise, to compare with; 0: not known.
    // `seed`: that the first future's noise has.
    void show(const FuturesFrom& futures, double open, const QString& sampler, std::uint64_t seed);
    void showNothing(const QString& hint);
    void setPlan(const QString& words); // what measuring the curve takes
    void setMeasurable(bool measurable);
    void setMeasureReason(const QString& why);  // why it cannot be measured now; empty: it can
    int marked() const;                         // of the futures; -1: none is shown
    PaintView* paint() const { return state_; } // the moment where they part
    PaintPalette* palette() const { return palette_; }
    void setMoment(int step, int side); // what the view shows has been set
    bool paintKey(int key);             // P, X, [ and ]; false: it is none of the brush's

Q_SIGNALS:
    void measureRequested();
    void keepRequested(); // the marked one

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void arrange();
    void showSymbol();
    PaintView* state_;
    PaintPalette* palette_;
    ImageView *mean_, *variance_;
    ContactSheetView* futures_;
    NumberLabel *title_, *sealed_;
    QLabel *words_, *plan_;
    Button* measure_;
    QString hint_;
    int side_ = 0, step_ = 0;
};

} // namespace diffuscope::ui
