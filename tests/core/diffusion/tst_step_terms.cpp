// Every step is the sum that its sampler says it is: the terms of every sampler, order and option added up from the
// tensors that they name, in double.
#include "core/diffusion/recorder.h"
#include "core/diffusion/sampling_plan.h"
#include "core/interop/torch_image.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <ATen/CPUGeneratorImpl.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <deque>

using namespace diffuscope;

namespace {

using Kind = StepTerm::Kind;

// Not linear in anything, so that no wrong tensor passes for the right one; with variance channels, which matter only
// where they are asked for.
torch::Tensor toyNetwork(const torch::Tensor& state, const torch::Tensor& timesteps)
{
    const double t = timesteps[0].item<double>();
    return torch::cat({(1.3 * state + 0.01 * t).sin() + 0.2 * state, (0.7 * state - 0.02 * t).cos().abs()}, 1);
}

struct NetworkCall {
    torch::Tensor state, output;
    double timestep;
};

// One step as it was taken, with all that its terms may name.
struct TakenStep {
    SamplerStep levels;
    torch::Tensor state, corrected, fresh; // corrected: or the state, where nothing is
    NoiseLevel asked;                      // the first call's level
    Prediction prediction;
    std::vector<NetworkCall> calls;
};

struct Toy {
    Schedule schedule;
    SamplingPlan plan;
    Denoiser denoiser;
    std::vector<TakenStep> steps = {};
};

torch::Tensor consistentNoise(const torch::Tensor& state, const torch::Tensor& data, const NoiseLevel& level)
{
    return (state - level.signalScale() * data) / level.noiseScale();
}

// Nichol & Dhariwal 2021, eq. 15, or the variance itself.
torch::Tensor learnedDeviation(const Toy& toy, const TakenStep& step)
{
    const auto& variance = step.prediction.variance;
    if (std::get<std::string>(toy.plan.run.params.at("variance_type")) == "learned")
        return variance.clamp_min(1e-20).sqrt();
    const auto [now, next] = step.levels;
    const double small = std::max(posteriorOf(now, next).variance, 1e-20), large = 1 - now.alphaBar / next.alphaBar;
    const auto part = (variance + 1) / 2;
    return (part * std::log(large) + (1 - part) * std::log(small)).exp().sqrt();
}

// Where a later call asks: mostly at the next level, PNDM's Runge-Kutta steps at timesteps between.
NoiseLevel laterLevel(const Toy& toy, const TakenStep& step, int call)
{
    const double timestep = step.calls.at(std::size_t(call)).timestep;
    return std::abs(timestep - step.levels.next.timestep) < 1e-3 ? step.levels.next
                                                                 : levelAtTimestep(toy.schedule, timestep);
}

Prediction laterPrediction(const Toy& toy, const TakenStep& step, int call)
{
    const NetworkCall& made = step.calls.at(std::size_t(call));
    return toy.denoiser.interpret(made.output, made.state, laterLevel(toy, step, call));
}

torch::Tensor tensorNamed(const StepTerm& term, const Toy& toy)
{
    const TakenStep& step = toy.steps.at(toy.steps.size() - 1 - std::size_t(term.age));
    const bool later = term.call > 0;
    switch (term.kind) {
    case Kind::State:
        return step.state;
    case Kind::CorrectedState:
        return step.corrected;
    case Kind::PredictedNoise:
        return later ? laterPrediction(toy, step, term.call).noise : step.prediction.noise;
    case Kind::ConsistentNoise:
        return later ? consistentNoise(step.calls.at(std::size_t(term.call)).state,
                                       laterPrediction(toy, step, term.call).data, laterLevel(toy, step, term.call))
                     : consistentNoise(step.corrected, step.prediction.data, step.asked);
    case Kind::PredictedData:
        return later ? laterPrediction(toy, step, term.call).data : step.prediction.data;
    case Kind::NetworkOutput:
        return step.calls.at(std::size_t(term.call)).output.slice(1, 0, step.state.size(1));
    case Kind::FreshNoise:
        return step.fresh;
    case Kind::LearnedNoise:
        return learnedDeviation(toy, step) * step.fresh;
    }
    return {};
}

// How far the sum lies from the tensor, relative to the largest value.
double missedBy(const torch::Tensor& truth, const std::vector<StepTerm>& terms, const Toy& toy)
{
    auto sum = torch::zeros_like(truth);
    for (const StepTerm& term : terms)
        if (term.coefficient != 0)
            sum = sum + term.coefficient * tensorNamed(term, toy);
    return (sum - truth).abs().max().item<double>() / std::max(1.0, truth.abs().max().item<double>());
}

bool namesEachOnce(const std::vector<StepTerm>& terms)
{
    for (std::size_t i = 0; i < terms.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
            if (terms[i].sameTensor(terms[k]))
                return false;
    return !terms.empty();
}

// What is said of the added noise is what the terms say.
bool noiseAgrees(const SamplerMove& move, const TakenStep& step, const Toy& toy)
{
    if (coefficientOf(move.state.terms, Kind::LearnedNoise) != 0)
        return std::abs(learnedDeviation(toy, step).mean().item<double>() - move.addedNoiseScale) < 1e-9;
    return coefficientOf(move.corrected.terms, Kind::FreshNoise) + coefficientOf(move.state.terms, Kind::FreshNoise) ==
           move.addedNoiseScale;
}

// The whole run; empty, or the first step that does not add up.
QString wrongStepOf(const std::string& sampler, const Schedule& schedule, const std::string& predictionType,
                    const SamplingChoice& choice)
{
    SamplingDefaults model;
    model.predictionType = predictionType;
    SamplingPlan plan = planSampling(schedule, model, choice);
    std::vector<NetworkCall> calls;
    const Network network = [&calls](const torch::Tensor& state, const torch::Tensor& timesteps) {
        calls.push_back({state, toyNetwork(state, timesteps), timesteps[0].item<double>()});
        return calls.back().output;
    };
    Toy toy{schedule, plan, Denoiser(network, schedule, predictionType, plan.clip)};
    const auto generator = at::make_generator<at::CPUGeneratorImpl>(std::uint64_t(5));
    const auto draw = [&] { return torch::randn({2, 1, 3, 4}, generator).to(torch::kDouble); };
    torch::Tensor state = draw(), fresh;
    const NoiseSource noise = [&](int) { return fresh = draw(); };
    std::deque<PastStep> past;
    for (int i = 0; i < int(plan.run.steps.size()); ++i) {
        const SamplerStep levels = plan.run.steps[std::size_t(i)];
        calls.clear();
        const SamplerMove move = samplerInfo(sampler).move(
            {toy.denoiser, plan.run.steps, plan.run.params, noise, i, state, past, choice.matchDiffusers});
        const auto corrected = move.corrected.defined() ? move.corrected.value : state;
        NoiseLevel asked = levels.now;
        if (sampler == "edm" && move.corrected.defined()) // noise is put back onto data of the same size
            asked.alphaBar = std::pow(coefficientOf(move.corrected.terms, Kind::State) * asked.signalScale(), 2);
        toy.steps.push_back({levels, state, corrected, fresh, asked, move.prediction, calls});
        double error = missedBy(move.state.value, move.state.terms, toy);
        bool right = namesEachOnce(move.state.terms) && noiseAgrees(move, toy.steps.back(), toy);
        if (move.corrected.defined()) {
            error = std::max(error, missedBy(corrected, move.corrected.terms, toy));
            right = right && namesEachOnce(move.corrected.terms);
        }
        if (!(error < 1e-9) || !right)
            return QString("step %1 of %2 is off by %3").arg(i).arg(plan.run.steps.size()).arg(error);
        past.push_back({levels.now, corrected, move.prediction});
        if (past.size() > kPastSteps)
            past.pop_front();
        state = move.state.value;
    }
    return {};
}

// All values of a choice, both of a toggle, the ends and the middle of a range.
std::vector<ParamValue> valuesOf(const ParamSpec& spec)
{
    switch (spec.kind) {
    case ParamSpec::Kind::Toggle:
        return {false, true};
    case ParamSpec::Kind::Choice:
        return std::vector<ParamValue>(spec.choices.begin() + (spec.choices.front() == "model" ? 1 : 0),
                                       spec.choices.end());
    case ParamSpec::Kind::Real:
        return {spec.minimum, (spec.minimum + spec.maximum) / 2, spec.maximum};
    default:
        return {spec.initial};
    }
}

// What every sampler has, and what only moves the grid: tried one by one.
bool triedAlone(const ParamSpec& spec)
{
    for (const char* key : {"sigmas", "clip", "dynamic_thresholding_ratio", "sample_max_value", "lambda_min_clipped"})
        if (spec.key == key)
            return true;
    return false;
}

std::vector<ParamValues> combinationsOf(const std::vector<ParamSpec>& specs)
{
    std::vector<ParamValues> all = {{}};
    for (const ParamSpec& spec : specs) {
        if (triedAlone(spec))
            continue;
        std::vector<ParamValues> longer;
        for (const ParamValues& values : all)
            for (const ParamValue& value : valuesOf(spec)) {
                longer.push_back(values);
                longer.back()[spec.key] = value;
            }
        all = std::move(longer);
    }
    return all;
}

bool possible(const ParamValues& values) // the SDE kind has no third order
{
    const auto is = [&values](const char* key, const char* text) {
        const auto found = values.find(key);
        return found != values.end() && found->second == ParamValue(std::string(text));
    };
    return !(is("algorithm_type", "sde-dpmsolver++") && is("solver_order", "3"));
}

QString described(const ParamValues& values)
{
    QString text;
    for (const auto& [key, value] : values) {
        text += " " + QString::fromStdString(key) + "=";
        std::visit(
            [&text](const auto& v) {
                if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::string>)
                    text += QString::fromStdString(v);
                else
                    text += QString::number(double(v));
            },
            value);
    }
    return text;
}

} // namespace

