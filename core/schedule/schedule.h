#pragma once
#include "core/base/params.h"
#include "core/schedule/noise_level.h"

#include <string>
#include <vector>

namespace diffuscope {

// The fixed variance schedule of a DDPM (Ho et al. 2020, section 2), computed in double.
// Timesteps are 0-based as in diffusers: timestep t in 0 .. T-1 has already t+1 noise steps in it; timestep -1 is
// clean data (alphaBar(-1) == 1). Out of range throws Error.
class Schedule {
public:
    // 1 .. 10000 betas, each in (0, 1), with alphaBar never below 1e-60 (so that 1 / signalScale fits a float). Only
    // the last beta may be exactly 1: zero terminal SNR (Lin et al. 2023). Throws Error naming the first bad timestep.
    explicit Schedule(std::vector<double> betas);

    int timesteps() const { return int(betas_.size()); } // T
    double beta(int t) const;                            // beta_t
    double alpha(int t) const;                           // 1 - beta_t
    double alphaBar(int t) const;                        // product of alpha up to t
    double signalScale(int t) const;                     // sqrt(alphaBar)
    double noiseScale(int t) const;                      // sqrt(1 - alphaBar)
    double snr(int t) const;                             // alphaBar / (1 - alphaBar); infinity at -1
    double snrDecibel(int t) const;                      // 10 log10(snr)
    double logSnr(int t) const;                          // ln snr

    // q(x_prev | x_t, x_0) for any prev < t.
    Posterior posterior(int t, int previous) const;

    // True when the last timestep keeps nothing of the data, so that noise cannot be predicted there.
    bool zeroTerminalSnr() const { return alphaBars_.back() == 0; }

    const std::vector<double>& betas() const { return betas_; }

private:
    std::vector<double> betas_, alphaBars_;
};

// A schedule as data: what a form edits, a run's config stores and a model folder says.
struct ScheduleSpec {
    std::string id = "linear"; // an id of scheduleCatalog()
    int timesteps = 1000;      // 1 .. 10000
    ParamValues params;        // keys of the entry's specs; missing = initial
};

// One member of the catalog. diffusersName is the value of "beta_schedule" in scheduler_config.json, empty where
// diffusers has no such schedule (its betas are then stored as trained_betas).
struct ScheduleInfo {
    std::string id, name, about, diffusersName;
    std::vector<ParamSpec> params;
};

const std::vector<ScheduleInfo>& scheduleCatalog();
const ScheduleInfo& scheduleInfo(const std::string& id); // throws Error naming the id and the known ones

// `timesteps` other than 1000: the linear family scales its endpoints by 1000/T (improved-diffusion) unless the
// toggle "rescale" is off, so that x_T is Gaussian for every T.
Schedule makeSchedule(const ScheduleSpec& spec);

// The same schedule with "rescale" applied to the endpoints and turned off: what scheduler_config.json must say,
// because diffusers never rescales. makeSchedule() of both is equal. Entries without the toggle are unchanged.
ScheduleSpec resolvedSpec(const ScheduleSpec& spec);

} // namespace diffuscope
