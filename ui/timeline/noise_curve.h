#pragma once
#include "ui/timeline/timeline_model.h"
#include "ui/widgets/chart/chart.h"

#include <QPointer>

namespace diffuscope::ui {

// The curve that the track draws below its pictures, as a table: signal and noise at every step. The track is a slider
// for the keyboard and for assistive programs, so this is a chart without a place of its own: it is asked for by the
// track's menu and by the command search.
class NoiseCurve : public Chart {
    Q_OBJECT
public:
    explicit NoiseCurve(QWidget* track);
    void setModel(TimelineModel* model); // not owned; may be null
    ChartTable table() const override;

private:
    QPointer<TimelineModel> model_;
};

} // namespace diffuscope::ui
