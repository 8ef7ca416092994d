// Samplers in the variance-exploding form of Karras et al. 2022: y = x / signalScale = data + sigma * noise, whose path
// obeys dy / dsigma = eps-hat.
#include "core/diffusion/samplers/members.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

namespace diffuscope {
namespace {

const std::vector<ParamSpec>& ancestralParams()
{
    static const std::vector<ParamSpec> specs = {
        realSetting("eta", "Noise η", "Share of fresh noise in every step: 0 is plain Euler.", 1, 0, 1, 2)};
    return specs;
}

const std::vector<ParamSpec>& edmParams()
{
    static const std::vector<ParamSpec> specs = {
        realSetting("s_churn", "Churn", "Noise put back over the whole run; 0 none, 40 much.", 20, 0, 1000, 1),
        realSetting("s_tmin", "Churn from σ", "No noise is put back below this σ.", 0.05, 0, 1000, 3),
        realSetting("s_tmax", "Churn to σ", "No noise is put back above this σ.", 50, 0, 1e6, 3),
        realSetting("s_noise", "Noise scale", "Deviation of the noise put back; a little above 1 keeps detail.", 1.003,
                    0.5, 1.5, 3)};
    return specs;
}

SamplerMove moveEuler(const StepContext& c)
{
    const auto [now, next] = c.step();
    SamplerMove move{.prediction = c.denoiser(c.state, now)};
    const StepSum slope = consistentNoiseOf(c, move.prediction, c.state, now);
    move.state = next.signalScale() * (stateOf(c) / now.signalScale() + (next.sigma() - now.sigma()) * slope);
    return move;
}

// Euler to a level below the next, then up again with fresh noise (k-diffusion's ancestral step).
SamplerMove moveEulerAncestral(const StepContext& c)
{
    const auto [now, next] = c.step();
    const double from = now.sigma(), to = next.sigma(), eta = realParam(ancestralParams(), c.params, "eta");
    const double up = std::min(to, eta * to / from * std::sqrt(std::max(0.0, from * from - to * to)));
    const double down = std::sqrt(std::max(0.0, to * to - up * up));
    SamplerMove move{.prediction = c.denoiser(c.state, now)};
    const StepSum slope = consistentNoiseOf(c, move.prediction, c.state, now);
    move.state = next.signalScale() * (stateOf(c) / now.signalScale() + (down - from) * slope);
    move.addedNoiseScale = next.signalScale() * up;
    if (up > 0)
        move.state = move.state + move.addedNoiseScale * freshNoiseOf(c);
    return move;
}

// Heun's second-order step from `level` (Karras et al. 2022, algorithm 1): the mean of the slopes at both ends.
SamplerMove heunFrom(const StepContext& c, const StepSum& state, const NoiseLevel& level)
{
    const NoiseLevel& next = c.step().next;
    SamplerMove move{.prediction = c.denoiser(state.value, level)};
    const StepSum scaled = state / level.signalScale();
    const StepSum slope = consistentNoiseOf(c, move.prediction, state.value, level);
    const double length = next.sigma() - level.sigma();
    move.state = next.signalScale() * (scaled + length * slope);
    if (next.alphaBar == 1)
        return move;
    const Prediction there = c.denoiser(move.state.value, next);
    const StepSum slopeThere = consistentNoiseOf(c, there, move.state.value, next, 1);
    move.state = next.signalScale() * (scaled + length / 2 * (slope + slopeThere));
    return move;
}

SamplerMove moveHeun(const StepContext& c) { return heunFrom(c, stateOf(c), c.step().now); }

// Algorithm 2 of Karras et al. 2022: put some noise back, then Heun from the noisier level.
SamplerMove moveEdm(const StepContext& c)
{
    const auto setting = [&c](const char* key) { return realParam(edmParams(), c.params, key); };
    const NoiseLevel& now = c.step().now;
    const double sigma = now.sigma();
    const bool within = sigma >= setting("s_tmin") && sigma <= setting("s_tmax");
    const double gamma = within ? std::min(setting("s_churn") / double(c.steps.size()), std::sqrt(2.0) - 1) : 0;
    if (gamma <= 0)
        return moveHeun(c);
    const NoiseLevel noisier = levelAtSigma(c.denoiser.schedule(), sigma * (1 + gamma));
    const double added = setting("s_noise") * std::sqrt(noisier.sigma() * noisier.sigma() - sigma * sigma);
    const StepSum stirred = noisier.signalScale() * (stateOf(c) / now.signalScale() + added * freshNoiseOf(c));
    SamplerMove move = heunFrom(c, term(stirred.value, StepTerm::Kind::CorrectedState), noisier);
    move.addedNoiseScale = noisier.signalScale() * added;
    move.corrected = stirred;
    move.stirredAlphaBar = noisier.alphaBar;
    return move;
}

} // namespace

std::vector<SamplerInfo> sigmaSamplers()
{
    const auto info = [](const char* id, const char* name, const char* about, const char* reference,
                         SamplerFunction move) {
        SamplerInfo made;
        made.id = id;
        made.name = name;
        made.about = about;
        made.reference = reference;
        made.defaultSteps = 30;
        made.grid = GridKind::Sigmas;
        made.spacing = "linspace";
        made.clips = false;
        made.move = move;
        return made;
    };
    std::vector<SamplerInfo> list = {
        info("euler", "Euler", "Straight steps along the path in σ; good with 20 to 50.",
             "Karras et al. 2022, eq. 4 with Euler steps", moveEuler),
        info("euler_ancestral", "Euler a", "Euler with fresh noise in every step: keeps changing with more steps.",
             "k-diffusion, ancestral sampling", moveEulerAncestral),
        info("heun", "Heun", "Second order: two network calls a step, half the steps.",
             "Karras et al. 2022, algorithm 1", moveHeun),
        info("edm", "EDM", "Heun with noise put back on the way, which repairs earlier mistakes.",
             "Karras et al. 2022, algorithm 2", moveEdm)};
    list[1].params = ancestralParams();
    list[2].clips = true;
    list[3].params = edmParams();
    for (int k : {2, 3}) // the last step, to clean data, has no second slope
        list[std::size_t(k)].calls = [](int steps, const ParamValues&) { return 2 * steps - 1; };
    return list;
}

} // namespace diffuscope
