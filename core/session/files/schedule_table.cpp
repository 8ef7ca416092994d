#include "core/session/files/schedule_table.h"

#include "core/base/save_file.h"
#include "core/model/model_folder.h"
#include "core/sampling/model_sampling.h"

#include <sstream>

namespace diffuscope {

Schedule modelSchedule(const std::string& model) { return scheduleOf(openModel(model)->scheduler); }

void writeScheduleTable(const Schedule& schedule, const std::string& target)
{
    std::ostringstream csv;
    csv.precision(17);
    csv << "timestep,beta,alpha_bar,signal_scale,noise_scale,snr,log_snr,posterior_data_weight,"
           "posterior_state_weight,posterior_variance,step\n";
    for (int t = 0; t < schedule.timesteps(); ++t) {
        const Posterior posterior = schedule.posterior(t, t - 1);
        csv << t << ',' << schedule.beta(t) << ',' << schedule.alphaBar(t) << ',' << schedule.signalScale(t) << ','
            << schedule.noiseScale(t) << ',' << schedule.snr(t) << ',' << schedule.logSnr(t) << ','
            << posterior.dataWeight << ',' << posterior.stateWeight << ',' << posterior.variance << ',' << t + 1
            << '\n';
    }
    saveText(target, csv.str());
}

} // namespace diffuscope
