#include "core/train/trainer.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/save_file.h"
#include "core/data/batch_loader.h"
#include "core/diffusion/loss.h"
#include "core/interop/torch_image.h"
#include "core/model/ema.h"
#include "core/model/tensor_file.h"
#include "core/schedule/forward.h"
#include "core/train/adamw.h"

#include <nlohmann/json.hpp>
#include <torch/nn/utils/clip_grad.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace diffuscope {
using nlohmann::json;

struct Trainer::Parts {
    TrainConfig config;
    std::shared_ptr<const Dataset> dataset;
    Schedule schedule;
    TensorSchedule tensors;
    BatchLoader loader;
    UNet network;
    Ema ema;
    AdamW optimiser;
    std::int64_t done = 0;
    mutable UNet viewer{nullptr}; // EMA weights for view(), refreshed when `done` moved on
    mutable std::int64_t viewerStep = -1;

    Parts(TrainConfig given, std::shared_ptr<const Dataset> set)
        : config(std::move(given)), dataset(std::move(set)), schedule(makeSchedule(config.schedule)), tensors(schedule),
          loader(dataset, config.batch, config.seed, config.mirror), network(makeUNet(config.network, config.seed)),
          ema(network, config.emaMaximum, config.emaPower),
          optimiser(network->parameters(), {.weightDecay = config.weightDecay})
    {
        network->train();
    }

    torch::Tensor labelsOf(const Batch& batch) const;
    double learningRate(std::int64_t step) const // linear warm-up, then constant or half a cosine down to zero
    {
        const double rate = config.learningRate * std::min(1.0, double(step + 1) / double(config.warmupSteps + 1));
        const double progress = std::min(1.0, double(step) / double(config.steps));
        return config.learningRateDecay ? rate * 0.5 * (1 + std::cos(std::numbers::pi * progress)) : rate;
    }
    UNet averaged() const;
};

// Some labels are replaced by the class after the last, "none" (Ho & Salimans 2022, algorithm 1).
torch::Tensor Trainer::Parts::labelsOf(const Batch& batch) const
{
    if (!config.network.numClassEmbeds)
        return {};
    if (config.labelDropout <= 0)
        return batch.labels;
    torch::Tensor labels = batch.labels.clone();
    Random random(config.seed, "label dropout", std::uint64_t(done));
    for (std::int64_t i = 0; i < labels.size(0); ++i)
        if (random.uniform() < config.labelDropout)
            labels.data_ptr<std::int64_t>()[i] = config.classCount();
    return labels;
}

UNet Trainer::Parts::averaged() const
{
    if (viewer.is_empty()) {
        viewer = makeUNet(config.network, 0);
        viewer->eval();
    }
    if (viewerStep != done)
        diffuscope::loadState(viewer, ema.state());
    viewerStep = done;
    return viewer;
}

namespace {

torch::Tensor drawTimesteps(int count, int total, std::uint64_t seed, std::int64_t step)
{
    Random random(seed, "timestep", std::uint64_t(step));
    auto timesteps = torch::empty({count}, torch::kInt64);
    for (int i = 0; i < count; ++i)
        timesteps.data_ptr<std::int64_t>()[i] = random.below(total);
    return timesteps;
}

torch::Tensor drawNoise(const torch::Tensor& like, std::uint64_t seed, std::int64_t step)
{
    auto noise = torch::empty_like(like, torch::MemoryFormat::Contiguous);
    Random(seed, "noise", std::uint64_t(step)).fillNormal({noise.data_ptr<float>(), std::size_t(noise.numel())});
    return noise;
}

// Norm of the whole gradient; scales it down to `maximum`. A norm that is not finite leaves it alone.
double clipGradient(const std::vector<torch::Tensor>& parameters, double maximum)
{
    at::NoGradGuard noGrad;
    std::vector<torch::Tensor> norms;
    for (const auto& parameter : parameters)
        if (parameter.grad().defined())
            norms.push_back(parameter.grad().norm());
    const double norm = torch::stack(norms).norm().item<double>();
    if (std::isfinite(norm) && norm > maximum)
        for (const auto& parameter : parameters)
            if (parameter.grad().defined())
                parameter.grad().mul_(maximum / (norm + 1e-6));
    return norm;
}

void checkFits(const TrainConfig& config, const Dataset& dataset)
{
    if (dataset.channels != config.channels || dataset.height != config.size || dataset.width != config.size)
        throw Error("The dataset does not fit the run's settings",
                    dataset.name + " is " + std::to_string(dataset.channels) + "x" + std::to_string(dataset.height) +
                        "x" + std::to_string(dataset.width),
                    "The run needs " + std::to_string(config.channels) + "x" + std::to_string(config.size) + "x" +
                        std::to_string(config.size) + ".");
    if (config.network.numClassEmbeds && dataset.classCount() == 0)
        throw Error("The dataset does not fit the run's settings", dataset.name + " has no classes",
                    "The network expects a class for each picture.");
    if (config.network.numClassEmbeds && dataset.classCount() > config.classCount())
        throw Error("The dataset does not fit the run's settings",
                    dataset.name + " has " + std::to_string(dataset.classCount()) + " classes",
                    "The network knows " + std::to_string(config.classCount()) + ".");
}

std::string indexed(std::size_t index) { return std::to_string(index); }

} // namespace

