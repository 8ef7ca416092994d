#include "core/diffusion/samplers/members.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

namespace diffuscope {
namespace {

constexpr int kWarmUp = 3; // Runge-Kutta steps before the multistep ones

const std::vector<ParamSpec>& pndmParams()
{
    static const std::vector<ParamSpec> specs = {
        modelChoice("skip_prk_steps", "Skip Runge-Kutta",
                    "Off: three first steps with four network calls each. On: PLMS, one extra call in all.",
                    {"model", "off", "on"}),
        finalLevelChoice("sigma_min")};
    return specs;
}

// The transfer of Liu et al. 2022, eq. 11: along the path that `output`, a blend of network outputs, points out.
torch::Tensor transferred(const StepContext& c, const torch::Tensor& state, const torch::Tensor& output,
                          const NoiseLevel& from, const NoiseLevel& to)
{
    const auto noise = c.denoiser.interpret(output, state, from).noise;
    const double a = from.alphaBar, b = to.alphaBar;
    return std::sqrt(b / a) * state - (b - a) / (a * std::sqrt(1 - b) + std::sqrt(a * (1 - a) * b)) * noise;
}

// The pseudo Runge-Kutta step of algorithm 2: slopes at both ends and twice in the middle.
SamplerMove rungeKutta(const StepContext& c)
{
    const auto [now, next] = c.step();
    const Schedule& schedule = c.denoiser.schedule();
    const double half = std::floor((now.timestep - next.timestep) / 2); // odd strides leave a gap, as in diffusers
    const NoiseLevel first = levelAtTimestep(schedule, now.timestep - half);
    const NoiseLevel middle = levelAtTimestep(schedule, next.timestep + half);
    const NoiseLevel end = next.timestep < 0 ? levelAt(schedule, 0) : next; // the network knows no clean level
    SamplerMove move{.state = {}, .prediction = c.denoiser(c.state, now), .corrected = {}};
    const auto& e1 = move.prediction.output;
    const auto e2 = c.denoiser.output(transferred(c, c.state, e1, now, first), middle.timestep);
    const auto e3 = c.denoiser.output(transferred(c, c.state, e2, now, middle), middle.timestep);
    const auto e4 = c.denoiser.output(transferred(c, c.state, e3, now, end), end.timestep);
    move.state = transferred(c, c.state, (e1 + 2 * e2 + 2 * e3 + e4) / 6, now, next);
    return move;
}

// Heun in place of the missing past (the first step of PLMS).
SamplerMove improvedEuler(const StepContext& c)
{
    const auto [now, next] = c.step();
    SamplerMove move{.state = {}, .prediction = c.denoiser(c.state, now), .corrected = {}};
    if (c.last()) {
        move.state = transferred(c, c.state, move.prediction.output, now, next);
        return move;
    }
    const auto guess = transferred(c, c.state, move.prediction.output, now, next);
    const auto there = c.denoiser.output(guess, next.timestep);
    move.state = transferred(c, c.state, (move.prediction.output + there) / 2, now, next);
    return move;
}

// Adams-Bashforth over up to three past outputs (eq. 12 and its lower orders).
SamplerMove multistep(const StepContext& c)
{
    const auto [now, next] = c.step();
    SamplerMove move{.state = {}, .prediction = c.denoiser(c.state, now), .corrected = {}};
    const auto& e = move.prediction.output;
    const auto past = [&c](std::size_t back) { return c.past[c.past.size() - back].prediction.output; };
    torch::Tensor blend;
    if (c.past.size() == 1)
        blend = (3 * e - past(1)) / 2;
    else if (c.past.size() == 2)
        blend = (23 * e - 16 * past(1) + 5 * past(2)) / 12;
    else
        blend = (55 * e - 59 * past(1) + 37 * past(2) - 9 * past(3)) / 24;
    move.state = transferred(c, c.state, blend, now, next);
    return move;
}

SamplerMove movePndm(const StepContext& c)
{
    const bool skip = chosen(c, pndmParams(), "skip_prk_steps") == "on";
    if (!skip && c.index < kWarmUp)
        return rungeKutta(c);
    return c.index == 0 ? improvedEuler(c) : multistep(c);
}

} // namespace

std::vector<SamplerInfo> pndmSamplers()
{
    return {{.id = "pndm",
             .name = "PNDM",
             .about = "Pseudo numerical methods: fourth order from the past four steps.",
             .reference = "Liu et al. 2022, algorithm 2",
             .defaultSteps = 50,
             .clips = false,
             .params = pndmParams(),
             .move = movePndm,
             .calls = [](int steps, const ParamValues& given) {
                 const bool skip = choiceParam(pndmParams(), given, "skip_prk_steps") == "on";
                 return skip ? steps + (steps > 1) : steps + 3 * std::min(steps, kWarmUp);
             }}};
}

} // namespace diffuscope
