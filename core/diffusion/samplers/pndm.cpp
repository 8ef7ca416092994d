#include "core/diffusion/samplers/members.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

namespace diffuscope {
namespace {

constexpr std::size_t kWarmUp = 3; // Runge-Kutta steps before the multistep ones

const std::vector<ParamSpec>& pndmParams()
{
    static const std::vector<ParamSpec> specs = {
        modelChoice("skip_prk_steps", "Skip Runge-Kutta",
                    "Off: three first steps with four network calls each. On: PLMS, one extra call in all.",
                    {"model", "off", "on"}),
        finalLevelChoice("sigma_min")};
    return specs;
}

// What is blended: the network's own answers, which the transfer reads as noise, as diffusers does. Where x0-hat is
// limited it is the noise that agrees with it, each answer's own; a blend of answers could not be limited any more.
StepSum answer(const StepContext& c, const Prediction& p, const torch::Tensor& state, const NoiseLevel& level,
               int age = 0, int call = 0)
{
    return c.denoiser.limits()
               ? term(c.denoiser.consistentNoise(p, state, level), StepTerm::Kind::ConsistentNoise, age, call)
               : term(p.output, StepTerm::Kind::NetworkOutput, age, call);
}

// What the network answers there, as call `call` of the step.
StepSum answerAt(const StepContext& c, const StepSum& state, const NoiseLevel& level, int call)
{
    return answer(c, c.denoiser(state.value, level), state.value, level, 0, call);
}

// The transfer of Liu et al. 2022, eq. 11: along the path that a blend of answers points out.
StepSum transferred(const StepContext& c, const StepSum& blend, const NoiseLevel& to)
{
    const NoiseLevel& from = c.step().now;
    const StepSum state = stateOf(c);
    const StepSum noise = c.denoiser.limits() ? blend : noiseOfOutput(c.denoiser.predictionType(), blend, state, from);
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
    SamplerMove move{.prediction = c.denoiser(c.state, now)};
    const StepSum e1 = answer(c, move.prediction, c.state, now);
    const StepSum e2 = answerAt(c, transferred(c, e1, first), middle, 1);
    const StepSum e3 = answerAt(c, transferred(c, e2, middle), middle, 2);
    const StepSum e4 = answerAt(c, transferred(c, e3, end), end, 3);
    move.state = transferred(c, (e1 + 2 * e2 + 2 * e3 + e4) / 6, next);
    return move;
}

// Heun in place of the missing past (the first step of PLMS).
SamplerMove improvedEuler(const StepContext& c)
{
    const NoiseLevel& next = c.step().next;
    SamplerMove move{.prediction = c.denoiser(c.state, c.step().now)};
    const StepSum e = answer(c, move.prediction, c.state, c.step().now);
    move.state = transferred(c, e, next);
    if (c.last())
        return move;
    const StepSum there = answerAt(c, move.state, next, 1);
    move.state = transferred(c, (e + there) / 2, next);
    return move;
}

// Adams-Bashforth over up to three past outputs (eq. 12 and its lower orders).
SamplerMove multistep(const StepContext& c)
{
    SamplerMove move{.prediction = c.denoiser(c.state, c.step().now)};
    const StepSum e = answer(c, move.prediction, c.state, c.step().now);
    const auto past = [&c](int age) {
        const PastStep& step = c.past[c.past.size() - std::size_t(age)];
        return answer(c, step.prediction, step.state, step.level, age);
    };
    StepSum blend;
    if (c.past.size() == 1)
        blend = (3 * e - past(1)) / 2;
    else if (c.past.size() == 2)
        blend = (23 * e - 16 * past(1) + 5 * past(2)) / 12;
    else
        blend = (55 * e - 59 * past(1) + 37 * past(2) - 9 * past(3)) / 24;
    move.state = transferred(c, blend, c.step().next);
    return move;
}

SamplerMove movePndm(const StepContext& c)
{
    const bool skip = chosen(c, pndmParams(), "skip_prk_steps") == "on";
    if (!skip && c.past.size() < kWarmUp)
        return rungeKutta(c);
    return c.past.empty() ? improvedEuler(c) : multistep(c);
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
                 return skip ? steps + (steps > 1) : steps + 3 * std::min(steps, int(kWarmUp));
             }}};
}

} // namespace diffuscope