Trainer::Trainer(TrainConfig config, std::shared_ptr<const Dataset> dataset)
{
    validateTrainConfig(config);
    checkFits(config, *dataset);
    parts_ = std::make_unique<Parts>(std::move(config), std::move(dataset));
}

Trainer::~Trainer() = default;

StepResult Trainer::step()
{
    Parts& p = *parts_;
    const Batch batch = p.loader.batch(p.done);
    const auto timesteps = drawTimesteps(int(batch.images.size(0)), p.schedule.timesteps(), p.config.seed, p.done);
    const auto noise = drawNoise(batch.images, p.config.seed, p.done);
    const auto noisy = p.tensors.forward(batch.images, noise, timesteps);

    for (auto& parameter : p.network->parameters())
        parameter.mutable_grad().reset();
    const auto predicted = p.network->forward(noisy, timesteps, p.labelsOf(batch));
    const auto losses =
        squaredError(predicted, p.tensors.target(p.config.predictionType, batch.images, noise, timesteps));
    const auto loss = losses.mean();
    loss.backward();

    StepResult result;
    result.learningRate = p.learningRate(p.done);
    result.loss = loss.item<double>();
    result.gradientNorm = clipGradient(p.network->parameters(), p.config.gradientClip);
    result.skipped = !std::isfinite(result.loss) || !std::isfinite(result.gradientNorm);
    if (!result.skipped) {
        p.optimiser.step(result.learningRate);
        p.ema.update(p.network);
    }
    const auto values = losses.detach().contiguous();
    for (std::int64_t i = 0; i < values.size(0); ++i)
        result.lossByTimestep.emplace_back(int(timesteps.data_ptr<std::int64_t>()[i]), values.data_ptr<float>()[i]);
    result.step = ++p.done; // a skipped step moves on to other data, too
    return result;
}

std::int64_t Trainer::steps() const { return parts_->done; }
const TrainConfig& Trainer::config() const { return parts_->config; }

SnapshotPtr Trainer::snapshot() const
{
    const Parts& p = *parts_;
    const auto names = p.config.network.numClassEmbeds ? p.dataset->classNames : std::vector<std::string>();
    return makeSnapshot(p.config.network, p.ema.state(), scheduler(), p.dataset->name, p.done, names);
}

NetworkView Trainer::view(int timestep, int pictureIndex) const
{
    at::NoGradGuard noGrad;
    const Parts& p = *parts_;
    NetworkView view;
    view.timestep = std::clamp(timestep, 0, p.schedule.timesteps() - 1);
    view.data = p.dataset->image(pictureIndex);
    view.noise = noiseImage(view.data.channels, view.data.height, view.data.width, p.config.seed);
    view.noisy = forwardJump(view.data, view.noise, p.schedule, view.timestep);
    const auto labels = p.config.network.numClassEmbeds
                            ? torch::full({1}, p.dataset->labels[std::size_t(pictureIndex)], torch::kInt64)
                            : torch::Tensor();
    const Network network = [&](const torch::Tensor& x, const torch::Tensor& t) {
        return p.averaged()->forward(x, t, labels);
    };
    const Denoiser denoiser(network, p.schedule, p.config.predictionType, {});
    const auto prediction = denoiser(tensorOf(std::vector<Image>{view.noisy}), levelAt(p.schedule, view.timestep));
    view.predictedNoise = imageOf(prediction.noise[0]);
    view.predictedData = imageOf(prediction.data[0]);
    view.error = view.noise;
    double sum = 0;
    for (std::size_t i = 0; i < view.error.values.size(); ++i) {
        const float difference = std::abs(view.noise.values[i] - view.predictedNoise.values[i]);
        view.error.values[i] = difference;
        sum += double(difference) * difference;
    }
    view.meanError = sum / double(std::max<std::size_t>(1, view.error.values.size()));
    return view;
}

