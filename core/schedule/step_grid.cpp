#include "core/schedule/step_grid.h"

#include "core/base/error.h"
#include "core/schedule/schedule.h"

#include <algorithm>
#include <cmath>

namespace diffuscope {
namespace {

constexpr double kRho = 7; // Karras et al. 2022

// Timesteps below `last` that are clear enough for the solver: lambda falls as t grows.
int clearTimesteps(const Schedule& schedule, double leastLambda)
{
    int last = schedule.timesteps();
    while (last > 1 && levelAt(schedule, last - 1).lambda() < leastLambda)
        --last;
    return last;
}

std::vector<double> leading(const Schedule& schedule, GridKind kind, const GridSettings& s, int last)
{
    const bool solver = kind == GridKind::Solver;
    const int stride = solver ? last / (s.count + 1) : schedule.timesteps() / s.count;
    std::vector<double> timesteps;
    for (int i = 0; i < s.count; ++i)
        timesteps.push_back(double(s.count - 1 - i + solver) * stride + s.offset);
    return timesteps;
}

std::vector<double> trailing(const Schedule& schedule, const GridSettings& s, int last)
{
    std::vector<double> timesteps;
    const long long total = schedule.timesteps();
    for (int i = 0; i < s.count; ++i) {
        const double exact = double(last) - double(total * i) / s.count;
        if (exact <= 0)
            break;
        timesteps.push_back(std::nearbyint(exact) - 1);
    }
    return timesteps;
}

std::vector<double> linspace(GridKind kind, const GridSettings& s, int last)
{
    const int gaps = kind == GridKind::Solver ? s.count : std::max(1, s.count - 1);
    const double step = double(last - 1) / gaps; // first, as numpy does: exact halves may then round the other way
    std::vector<double> timesteps;
    for (int i = 0; i < s.count; ++i) {
        const int place = kind == GridKind::Solver ? s.count - i : s.count - 1 - i;
        const double exact = place == gaps ? double(last - 1) : place * step;
        timesteps.push_back(kind == GridKind::Sigmas ? double(float(exact)) : std::nearbyint(exact));
    }
    return timesteps;
}

std::vector<double> timestepsOf(const Schedule& schedule, GridKind kind, const GridSettings& s)
{
    const int last = kind == GridKind::Solver ? clearTimesteps(schedule, s.leastLambda) : schedule.timesteps();
    if (s.spacing == "leading")
        return leading(schedule, kind, s, last);
    if (s.spacing == "trailing")
        return trailing(schedule, s, last);
    if (s.spacing == "linspace")
        return linspace(kind, s, last);
    throw Error("There is no such timestep spacing", s.spacing, "Choose leading, trailing or linspace.");
}

// `count` sigmas from the first to the last, both included.
std::vector<double> curve(const std::string& name, double first, double last, int count)
{
    std::vector<double> sigmas;
    for (int i = 0; i < count; ++i) {
        const double part = count == 1 ? 0 : double(i) / (count - 1);
        const auto between = [part](double from, double to) { return from + part * (to - from); };
        if (name == "karras")
            sigmas.push_back(std::pow(between(std::pow(first, 1 / kRho), std::pow(last, 1 / kRho)), kRho));
        else if (name == "exponential")
            sigmas.push_back(std::exp(between(std::log(first), std::log(last))));
        else if (name == "uniform")
            sigmas.push_back(between(first, last));
        else
            throw Error("There is no such curve of sigmas", name, "Choose schedule, karras, exponential or uniform.");
    }
    return sigmas;
}

void requireOnSchedule(const std::vector<double>& timesteps, const Schedule& schedule, const GridSettings& s)
{
    for (std::size_t i = 0; i < timesteps.size(); ++i) {
        if (timesteps[i] < 0 || timesteps[i] > schedule.timesteps() - 1)
            throw Error("The offset pushes a step outside the noise schedule",
                        "steps_offset = " + std::to_string(s.offset), "Choose trailing spacing, or fewer steps.");
        if (i > 0 && timesteps[i] >= timesteps[i - 1])
            throw Error("The sampler cannot take this many steps", std::to_string(s.count),
                        "Two of them would be the same timestep; choose fewer, or trailing spacing.");
    }
}

std::vector<NoiseLevel> levelsOnSchedule(const Schedule& schedule, GridKind kind, const GridSettings& s)
{
    const std::vector<double> timesteps = timestepsOf(schedule, kind, s);
    requireOnSchedule(timesteps, schedule, s);
    std::vector<NoiseLevel> levels;
    for (const double t : timesteps)
        levels.push_back(kind == GridKind::Timesteps ? levelAt(schedule, int(t)) : levelAtTimestep(schedule, t));
    return levels;
}

// The solvers' curves span the whole schedule and tell the network whole timesteps; the others span what the spacing
// spans.
std::vector<NoiseLevel> levelsOnCurve(const Schedule& schedule, GridKind kind, const GridSettings& s)
{
    const bool solver = kind == GridKind::Solver;
    const std::vector<double> spaced = timestepsOf(schedule, kind, s);
    requireOnSchedule(spaced, schedule, s);
    const double noisiest = solver ? clearTimesteps(schedule, s.leastLambda) - 1 : spaced.front();
    const double first = levelAtTimestep(schedule, noisiest).sigma();
    const double last = levelAtTimestep(schedule, solver ? 0 : spaced.back()).sigma();
    std::vector<NoiseLevel> levels;
    for (const double sigma : curve(s.sigmas, first, last, s.count)) {
        levels.push_back(levelAtSigma(schedule, sigma));
        if (solver)
            levels.back().timestep = std::nearbyint(levels.back().timestep);
    }
    return levels;
}

} // namespace

std::vector<SamplerStep> makeStepGrid(const Schedule& schedule, GridKind kind, const GridSettings& s)
{
    const int total = schedule.timesteps();
    if (s.count < 1 || s.count > total)
        throw Error("The sampler cannot take this many steps", std::to_string(s.count),
                    "Choose 1 to " + std::to_string(total) + ".");
    const auto levels = s.sigmas == "schedule" ? levelsOnSchedule(schedule, kind, s) : levelsOnCurve(schedule, kind, s);
    // A curve's own last sigma is its end where the schedule's first level is (diffusers' UniPC).
    const NoiseLevel first = s.sigmas == "schedule" ? levelAt(schedule, 0) : levels.back();
    const NoiseLevel end = s.endAtFirst ? first : NoiseLevel{};
    std::vector<SamplerStep> steps;
    for (std::size_t i = 0; i < levels.size(); ++i)
        steps.push_back({levels[i], i + 1 < levels.size() ? levels[i + 1] : end});
    if (s.subtractive && kind == GridKind::Timesteps && s.sigmas == "schedule")
        for (SamplerStep& step : steps) {
            const int next = int(step.now.timestep) - total / s.count;
            step.next = next >= 0 ? levelAt(schedule, next) : end;
        }
    return steps;
}

std::vector<SamplerStep> makeStepGrid(const Schedule& schedule, int count, const std::string& spacing)
{
    GridSettings settings;
    settings.count = count;
    settings.spacing = spacing;
    return makeStepGrid(schedule, GridKind::Timesteps, settings);
}

std::vector<SamplerStep> reversedGrid(const std::vector<SamplerStep>& grid)
{
    std::vector<SamplerStep> back;
    for (auto step = grid.rbegin(); step != grid.rend(); ++step)
        back.push_back({step->next, step->now});
    return back;
}

} // namespace diffuscope
