// Every noise schedule of the program. To add one: write a function that gives its betas and add an entry to
// entries(); pickers, forms, plots and the invariants test follow.
#include "core/schedule/schedule.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace diffuscope {
namespace {

constexpr double kLargestBeta = 0.999;
constexpr int kReferenceTimesteps = 1000; // what the published endpoints are tuned to

struct Entry {
    ScheduleInfo info;
    std::vector<double> (*betas)(const Entry& self, const ScheduleSpec& resolved);
};

std::vector<double> linspace(double first, double last, int count)
{
    std::vector<double> values(std::size_t(count), last); // a single value is the last: as noisy as it gets
    for (int i = 0; i + 1 < count; ++i)
        values[std::size_t(i)] = first + (last - first) * i / (count - 1);
    return values;
}

struct Endpoints {
    double start, end;
};

Endpoints endpointsOf(const std::vector<ParamSpec>& params, const ScheduleSpec& spec)
{
    return {realParam(params, spec.params, "beta_start"), realParam(params, spec.params, "beta_end")};
}

// Ho et al. 2020.
std::vector<double> linearBetas(const Entry& self, const ScheduleSpec& spec)
{
    const auto [start, end] = endpointsOf(self.info.params, spec);
    return linspace(start, end, spec.timesteps);
}

// Rombach et al. 2022: linear in sqrt(beta).
std::vector<double> scaledLinearBetas(const Entry& self, const ScheduleSpec& spec)
{
    const auto [start, end] = endpointsOf(self.info.params, spec);
    std::vector<double> betas = linspace(std::sqrt(start), std::sqrt(end), spec.timesteps);
    for (double& beta : betas)
        beta *= beta;
    return betas;
}

// Xu et al. 2022 (GeoDiff): an S-curve of beta, not the sigmoid in alpha-bar of Jabri et al.
std::vector<double> sigmoidBetas(const Entry& self, const ScheduleSpec& spec)
{
    const auto [start, end] = endpointsOf(self.info.params, spec);
    std::vector<double> betas = linspace(-6, 6, spec.timesteps);
    for (double& beta : betas)
        beta = start + (end - start) / (1 + std::exp(-beta));
    return betas;
}

// Nichol & Dhariwal 2021, eq. 17: alpha-bar follows a squared cosine, and betas are capped.
std::vector<double> cosineBetas(const Entry&, const ScheduleSpec& spec)
{
    const auto curve = [&spec](int step) {
        const double angle = (double(step) / spec.timesteps + 0.008) / 1.008 * std::numbers::pi / 2;
        return std::cos(angle) * std::cos(angle);
    };
    std::vector<double> betas;
    for (int t = 0; t < spec.timesteps; ++t)
        betas.push_back(std::min(1 - curve(t + 1) / curve(t), kLargestBeta));
    return betas;
}

std::vector<ParamSpec> endpointParams()
{
    const auto beta = [](const char* key, const char* label, const char* help, double initial) {
        ParamSpec spec{key, label, help, ParamSpec::Kind::Real, initial, 1e-8, kLargestBeta, 7, {}};
        return spec;
    };
    ParamSpec rescale;
    rescale.key = "rescale";
    rescale.label = "Scale with T";
    rescale.help = "Multiplies both betas by 1000 / T, so that the last step is pure noise for every T.";
    rescale.kind = ParamSpec::Kind::Toggle;
    rescale.initial = true;
    return {beta("beta_start", "First beta", "Variance of the noise that the first step adds.", 1e-4),
            beta("beta_end", "Last beta", "Variance of the noise that the last step adds.", 0.02), rescale};
}

const std::vector<Entry>& entries()
{
    static const std::vector<Entry> list = {
        {{"linear", "Linear", "Beta grows evenly (Ho et al. 2020). Much of the picture is gone by half-way.", "linear",
          endpointParams()},
         linearBetas},
        {{"scaled_linear", "Scaled linear", "The square root of beta grows evenly (latent diffusion).", "scaled_linear",
          endpointParams()},
         scaledLinearBetas},
        {{"cosine",
          "Cosine",
          "Alpha-bar follows a squared cosine (Nichol & Dhariwal 2021): gentle at both ends.",
          "squaredcos_cap_v2",
          {}},
         cosineBetas},
        {{"sigmoid", "Sigmoid", "Beta follows an S-curve (GeoDiff): slow, then fast, then slow.", "sigmoid",
          endpointParams()},
         sigmoidBetas},
    };
    return list;
}

const Entry& entryOf(const std::string& id)
{
    std::string known;
    for (const Entry& entry : entries()) {
        if (entry.info.id == id)
            return entry;
        known += (known.empty() ? "" : ", ") + entry.info.id;
    }
    throw Error("There is no such noise schedule", id, "Known schedules: " + known + ".");
}

bool rescales(const ScheduleInfo& info, const ScheduleSpec& spec)
{
    const auto isRescale = [](const ParamSpec& param) { return param.key == "rescale"; };
    return std::any_of(info.params.begin(), info.params.end(), isRescale) &&
           boolParam(info.params, spec.params, "rescale");
}

} // namespace

const std::vector<ScheduleInfo>& scheduleCatalog()
{
    static const std::vector<ScheduleInfo> catalog = [] {
        std::vector<ScheduleInfo> infos;
        for (const Entry& entry : entries())
            infos.push_back(entry.info);
        return infos;
    }();
    return catalog;
}

const ScheduleInfo& scheduleInfo(const std::string& id) { return entryOf(id).info; }

ScheduleSpec resolvedSpec(const ScheduleSpec& spec)
{
    const ScheduleInfo& info = scheduleInfo(spec.id);
    validateParams(info.params, spec.params);
    if (spec.timesteps < 1 || spec.timesteps > 10000)
        throw Error("A noise schedule cannot have this many timesteps", std::to_string(spec.timesteps),
                    "Choose 1 to 10000.");
    ScheduleSpec resolved = spec;
    if (!rescales(info, spec))
        return resolved;
    const auto [start, end] = endpointsOf(info.params, spec);
    const double scale = double(kReferenceTimesteps) / spec.timesteps;
    resolved.params["beta_start"] = std::clamp(start * scale, 1e-8, kLargestBeta);
    resolved.params["beta_end"] = std::clamp(end * scale, 1e-8, kLargestBeta);
    resolved.params["rescale"] = false;
    return resolved;
}

Schedule makeSchedule(const ScheduleSpec& spec)
{
    const ScheduleSpec resolved = resolvedSpec(spec);
    const Entry& entry = entryOf(resolved.id);
    return Schedule(entry.betas(entry, resolved));
}

} // namespace diffuscope
