#include "ui/reverse/step/step_numbers.h"

#include "core/schedule/noise_level.h"
#include "ui/reverse/trajectories/trajectory.h"
#include "ui/style/to_qimage.h"

namespace diffuscope::ui {

std::optional<StepNumbers> stepNumbers(const Trajectory& trajectory, int frame, int picture, const QString& sampler)
{
    using Kind = StepTerm::Kind;
    const auto holder = trajectory.predictionOf(frame);
    if (!holder)
        return std::nullopt;
    const Frame& step = trajectory.frame(*holder);
    const auto weight = [&step](Kind kind) { return coefficientOf(step.terms.next, kind); };
    StepNumbers n;
    n.from = step.fromStep, n.to = step.step, n.sigma = step.addedNoiseScale, n.samplerName = sampler;
    n.signalFrom = step.signalFrom(), n.noiseFrom = step.noiseFrom();
    n.limited = picture >= 0 && std::size_t(picture) < step.limited.size() && step.limited[std::size_t(picture)];
    n.next = toQImage(trajectory.state(*holder, picture));
    n.prediction = toQImage(trajectory.predictedData(*holder, picture));
    n.first = weight(Kind::PredictedData);
    const std::string& id = trajectory.request().sampler;
    if (id == "ddim") {
        n.update = StepNumbers::Update::Ddim;
        n.second = weight(Kind::PredictedNoise) + weight(Kind::ConsistentNoise);
        n.other = toQImage(trajectory.predictedNoise(*holder, picture), kNoiseRange);
    } else if (id == "ddpm") {
        n.update = StepNumbers::Update::Posterior;
        n.second = weight(Kind::State);
        n.other = toQImage(trajectory.state(*holder - 1, picture));
    }
    return n;
}

} // namespace diffuscope::ui
