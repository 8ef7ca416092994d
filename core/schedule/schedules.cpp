// Every noise schedule of the program. To add one: write a function that gives its betas and add an entry to
// entries(); pickers, forms, plots and the invariants test follow.
#include "core/schedule/schedule.h"

#include "core/base/error.h"
#include "core/schedule/alpha_bar_curve.h"

#include <algorithm>
#include <cmath>
#include <utility>

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

std::vector<double> cosineBetas(const Entry&, const ScheduleSpec& spec)
{
    return betasOfCurve(cosineAlphaBar, spec.timesteps);
}

std::vector<double> sigmoidAlphaBarBetas(const Entry& self, const ScheduleSpec& spec)
{
    const auto value = [&](const char* key) { return realParam(self.info.params, spec.params, key); };
    const double start = value("start"), end = value("end");
    if (start >= end)
        throw Error("The sigmoid of the noise schedule has no slope",
                    {"%1 = %2, %3 = %4", {"start", std::to_string(start), "end", std::to_string(end)}},
                    "Choose an end above the start.");
    return betasOfCurve(sigmoidAlphaBar(start, end, value("tau")), spec.timesteps);
}

std::vector<double> laplaceBetas(const Entry& self, const ScheduleSpec& spec)
{
    const auto value = [&](const char* key) { return realParam(self.info.params, spec.params, key); };
    return betasOfCurve(laplaceAlphaBar(value("location"), value("scale")), spec.timesteps);
}

std::vector<double> customBetas(const Entry& self, const ScheduleSpec& spec)
{
    const std::string points = textParam(self.info.params, spec.params, "curve");
    return betasOfCurve(alphaBarThrough(curvePoints(points)), spec.timesteps);
}

ParamSpec real(const char* key, const char* label, const char* help, double initial, double low, double high)
{
    ParamSpec spec{key, label, help, ParamSpec::Kind::Real, initial, low, high, 3, {}};
    return spec;
}

ParamSpec curveParam()
{
    ParamSpec spec;
    spec.key = "curve";
    spec.label = "Points";
    spec.help = "Where alpha-bar passes, as x:y from 0:1 to x = 1; x is the share of the steps.";
    spec.kind = ParamSpec::Kind::Text;
    spec.initial = std::string("0:1 0.25:0.85 0.5:0.5 0.75:0.15 1:0");
    return spec;
}

ParamSpec zeroSnrParam()
{
    ParamSpec spec;
    spec.key = "rescale_betas_zero_snr";
    spec.label = "Zero terminal SNR";
    spec.help = "Bends the curve so that the last step keeps nothing of the picture; for v or x0 prediction.";
    spec.kind = ParamSpec::Kind::Toggle;
    spec.initial = false;
    return spec;
}

std::vector<ParamSpec> endpointParams()
{
    const auto beta = [](const char* key, const char* label, const char* help, double initial) {
        ParamSpec spec{key, label, help, ParamSpec::Kind::Real, initial, 1e-8, kLargestBeta, 7, {}};
        return spec;
    };
    ParamSpec rescale;
    rescale.key = "rescale";
    rescale.label = "Scale β by 1000/T";
    rescale.help = "Multiplies both betas by 1000 / T, so that the last step is pure noise for every T.";
    rescale.kind = ParamSpec::Kind::Toggle;
    rescale.initial = true;
    return {beta("beta_start", "First beta", "Variance of the noise that the first step adds.", 1e-4),
            beta("beta_end", "Last beta", "Variance of the noise that the last step adds.", 0.02), rescale};
}

std::vector<Entry> makeEntries()
{
    std::vector<Entry> list = {
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
        {{"sigmoid_alpha_bar",
          "Sigmoid ᾱ",
          "Alpha-bar itself follows a sigmoid (Jabri et al. 2022): more steps at the ends.",
          "",
          {real("start", "Start", "Where on the sigmoid the data lies.", -3, -20, 20),
           real("end", "End", "Where on the sigmoid the noise lies.", 3, -20, 20),
           real("tau", "Temperature", "Larger is closer to a straight line.", 1, 0.05, 20)}},
         sigmoidAlphaBarBetas},
        {{"laplace",
          "Laplace",
          "Most steps where signal and noise are alike (Hang et al. 2024).",
          "",
          {real("location", "Location", "Log-SNR that gets the most steps.", 0, -10, 10),
           real("scale", "Scale", "Spread of the log-SNR around it.", 0.5, 0.05, 5)}},
         laplaceBetas},
        {{"custom", "Custom", "Alpha-bar goes through points of your choice.", "", {curveParam()}}, customBetas},
    };
    for (Entry& entry : list)
        entry.info.params.push_back(zeroSnrParam());
    return list;
}

const std::vector<Entry>& entries()
{
    static const std::vector<Entry> list = makeEntries();
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
    std::vector<double> betas = entry.betas(entry, resolved);
    if (boolParam(entry.info.params, resolved.params, "rescale_betas_zero_snr") && betas.size() > 1)
        betas = withZeroTerminalSnr(std::move(betas));
    return Schedule(std::move(betas));
}

} // namespace diffuscope
