#include "ui/reverse/step/step_numbers.h"

#include "core/schedule/noise_level.h"
#include "ui/reverse/trajectories/trajectory.h"
#include "ui/style/to_qimage.h"

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr double kVisible = 0.01; // differences below this are the rounding of kept frames

// Did the sampler limit x0-hat to [-1, 1]? Seen by computing it again from its parts.
bool wasClipped(const Image& state, const Image& noise, const Image& guess, const StepNumbers& n)
{
    if (state.empty() || !state.sameShape(noise) || !state.sameShape(guess))
        return false;
    for (std::size_t k = 0; k < state.values.size(); ++k) {
        const double raw = (double(state.values[k]) - n.noiseFrom * double(noise.values[k])) / n.signalFrom;
        if (std::abs(raw) > 1 + kVisible && std::abs(double(guess.values[k])) <= 1 + 1e-3)
            return true;
    }
    return false;
}

} // namespace

std::optional<StepNumbers> stepNumbers(const Trajectory& trajectory, int frame, int picture, const QString& sampler)
{
    const auto holder = trajectory.predictionOf(frame);
    if (!holder)
        return std::nullopt;
    const Frame& step = trajectory.frame(*holder);
    const NoiseLevel now{double(step.fromStep - 1), step.fromAlphaBar}, next{double(step.step - 1), step.alphaBar};
    StepNumbers n;
    n.from = step.fromStep, n.to = step.step, n.sigma = step.addedNoiseScale, n.samplerName = sampler;
    n.signalFrom = now.signalScale();
    n.noiseFrom = now.noiseScale();
    const Image before = trajectory.state(*holder - 1, picture), guess = trajectory.guess(*holder, picture);
    const Image noise = trajectory.noise(*holder, picture);
    n.clipped = wasClipped(before, noise, guess, n);
    n.next = toQImage(trajectory.state(*holder, picture));
    n.guess = toQImage(guess);
    const std::string& id = trajectory.request().sampler;
    if (id == "ddim") {
        n.update = StepNumbers::Update::Ddim;
        n.first = next.signalScale();
        n.second = std::sqrt(std::max(0.0, 1 - next.alphaBar - n.sigma * n.sigma));
        n.other = toQImage(noise, kNoiseRange);
    } else if (id == "ddpm") {
        const Posterior posterior = posteriorOf(now, next);
        n.update = StepNumbers::Update::Posterior;
        n.first = posterior.dataWeight;
        n.second = posterior.stateWeight;
        n.other = toQImage(before);
    }
    return n;
}

} // namespace diffuscope::ui
