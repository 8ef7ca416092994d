#include "core/session/jobs/model_schedule.h"

#include "core/base/error.h"
#include "core/model/model_folder.h"

#include <algorithm>

namespace diffuscope {
namespace {

const ScheduleInfo& infoOf(const std::string& diffusersName)
{
    std::string known;
    for (const ScheduleInfo& info : scheduleCatalog()) {
        if (!info.diffusersName.empty() && info.diffusersName == diffusersName)
            return info;
        if (!info.diffusersName.empty())
            known += (known.empty() ? "" : ", ") + info.diffusersName;
    }
    throw Error("The model uses a noise schedule that this program does not know", "beta_schedule = " + diffusersName,
                "Known: " + known + ". Or store the betas as trained_betas.");
}

void setWhereKnown(ScheduleSpec& spec, const ScheduleInfo& info, const std::string& key, const ParamValue& value)
{
    const auto isKey = [&key](const ParamSpec& param) { return param.key == key; };
    if (std::any_of(info.params.begin(), info.params.end(), isKey))
        spec.params[key] = value;
}

} // namespace

Schedule scheduleOf(const SchedulerConfig& config)
{
    if (!config.trainedBetas.empty())
        return Schedule(config.trainedBetas);
    const ScheduleInfo& info = infoOf(config.betaSchedule);
    ScheduleSpec spec{info.id, config.numTrainTimesteps, {}};
    setWhereKnown(spec, info, "beta_start", config.betaStart);
    setWhereKnown(spec, info, "beta_end", config.betaEnd);
    setWhereKnown(spec, info, "rescale", false);
    return makeSchedule(spec);
}

} // namespace diffuscope