class TestStepTerms : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyStepAddsUp_data()
    {
        QTest::addColumn<QString>("sampler");
        QTest::addColumn<QString>("predictionType");
        for (const auto& sampler : samplerCatalog())
            for (const char* type : {"epsilon", "sample", "v_prediction"})
                QTest::addRow("%s %s", sampler.id.c_str(), type) << QString::fromStdString(sampler.id) << type;
    }

    void everyStepAddsUp() // all of a sampler's own options in all combinations, limited or not, as diffusers or not
    {
        QFETCH(QString, sampler);
        QFETCH(QString, predictionType);
        const SamplerInfo& info = samplerInfo(sampler.toStdString());
        const Schedule schedule = makeSchedule({"linear", 100, {}});
        int runs = 0;
        for (ParamValues values : combinationsOf(info.params))
            for (const char* clip : {"off", "clip", "threshold"})
                for (const bool matchDiffusers : {false, true}) {
                    if (!possible(values))
                        continue;
                    values["clip"] = std::string(clip);
                    const QString wrong = wrongStepOf(info.id, schedule, predictionType.toStdString(),
                                                      {info.id, 5, "model", values, matchDiffusers});
                    QVERIFY2(wrong.isEmpty(), qPrintable(wrong + ":" + described(values)));
                    ++runs;
                }
        QVERIFY(runs >= 6);
    }

    void everyGridAddsUp_data() { everyStepAddsUp_data(); }

    void everyGridAddsUp() // many and few steps, every curve of noise levels, every spacing, no signal at the start
    {
        QFETCH(QString, sampler);
        QFETCH(QString, predictionType);
        const SamplerInfo& info = samplerInfo(sampler.toStdString());
        const bool needsSignal = info.id == "pndm" || predictionType == "epsilon";
        for (const bool zeroSnr : {false, true})
            for (const int steps : {1, 2, 18})
                for (const char* spacing : {"leading", "trailing", "linspace"})
                    for (const char* curve : {"schedule", "karras", "exponential", "uniform"}) {
                        if (zeroSnr && needsSignal)
                            continue;
                        const Schedule schedule = makeSchedule({"linear", 100, {{"rescale_betas_zero_snr", zeroSnr}}});
                        const ParamValues values = {{"sigmas", std::string(curve)}};
                        const QString wrong = wrongStepOf(info.id, schedule, predictionType.toStdString(),
                                                          {info.id, steps, spacing, values});
                        QVERIFY2(wrong.isEmpty(), qPrintable(QString("%1: %2 steps, %3, %4, zero SNR %5")
                                                                 .arg(wrong)
                                                                 .arg(steps)
                                                                 .arg(spacing, curve)
                                                                 .arg(zeroSnr)));
                    }
    }

    // What people see belongs together, to the rounding of what is kept: the frames' own pictures, the frames' terms.
    void framesAddUp()
    {
        const Schedule schedule = makeSchedule({"linear", 1000, {}});
        const Network network = [](const torch::Tensor& x, const torch::Tensor& t) {
            return toyNetwork(x, t).slice(1, 0, x.size(1));
        };
        const SamplingPlan plan = planSampling(schedule, {}, {"ddim", 12, "trailing"});
        const Denoiser denoiser(network, schedule, "epsilon", plan.clip);
        const auto start = noiseTensor(2, 1, 6, 6, 3);
        Recorder recorder(frameSteps(plan.run.steps, 1000), {});
        std::vector<FramePtr> frames{recorder.first(start, plan.run.steps.front().now)};
        QVERIFY(frames.front()->terms.next.empty() && frames.front()->limited.empty());
        runSampler(plan.run, denoiser, start, perImageNoise(2, 1, 6, 6, 3),
                   [&](const StepReport& report) { frames.push_back(recorder.next(report)); });
        for (std::size_t k = 1; k < frames.size(); ++k)
            for (int picture = 0; picture < 2; ++picture)
                checkFrame(*frames[k - 1], *frames[k], picture);
        QVERIFY(anyLimited_); // both branches have been seen
        QVERIFY(anyFree_);
    }

    // EDM asks at a noisier level than the one that the step begins at, about a state with noise put back.
    void framesSayWhereTheNetworkWasAsked()
    {
        const Schedule schedule = makeSchedule({"linear", 1000, {}});
        double asked = -1;
        torch::Tensor about;
        const Network network = [&](const torch::Tensor& x, const torch::Tensor& t) {
            if (asked < 0) // of a step's calls the first
                asked = t[0].item<double>(), about = x.clone();
            return toyNetwork(x, t).slice(1, 0, x.size(1));
        };
        SamplingPlan plan = planSampling(schedule, {}, {"edm", 8, "linspace"});
        const Denoiser denoiser(network, schedule, "epsilon", plan.clip);
        const auto start = noiseTensor(1, 1, 6, 6, 3) * plan.initialScale;
        Recorder recorder(frameSteps(plan.run.steps, 1000), {});
        FramePtr before = recorder.first(start, plan.run.steps.front().now);
        int stirred = 0;
        runSampler(plan.run, denoiser, start, perImageNoise(1, 1, 6, 6, 3), [&](const StepReport& report) {
            const FramePtr frame = recorder.next(report);
            const double sigma = frame->noiseAsked() / frame->signalAsked();
            QVERIFY(std::abs(levelAtSigma(schedule, sigma).timestep - asked) < 1e-3);
            const auto free = (about - frame->noiseAsked() * report.prediction.noise) / frame->signalAsked();
            QVERIFY((free - report.prediction.data).abs().max().item<double>() < 1e-3);
            QCOMPARE(frame->stirredAlphaBar.has_value(), !frame->terms.corrected.empty());
            stirred += frame->stirredAlphaBar && *frame->stirredAlphaBar < frame->fromAlphaBar;
            before = frame;
            asked = -1;
        });
        QVERIFY(stirred > 3);
    }

