#pragma once
#include "core/schedule/statistics/walk_agreement.h"

#include <QPoint>
#include <QTimer>
#include <QWidget>

#include <optional>

namespace diffuscope::ui {

class AgreementPlot;
class Button;
class WrappedLabel;

// "Jump and walk agree": many Markov chains of one pixel value against the closed form at the timeline's step, with
// their mean, deviation and the Kolmogorov-Smirnov distance. The chains are walked in slices of a few milliseconds on
// the GUI thread, once from data to noise; every step's result is kept, so scrubbing only looks it up. Nothing is
// walked while the panel is out of sight.
class AgreementPanel : public QWidget {
    Q_OBJECT
public:
    explicit AgreementPanel(QWidget* parent = nullptr);
    void setSchedule(const Schedule& schedule);
    void setSeed(std::uint64_t seed);
    void setPixel(double value, const QString& where); // x_0 of the pixel; "column 20, row 9, red"
    void setStep(int step);
    const Agreement* current() const; // null while the chains are not there yet
    bool finished() const { return walks_ && walks_->finished(); }
    QString summary() const; // "2,000 walks"

Q_SIGNALS:
    void summaryChanged();

protected:
    void showEvent(QShowEvent*) override;

private:
    void restart(int delayMs);
    void work();
    void present();
    void setCount(std::size_t count);

    Schedule schedule_ = makeSchedule({});
    std::optional<WalkEnsemble> walks_;
    std::uint64_t seed_ = 0;
    double start_ = 0;
    QString where_;
    std::size_t count_;
    int step_ = 0;
    bool stale_ = true;
    QTimer slices_;
    AgreementPlot* plot_;
    WrappedLabel *about_, *verdict_;
    Button *more_, *fewer_;
};

} // namespace diffuscope::ui
