// ForwardInspector: its schedule and its picture's shape as values, for recipes.
#include "ui/forward/forward_inspector.h"
#include "ui/forward/schedule_tiles.h"
#include "ui/widgets/param_form.h"

#include <QComboBox>
#include <QSignalBlocker>

namespace diffuscope::ui {

namespace {
const char* const kStepsField = "timesteps";
}

ScheduleSpec ForwardInspector::spec() const
{
    ScheduleSpec spec;
    spec.id = tiles_->current().toStdString();
    spec.params = params_->values();
    if (const auto steps = spec.params.find(kStepsField); steps != spec.params.end()) {
        spec.timesteps = int(std::get<long long>(steps->second));
        spec.params.erase(steps);
    }
    return spec;
}

bool ForwardInspector::setSpec(const ScheduleSpec& spec)
{
    try {
        makeSchedule(spec);
    } catch (const Error&) {
        return false;
    }
    tiles_->setCurrent(QString::fromStdString(spec.id));
    chooseSchedule(QString::fromStdString(spec.id));
    ParamValues values = spec.params;
    values[kStepsField] = static_cast<long long>(spec.timesteps);
    params_->setValues(values);
    applySchedule();
    return true;
}

void ForwardInspector::setShape(int side, int channels)
{
    const QSignalBlocker quietSide(side_), quietChannels(channels_);
    if (const int at = side_->findData(side); at >= 0)
        side_->setCurrentIndex(at);
    if (const int at = channels_->findData(channels); at >= 0)
        channels_->setCurrentIndex(at);
}

} // namespace diffuscope::ui
