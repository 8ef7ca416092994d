#pragma once
#include "core/schedule/statistics/spectrum.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

namespace diffuscope::ui {

class SpectrumPlot;

// The plot and what feeds it: spectra are computed in slices of a few milliseconds on the GUI thread, the newest
// picture first in line, and no more often than the eye needs. Nothing is computed while the panel is out of sight.
class SpectrumPanel : public QWidget {
    Q_OBJECT
public:
    explicit SpectrumPanel(QWidget* parent = nullptr);
    void setPicture(const Image& picture);
    void setState(const Image& state, double alphaBar);
    bool idle() const { return !pendingData_ && !pendingState_ && !working_; }
    QString summary() const; // "finer than 3.2 px drowned"

Q_SIGNALS:
    void summaryChanged();

protected:
    void showEvent(QShowEvent*) override;

private:
    void work();
    void begin();

    SpectrumPlot* plot_;
    Image picture_, state_;
    SpectrumJob job_;
    QTimer slices_;
    QElapsedTimer since_; // the last state was begun
    bool pendingData_ = false, pendingState_ = false, working_ = false, forData_ = false;
};

} // namespace diffuscope::ui
