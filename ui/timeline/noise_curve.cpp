#include "ui/timeline/noise_curve.h"

#include <algorithm>

namespace diffuscope::ui {

NoiseCurve::NoiseCurve(QWidget* track) : Chart(tr("Signal and noise over the steps"), track)
{
    setObjectName(QStringLiteral("noiseCurve"));
    setFocusPolicy(Qt::NoFocus);
    setGeometry(0, 0, 0, 0);
}

void NoiseCurve::setModel(TimelineModel* model)
{
    if (model_)
        disconnect(model_, nullptr, this, nullptr);
    model_ = model;
    if (model_) {
        connect(model_, &TimelineModel::stepChanged, this, &Chart::numbersChanged);
        connect(model_, &TimelineModel::changed, this, &Chart::numbersChanged);
    }
    Q_EMIT numbersChanged();
}

ChartTable NoiseCurve::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.columns = {{tr("step")},
                     {tr("alpha-bar"), {}, 6},
                     {tr("signal √ᾱ"), {}, 5},
                     {tr("noise √(1−ᾱ)"), {}, 5},
                     {tr("SNR"), tr("dB"), 3}};
    if (!model_)
        return table;
    table.rows = model_->totalSteps() + 1;
    table.now = std::clamp<qsizetype>(model_->step(), 0, table.rows - 1);
    table.cell = [this](qsizetype row, int column) -> QVariant {
        if (column == 0 || !model_)
            return qlonglong(row);
        const Schedule& schedule = model_->schedule();
        const int timestep = int(row) - 1; // -1: the data
        switch (column) {
        case 1:
            return schedule.alphaBar(timestep);
        case 2:
            return schedule.signalScale(timestep);
        case 3:
            return schedule.noiseScale(timestep);
        default:
            return schedule.snrDecibel(timestep);
        }
    };
    return table;
}

} // namespace diffuscope::ui
