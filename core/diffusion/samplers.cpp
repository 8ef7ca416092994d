#include "core/diffusion/samplers.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/diffusion/samplers/members.h"

#include <torch/types.h>

#include <algorithm>

namespace diffuscope {
namespace {

ParamSpec advanced(ParamSpec spec)
{
    spec.advanced = true;
    return spec;
}

// What every sampler can do with its levels and with x0-hat.
std::vector<ParamSpec> commonParams(const SamplerInfo& info)
{
    std::vector<std::string> curves = {"model", "schedule", "karras", "exponential", "uniform"};
    if (info.id == "edm")
        std::swap(curves[1], curves[2]);
    return {advanced(modelChoice("sigmas", "Noise levels",
                                 "Where the steps stop: on the schedule's own timesteps or on a curve of σ.", curves)),
            advanced(modelChoice("clip", "Limit x̂₀",
                                 "Keep the guess within the range of pictures: clip cuts it off, threshold shrinks it. "
                                 "Models trained here ask every sampler for it; of others DPM++, UniPC, PNDM and Euler "
                                 "take the limit as off, as diffusers does.",
                                 {"model", "off", "clip", "threshold"})),
            advanced(realSetting("dynamic_thresholding_ratio", "Threshold quantile",
                                 "Share of pixels that stay below the threshold.", 0.995, 0.5, 1, 4)),
            advanced(realSetting("sample_max_value", "Largest threshold", "The threshold is never above this.", 10, 1,
                                 1000, 1))};
}

std::vector<SamplerInfo> makeCatalog()
{
    std::vector<SamplerInfo> catalog;
    for (const auto& family :
         {ancestralSamplers(), dpmSolverSamplers(), unipcSamplers(), sigmaSamplers(), pndmSamplers()})
        for (SamplerInfo info : family) {
            for (const ParamSpec& spec : commonParams(info))
                info.params.push_back(spec);
            catalog.push_back(std::move(info));
        }
    return catalog;
}

} // namespace

ParamSpec modelChoice(std::string key, std::string label, std::string help, std::vector<std::string> choices)
{
    ParamSpec spec;
    spec.key = std::move(key);
    spec.label = std::move(label);
    spec.help = std::move(help);
    spec.kind = ParamSpec::Kind::Choice;
    spec.initial = choices.front();
    spec.choices = std::move(choices);
    spec.choiceNames = spec.choices;
    spec.choiceNames.front() = "as the model";
    return spec;
}

ParamSpec realSetting(std::string key, std::string label, std::string help, double initial, double low, double high,
                      int decimals)
{
    ParamSpec spec;
    spec.key = std::move(key);
    spec.label = std::move(label);
    spec.help = std::move(help);
    spec.initial = initial;
    spec.minimum = low;
    spec.maximum = high;
    spec.decimals = decimals;
    return spec;
}

ParamSpec finalLevelChoice(const std::string& fallback)
{
    return advanced(modelChoice("final_sigmas_type", "Last level",
                                "Ends at clean data (zero) or with the first step's noise still in (sigma_min).",
                                {"model", fallback, fallback == "zero" ? "sigma_min" : "zero"}));
}

std::string chosen(const StepContext& context, const std::vector<ParamSpec>& specs, const std::string& key)
{
    const std::string value = choiceParam(specs, context.params, key);
    if (value != "model")
        return value;
    const auto spec = std::find_if(specs.begin(), specs.end(), [&](const ParamSpec& s) { return s.key == key; });
    return spec->choices.at(1);
}

StepSum stateOf(const StepContext& c) { return term(c.state, StepTerm::Kind::State); }

StepSum dataOf(const Prediction& p, int age) { return term(p.data, StepTerm::Kind::PredictedData, age); }

StepSum noiseOf(const Prediction& p) { return term(p.noise, StepTerm::Kind::PredictedNoise); }

StepSum consistentNoiseOf(const StepContext& c, const Prediction& p, const torch::Tensor& state,
                          const NoiseLevel& level, int call)
{
    const auto kind = c.denoiser.limits() ? StepTerm::Kind::ConsistentNoise : StepTerm::Kind::PredictedNoise;
    return term(c.denoiser.consistentNoise(p, state, level), kind, 0, call);
}

StepSum freshNoiseOf(const StepContext& c) { return term(c.noise(c.index), StepTerm::Kind::FreshNoise); }

const std::vector<SamplerInfo>& samplerCatalog()
{
    static const std::vector<SamplerInfo> catalog = makeCatalog();
    return catalog;
}

const SamplerInfo& samplerInfo(const std::string& id)
{
    std::string known;
    for (const auto& info : samplerCatalog()) {
        if (info.id == id)
            return info;
        known += (known.empty() ? "" : ", ") + info.id;
    }
    throw Error("Unknown sampler", id, "Known: " + known + ".");
}

int networkCalls(const SamplerInfo& info, int steps, const ParamValues& params)
{
    return info.calls ? info.calls(steps, params) : steps;
}

int networkCalls(const SamplerInfo& info, int steps, const ParamValues& params, bool toEnd, int redos)
{
    const auto calls = [&](int count) { return count > 0 ? networkCalls(info, count, params) : 0; };
    const auto last = [&](int count) { return std::min(calls(1), calls(count) - calls(count - 1)); };
    if (!toEnd) // as many, and one more, without that one
        return redos * (calls(steps + 1) - last(steps + 1));
    return redos * (calls(steps) - last(steps)) + last(steps);
}

namespace {

// One step of a run, as often as its inpainting asks for.
class StepTaken {
public:
    StepTaken(const SamplerRun& run, const SamplerInfo& sampler, const Denoiser& denoiser, const NoiseSource& fresh)
        : run_(run), sampler_(sampler), denoiser_(denoiser), fresh_(fresh)
    {
    }