private:
    void checkFrame(const Frame& before, const Frame& frame, int picture)
    {
        const auto of = [](const Image& image) { return tensorOf(std::vector<Image>{image}).to(torch::kDouble); };
        const auto data = of(frame.pictures.predictedData(picture)), noise = of(frame.pictures.predictedNoise(picture));
        const auto sum = coefficientOf(frame.terms.next, Kind::PredictedData) * data +
                         coefficientOf(frame.terms.next, Kind::PredictedNoise) * noise;
        QVERIFY((sum - of(frame.pictures.state(picture))).abs().max().item<double>() < 1e-3);
        const auto free = (of(before.pictures.state(picture)) - frame.noiseAsked() * noise) / frame.signalAsked();
        const double beyond = free.abs().max().item<double>();
        const double rounding = 1e-4 / frame.signalAsked();
        const bool limited = frame.limited.at(std::size_t(picture));
        if (limited)
            QVERIFY(beyond > 1.01 - rounding && data.abs().max().item<double>() < 1.001);
        else
            QVERIFY(beyond < 1.01 + rounding && (free - data).abs().max().item<double>() < 0.011 + rounding);
        (limited ? anyLimited_ : anyFree_) = true;
    }

    bool anyLimited_ = false, anyFree_ = false;
};

TEST_MAIN(TestStepTerms)
#include "tst_step_terms.moc"
