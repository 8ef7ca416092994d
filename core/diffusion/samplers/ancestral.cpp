#include "core/base/error.h"
#include "core/diffusion/samplers/members.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

namespace diffuscope {
namespace {

constexpr double kLeastVariance = 1e-20; // its logarithm is taken

const std::vector<ParamSpec>& ddpmParams()
{
    static const std::vector<ParamSpec> specs = {modelChoice(
        "variance_type", "Variance",
        "Noise added in each step: the posterior's (small), beta (large; many steps only) or the model's own.",
        {"model", "fixed_small", "fixed_large", "fixed_small_log", "fixed_large_log", "learned_range", "learned"})};
    return specs;
}

const std::vector<ParamSpec>& ddimParams()
{
    static const std::vector<ParamSpec> specs = {
        realSetting("eta", "Noise η", "Share of fresh noise in every step: 0 none, 1 as much as DDPM.", 0, 0, 1, 2),
        modelChoice("rederive_noise", "Re-derive ε̂",
                    "Make the noise direction consistent with the clipped x̂₀. Models trained here ask for it: without "
                    "it guidance above 1 spoils their pictures. Others take it as off, as diffusers does.",
                    {"model", "off", "on"}),
        finalLevelChoice("zero")};
    return specs;
}

const std::vector<ParamSpec>& inversionParams()
{
    static const std::vector<ParamSpec> specs = [] {
        ParamSpec rounds;
        rounds.key = "refinements";
        rounds.label = "Refinements";
        rounds.help =
            "Takes every step again with the noise that the network predicts where the step led to, so often, "
            "so that the way back meets the picture: so many more network calls a step.";
        rounds.kind = ParamSpec::Kind::Integer;
        rounds.initial = 1LL;
        rounds.minimum = 0;
        rounds.maximum = 10;
        return std::vector<ParamSpec>{rounds, finalLevelChoice("zero")};
    }();
    return specs;
}

// Standard deviation of the added noise: a number, or a tensor where the network says it (Nichol & Dhariwal 2021,
// eq. 15: between the posterior's variance and beta, in the logarithm).
torch::Tensor deviationOf(const std::string& type, const Prediction& prediction, double small, double large)
{
    if (type == "fixed_small" || type == "fixed_small_log")
        return torch::full({}, std::sqrt(small), torch::kDouble);
    if (type == "fixed_large" || type == "fixed_large_log")
        return torch::full({}, std::sqrt(large), torch::kDouble);
    if (!prediction.variance.defined())
        throw Error("The model predicts no variance", "variance_type = " + type,
                    "Choose fixed_small or fixed_large, or a model with twice as many output channels.");
    if (type == "learned")
        return prediction.variance.clamp_min(kLeastVariance).sqrt();
    const auto part = (prediction.variance + 1) / 2;
    return (0.5 * (part * std::log(large) + (1 - part) * std::log(small))).exp();
}

// Ancestral sampling (Ho et al. 2020, algorithm 2): x0-hat from the network, then a draw from q(x_next | x_now,
// x0-hat). With strided steps beta is 1 - alphaBar_now / alphaBar_next, not the table's.
SamplerMove moveDdpm(const StepContext& c)
{
    const auto [now, next] = c.step();
    const Posterior posterior = posteriorOf(now, next);
    SamplerMove move{.prediction = c.denoiser(c.state, now)};
    move.state = posterior.dataWeight * dataOf(move.prediction) + posterior.stateWeight * stateOf(c);
    const bool mean = next.alphaBar == 1 && !(c.matchDiffusers && now.timestep > 0); // diffusers asks for timestep 0
    if (mean)
        return move;
    const double beta = 1 - now.alphaBar / next.alphaBar;
    const auto deviation = deviationOf(chosen(c, ddpmParams(), "variance_type"), move.prediction,
                                       std::max(posterior.variance, kLeastVariance), std::max(beta, kLeastVariance));
    move.addedNoiseScale = deviation.mean().item<double>();
    const StepSum noise = deviation.dim() == 0 ? move.addedNoiseScale * freshNoiseOf(c)
                                               : term(deviation * c.noise(c.index), StepTerm::Kind::LearnedNoise);
    move.state = move.state + noise;
    return move;
}

// DDIM (Song et al. 2021, eq. 12): eta 0 is deterministic, eta 1 adds as much noise as DDPM.
SamplerMove moveDdim(const StepContext& c)
{
    const auto [now, next] = c.step();
    const double eta = realParam(ddimParams(), c.params, "eta");
    SamplerMove move{.prediction = c.denoiser(c.state, now)};
    const StepSum direction = chosen(c, ddimParams(), "rederive_noise") == "on"
                                  ? consistentNoiseOf(c, move.prediction, c.state, now)
                                  : noiseOf(move.prediction);
    const double rest = 1 - next.alphaBar;
    const double variance = eta * eta * std::max(0.0, rest / (1 - now.alphaBar) * (1 - now.alphaBar / next.alphaBar));
    move.state = next.signalScale() * dataOf(move.prediction) + std::sqrt(std::max(0.0, rest - variance)) * direction;
    move.addedNoiseScale = std::sqrt(variance);
    if (move.addedNoiseScale > 0)
        move.state = move.state + move.addedNoiseScale * freshNoiseOf(c);
    return move;
}

// DDIM the other way (Song et al. 2021, section 4.3; Dhariwal & Nichol 2021, section F): from a less noisy to a noisier
// level along the same path. The network is told the level it goes to, since clean data has no timestep. DDIM's step
// back from x_next would be exact with the noise predicted at x_next; each refinement (Pan et al. 2023, "Effective Real
// Image Editing with Accelerated Iterative Diffusion Inversion") takes that of the x_next found so far.
SamplerMove moveInversion(const StepContext& c)
{
    const auto [now, next] = c.step();
    const auto output = c.denoiser.output(c.state, next.timestep);
    SamplerMove move{.prediction = c.denoiser.interpret(output, c.state, now)};
    move.state = next.signalScale() * dataOf(move.prediction) + next.noiseScale() * noiseOf(move.prediction);
    const double kept = next.signalScale() / now.signalScale();
    const long long refinements = intParam(inversionParams(), c.params, "refinements");
    for (long long k = 0; k < refinements; ++k) {
        const torch::Tensor& there = move.state.value;
        move.prediction = c.denoiser.interpret(c.denoiser.output(there, next.timestep), there, next);
        move.state = kept * stateOf(c) + (next.noiseScale() - kept * now.noiseScale()) * noiseOf(move.prediction);
    }
    return move;
}

int callsOfInversion(int steps, const ParamValues& params)
{
    return steps * int(1 + intParam(inversionParams(), params, "refinements"));
}

} // namespace

std::vector<SamplerInfo> ancestralSamplers()
{
    return {{.id = "ddpm",
             .name = "DDPM",
             .about = "Ancestral sampling: fresh noise in every step; best with many steps.",
             .reference = "Ho et al. 2020, algorithm 2",
             .defaultSteps = 250,
             .params = ddpmParams(),
             .move = moveDdpm},
            {.id = "ddim",
             .name = "DDIM",
             .about = "Deterministic at η = 0, good with 20 to 100 steps.",
             .reference = "Song et al. 2021, eq. 12",
             .params = ddimParams(),
             .move = moveDdim},
            {.id = "ddim_inversion",
             .name = "DDIM inversion",
             .about = "From a picture to the noise that DDIM turns back into it.",
             .reference = "Song et al. 2021, section 4.3",
             .inverts = true,
             .params = inversionParams(),
             .move = moveInversion,
             .calls = callsOfInversion}};
}

} // namespace diffuscope