    // False: `stop` came in between, and the walk is where it was.
    bool take(WalkState& walk, const StepObserver& observer, const std::stop_token& stop) const
    {
        const SamplerStep& step = run_.steps[walk.index];
        const bool last = walk.index + 1 == run_.steps.size();
        const int times = run_.inpainting && !last ? run_.inpainting->redos : 1;
        torch::Tensor state = walk.x;
        SamplerMove move;
        for (int time = 0; time < times; ++time) {
            if (time > 0 && stop.stop_requested())
                return false;
            const int index = int(walk.index) + time * int(run_.steps.size());
            if (time > 0)
                state = run_.inpainting->noisedAgain(move.state.value, step, index);
            move = moved(walk, state, index);
            if (run_.inpainting)
                move.state.value = run_.inpainting->mixed(move.state.value, step.next, index, last);
        }
        walk.past.push_back({step.now, move.corrected.defined() ? move.corrected.value : state, move.prediction});
        if (walk.past.size() > kPastSteps)
            walk.past.pop_front();
        walk.x = move.state.value;
        if (observer)
            observer({int(walk.index), step, walk.x, move.prediction, move.addedNoiseScale,
                      termsOf(move, step.next, last, times), move.stirredAlphaBar});
        ++walk.index;
        return true;
    }

private:
    SamplerMove moved(const WalkState& walk, const torch::Tensor& state, int noiseIndex) const
    {
        static const std::deque<PastStep> kNone; // a state of the past is not mixed, and not noised again
        const auto& past = run_.inpainting && sampler_.corrects ? kNone : walk.past;
        const NoiseSource fresh = [this, noiseIndex](int) { return fresh_(noiseIndex); };
        SamplerMove move = sampler_.move(
            {denoiser_, run_.steps, run_.params, fresh, int(walk.index), state, past, run_.matchDiffusers});
        if (!move.state.value.isfinite().all().item<bool>())
            throw Error("Sampling produced values that are not finite",
                        "timestep " + std::to_string(run_.steps[walk.index].now.timestep),
                        "The model's weights are probably damaged, or training diverged.");
        return move;
    }

    StepTerms termsOf(const SamplerMove& move, const NoiseLevel& next, bool last, int times) const
    {
        StepTerms terms{move.state.terms, move.corrected.terms};
        terms.taken = times;
        if (run_.inpainting) {
            terms.keptSignal = last ? 1 : next.signalScale();
            terms.keptNoise = last ? 0 : next.noiseScale();
        }
        return terms;
    }

    const SamplerRun& run_;
    const SamplerInfo& sampler_;
    const Denoiser& denoiser_;
    const NoiseSource& fresh_;
};

} // namespace

WalkState walkSteps(const SamplerRun& run, const Denoiser& denoiser, WalkState from, std::size_t to,
                    const NoiseSource& fresh, const StepObserver& observer, std::stop_token stop)
{
    at::NoGradGuard noGrad;
    const SamplerInfo& sampler = samplerInfo(run.sampler);
    validateParams(sampler.params, run.params);
    const StepTaken step(run, sampler, denoiser, fresh);
    while (from.index < to && !stop.stop_requested())
        if (!step.take(from, observer, stop))
            break;
    return from;
}

torch::Tensor runSampler(const SamplerRun& run, const Denoiser& denoiser, torch::Tensor noise, const NoiseSource& fresh,
                         const StepObserver& observer, std::stop_token stop)
{
    return walkSteps(run, denoiser, {std::move(noise)}, run.steps.size(), fresh, observer, stop).x;
}

NoiseSource perImageNoise(int count, int channels, int height, int width, std::uint64_t seed, const std::string& stream)
{
    return [=](int stepIndex) {
        auto noise = torch::empty({count, channels, height, width});
        const std::size_t size = std::size_t(channels) * std::size_t(height) * std::size_t(width);
        for (int i = 0; i < count; ++i)
            Random(seed + std::uint64_t(i), stream, std::uint64_t(stepIndex))
                .fillNormal({noise.data_ptr<float>() + std::size_t(i) * size, size});
        return noise;
    };
}

} // namespace diffuscope
