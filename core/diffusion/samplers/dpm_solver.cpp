#include "core/base/error.h"
#include "core/diffusion/samplers/members.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

namespace diffuscope {
namespace {

constexpr std::size_t kFewSteps = 15; // below this the last steps fall back to lower orders

const std::vector<ParamSpec>& dpmParams()
{
    static const std::vector<ParamSpec> specs = [] {
        ParamSpec stable =
            modelChoice("lower_order_final", "Lower order at the end",
                        "First and second order in the last steps of a run below 15 steps.", {"model", "on", "off"});
        ParamSpec euler = modelChoice("euler_at_final", "Euler at the end", "First order in the last step of any run.",
                                      {"model", "off", "on"});
        ParamSpec least = realSetting("lambda_min_clipped", "Least λ",
                                      "Skips noise levels with ln(signal/noise) below this, where predicting noise is "
                                      "unstable (cosine schedules); 0 takes the model's, else -5.1.",
                                      0, -60, 0, 1);
        stable.advanced = euler.advanced = least.advanced = true;
        return std::vector<ParamSpec>{
            modelChoice("solver_order", "Order", "Steps that each one builds on: 3 is the sharpest without guidance.",
                        {"model", "2", "1", "3"}),
            modelChoice("algorithm_type", "Kind", "The SDE kind adds fresh noise in every step.",
                        {"model", "dpmsolver++", "sde-dpmsolver++"}),
            modelChoice("solver_type", "Second order", "How a second-order step weighs the slope.",
                        {"model", "midpoint", "heun"}),
            finalLevelChoice("zero"),
            stable,
            euler,
            least};
    }();
    return specs;
}

// The order of this step: it grows with the past, and falls towards the end.
int dpmOrder(const StepContext& c, int wanted)
{
    const bool endsClean = c.step().next.alphaBar == 1;
    const bool few = c.steps.size() < kFewSteps && chosen(c, dpmParams(), "lower_order_final") == "on";
    const bool eulerAtEnd = chosen(c, dpmParams(), "euler_at_final") == "on";
    if (endsClean || (c.last() && (few || eulerAtEnd)))
        return 1;
    if (few && std::size_t(c.index) + 2 == c.steps.size())
        wanted = std::min(wanted, 2);
    return std::min(wanted, int(c.past.size()) + 1);
}

// What the polynomial through the last x0-hats needs: the slope and the curvature at `now`, in units of the step h.
struct Differences {
    StepSum first, second;
};

Differences differencesOf(const StepContext& c, const StepSum& data, double h, int order)
{
    const PastStep& one = c.past.back();
    const double r0 = (c.step().now.lambda() - one.level.lambda()) / h;
    const StepSum d0 = (data - dataOf(one.prediction, 1)) / r0;
    if (order == 2)
        return {d0, {}};
    const PastStep& two = c.past[c.past.size() - 2];
    const double r1 = (one.level.lambda() - two.level.lambda()) / h;
    const StepSum d1 = (dataOf(one.prediction, 1) - dataOf(two.prediction, 2)) / r1;
    return {d0 + r0 / (r0 + r1) * (d0 - d1), (d0 - d1) / (r0 + r1)};
}

// DPM-Solver++ multistep (Lu et al. 2022b, algorithm 2, and its third order; the SDE form is their eq. 18).
SamplerMove moveDpmSolver(const StepContext& c)
{
    const auto [now, next] = c.step();
    const bool stochastic = chosen(c, dpmParams(), "algorithm_type") == "sde-dpmsolver++";
    const bool heun = chosen(c, dpmParams(), "solver_type") == "heun";
    const int wanted = std::stoi(chosen(c, dpmParams(), "solver_order"));
    if (stochastic && wanted == 3)
        throw Error("DPM-Solver++ has no third order with added noise", "solver_order = 3",
                    "Choose order 1 or 2, or the kind without noise.");
    const int order = dpmOrder(c, wanted);
    SamplerMove move{.prediction = c.denoiser(c.state, now)};
    const StepSum data = dataOf(move.prediction);

    const double shrink = next.sigma() / now.sigma(); // e^-h; 0 at the clean end
    const double h = -std::log(shrink), keep = next.noiseScale() / now.noiseScale();
    const double signal = next.signalScale();
    if (h == 0) { // a curve of sigmas that ends where the schedule begins: nothing is left to do
        move.state = stateOf(c);
        return move;
    }
    const double gain = stochastic ? 1 - shrink * shrink : 1 - shrink;
    move.state = (stochastic ? keep * shrink : keep) * stateOf(c) + signal * gain * data;
    if (order > 1) {
        const Differences d = differencesOf(c, data, h, order);
        const double rate = stochastic ? 2 * h : h;
        const bool exact = heun || order == 3; // the slope's integral itself, else the midpoint's
        move.state = move.state + signal * (exact ? 1 - gain / rate : gain / 2) * d.first;
        // The curvature's integral is twice what the authors' code and diffusers take, which are of second order only.
        const double curvature = c.matchDiffusers ? 1 : 2;
        if (order == 3)
            move.state = move.state + curvature * signal * ((gain - h) / (h * h) + 0.5) * d.second;
    }
    if (stochastic && next.noiseScale() > 0) {
        move.addedNoiseScale = next.noiseScale() * std::sqrt(gain);
        move.state = move.state + move.addedNoiseScale * freshNoiseOf(c);
    }
    return move;
}

} // namespace

std::vector<SamplerInfo> dpmSolverSamplers()
{
    return {{.id = "dpmsolver++",
             .name = "DPM++",
             .about = "DPM-Solver++: good pictures with 10 to 25 steps.",
             .reference = "Lu et al. 2022, DPM-Solver++, algorithm 2",
             .defaultSteps = 20,
             .grid = GridKind::Solver,
             .spacing = "linspace",
             .clips = false,
             .params = dpmParams(),
             .move = moveDpmSolver}};
}

} // namespace diffuscope