SchedulerConfig Trainer::scheduler() const
{
    const Parts& p = *parts_;
    SchedulerConfig config;
    config.numTrainTimesteps = p.schedule.timesteps();
    config.predictionType = p.config.predictionType;
    config.timestepSpacing = "trailing"; // begins where training's noisiest pictures are (Lin et al. 2023)
    const ScheduleSpec resolved = resolvedSpec(p.config.schedule);
    const ScheduleInfo& info = scheduleInfo(resolved.id);
    if (info.diffusersName.empty()) {
        config.betaSchedule = "linear";
        config.trainedBetas = p.schedule.betas();
        return config;
    }
    config.betaSchedule = info.diffusersName;
    config.rescaleBetasZeroSnr = boolParam(info.params, resolved.params, "rescale_betas_zero_snr");
    for (const auto& spec : info.params) {
        if (spec.key == "beta_start")
            config.betaStart = realParam(info.params, resolved.params, "beta_start");
        if (spec.key == "beta_end")
            config.betaEnd = realParam(info.params, resolved.params, "beta_end");
    }
    return config;
}

void Trainer::saveState(const std::filesystem::path& folder) const
{
    Parts& p = *parts_;
    StateDict moments;
    for (std::size_t i = 0; i < p.optimiser.firstMoments().size(); ++i) {
        moments.emplace("first." + indexed(i), p.optimiser.firstMoments()[i]);
        moments.emplace("second." + indexed(i), p.optimiser.secondMoments()[i]);
    }
    writeTensors(folder / "weights.safetensors", stateOf(p.network));
    writeTensors(folder / "ema.safetensors", p.ema.state());
    writeTensors(folder / "optimiser.safetensors", moments);
    const json counters = {{"step", p.done}, {"optimiser_steps", p.optimiser.steps()}, {"ema_steps", p.ema.steps()}};
    saveText(folder / "state.json", counters.dump(2) + "\n");
}

void Trainer::loadState(const std::filesystem::path& folder)
{
    Parts& p = *parts_;
    const std::string file = (folder / "state.json").string();
    const json counters = json::parse(readFile(file, 1 << 20), nullptr, false);
    const auto count = [&](const char* key) {
        if (!counters.is_object() || !counters.contains(key) || !counters[key].is_number_unsigned())
            throw Error("The training state is damaged", file + ": " + key, "Resume from an older checkpoint.");
        return counters[key].get<std::int64_t>();
    };
    const std::int64_t done = count("step"), optimiserSteps = count("optimiser_steps"), emaSteps = count("ema_steps");
    const StateDict weights = readTensors(folder / "weights.safetensors"),
                    ema = readTensors(folder / "ema.safetensors");
    const StateDict moments = readTensors(folder / "optimiser.safetensors");
    const auto restore = [&](std::vector<torch::Tensor>& into, const std::string& prefix) {
        for (std::size_t i = 0; i < into.size(); ++i) {
            const auto found = moments.find(prefix + indexed(i));
            if (found == moments.end() || found->second.sizes() != into[i].sizes())
                throw Error("The training state is damaged",
                            (folder / "optimiser.safetensors").string() + ": " + prefix + indexed(i),
                            "Resume from an older checkpoint.");
            into[i].copy_(found->second);
        }
    };
    diffuscope::loadState(p.network, weights);
    p.ema.restore(ema, emaSteps);
    restore(p.optimiser.firstMoments(), "first.");
    restore(p.optimiser.secondMoments(), "second.");
    p.optimiser.setSteps(optimiserSteps);
    p.done = done;
    p.viewerStep = -1;
}

} // namespace diffuscope
