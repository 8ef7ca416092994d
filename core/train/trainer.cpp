#include "core/train/trainer.h"

#include "core/base/memory.h"
#include "core/base/random.h"
#include "core/data/dataset.h"
#include "core/kernels/device.h"
#include "core/train/trainer_parts.h"

#include <torch/types.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numbers>

namespace diffuscope {

Trainer::Impl::Impl(TrainConfig given, std::shared_ptr<const Dataset> set, int batchesAhead)
    : whole(std::move(given)), config(configAt(whole, 0)), dataset(std::move(set)),
      deviceName(kernels::chooseDevice(config.device)), device(deviceName), schedule(makeSchedule(config.schedule)),
      tensors(schedule), split(holdOut(dataset->size(), config.validationShare, config.seed)), ahead(batchesAhead),
      loader(makeLoader()),
      network(makeUNet(config.network, config.seed)), parameters((network->to(device), network->parameters())),
      ema(network, config.emaMaximum, config.emaPower), optimiser(parameters, {.weightDecay = config.weightDecay})
{
    for (const double limit : config.emaLimits())
        moreAverages.emplace_back(network, limit, config.emaPower);
    if (!config.timeInput)
        forgetTime();
    tensors.to(device);
    network->train();
    if (kernels::choosePrecision(config.precision, deviceName) == "bfloat16") {
        kernels::checkBfloat16(deviceName);
        network->computeIn(torch::kBFloat16);
    }
}

std::unique_ptr<BatchLoader> Trainer::Impl::makeLoader() const
{
    return std::make_unique<BatchLoader>(dataset, split.validation.empty() ? std::vector<int>() : split.training,
                                         config.batch, config.seed, config.augmentation, ahead);
}

namespace {

// What the whole network hears of t goes through this layer. With zeros in it the model on disk is a plain one, and
// says the same at every t to every program that reads it.
bool tellsTime(const std::string& parameter)
{
    return parameter == "time_embedding.linear_2.weight" || parameter == "time_embedding.linear_2.bias";
}

} // namespace

void Trainer::Impl::forgetTime()
{
    at::NoGradGuard noGrad;
    for (auto& parameter : network->named_parameters())
        if (tellsTime(parameter.key()))
            parameter.value().zero_();
    ema = Ema(network, config.emaMaximum, config.emaPower);
    for (Ema& average : moreAverages)
        average = Ema(network, average.maximum(), config.emaPower);
}

void Trainer::Impl::keepForgetting()
{
    for (auto& parameter : network->named_parameters())
        if (tellsTime(parameter.key()) && parameter.value().grad().defined())
            parameter.value().mutable_grad().zero_();
}

void Trainer::Impl::applySettings()
{
    const int batch = config.batch;
    config = configAt(whole, done);
    ema.setDecay(config.emaMaximum, config.emaPower);
    for (Ema& average : moreAverages)
        average.setDecay(average.maximum(), config.emaPower);
    if (config.batch == batch)
        return;
    waitedBefore += loader->waitedSeconds();
    loader = makeLoader();
}

// Linear warm-up, then constant or half a cosine down to zero.
double Trainer::Impl::learningRate(std::int64_t step) const
{
    const double rate = config.learningRate * std::min(1.0, double(step + 1) / double(config.warmupSteps + 1));
    const double progress = std::min(1.0, double(step) / double(config.steps));
    return config.learningRateSchedule == "cosine" ? rate * 0.5 * (1 + std::cos(std::numbers::pi * progress)) : rate;
}

// Some labels are replaced by the class after the last, "none" (Ho & Salimans 2022, algorithm 1).
torch::Tensor Trainer::Impl::labelsOf(const Batch& batch, std::int64_t index) const
{
    if (!knowsClasses())
        return {};
    if (config.labelDropout <= 0)
        return batch.labels.to(device);
    torch::Tensor labels = batch.labels.clone();
    Random random(config.seed, "label dropout", std::uint64_t(index));
    for (std::int64_t i = 0; i < labels.size(0); ++i)
        if (random.uniform() < config.labelDropout)
            labels.data_ptr<std::int64_t>()[i] = config.classCount();
    return labels.to(device);
}

UNet Trainer::Impl::averaged() const
{
    if (viewer.is_empty()) {
        viewer = makeUNet(config.network, 0);
        viewer->to(device);
        viewer->eval();
        for (auto& parameter : viewer->parameters())
            parameter.set_requires_grad(false);
    }
    if (viewerStep != done)
        diffuscope::loadState(viewer, ema.state());
    viewerStep = done;
    return viewer;
}

namespace {

// 0-based, between these.
torch::Tensor drawTimesteps(int count, int first, int last, std::uint64_t seed, std::int64_t step)
{
    Random random(seed, "timestep", std::uint64_t(step));
    auto timesteps = torch::empty({count}, torch::kInt64);
    for (int i = 0; i < count; ++i)
        timesteps.data_ptr<std::int64_t>()[i] = first + random.below(last - first + 1);
    return timesteps;
}

torch::Tensor drawNoise(const torch::Tensor& like, std::uint64_t seed, std::int64_t step)
{
    auto noise = torch::empty_like(like, torch::MemoryFormat::Contiguous);
    Random(seed, "noise", std::uint64_t(step)).fillNormal({noise.data_ptr<float>(), std::size_t(noise.numel())});
    return noise;
}

// Norm of the whole gradient.
double gradientNorm(const std::vector<torch::Tensor>& parameters)
{
    std::vector<torch::Tensor> gradients;
    for (const auto& parameter : parameters)
        gradients.push_back(parameter.grad());
    return std::sqrt(kernels::sumOfSquares(gradients));
}

std::string shapeText(int channels, int height, int width)
{
    return std::to_string(channels) + "x" + std::to_string(height) + "x" + std::to_string(width);
}

void checkFits(const TrainConfig& config, const Dataset& dataset)
{
    if (dataset.channels != config.channels || dataset.height != config.size || dataset.width != config.size)
        throw Error("The dataset does not fit the run's settings",
                    {"%1 is %2", {dataset.name, shapeText(dataset.channels, dataset.height, dataset.width)}},
                    {"The run needs %1.", {shapeText(config.channels, config.size, config.size)}});
    if (config.network.numClassEmbeds && dataset.classCount() == 0)
        throw Error("The dataset does not fit the run's settings", {"%1 has no classes", {dataset.name}},
                    "The network expects a class for each picture.");
    if (config.network.numClassEmbeds && dataset.classCount() > config.classCount())
        throw Error("The dataset does not fit the run's settings",
                    {"%1 has %2 classes", {dataset.name, std::to_string(dataset.classCount())}},
                    {"The network knows %1.", {std::to_string(config.classCount())}});
}

std::uint64_t dropoutSeed(std::uint64_t seed, std::int64_t index)
{
    Random random(seed, "dropout", std::uint64_t(index));
    const std::uint64_t high = random.bits();
    return high << 32 | random.bits();
}

// The followed picture's own, where one was asked for. Pictures are counted over the batches of the step.
void watchTimesteps(const StepWatch& watch, const torch::Tensor& timesteps)
{
    std::int64_t before = 0;
    for (const WatchedBatch& batch : watch.batches)
        before += batch.timesteps.size(0);
    const std::int64_t at = watch.wanted.picture - before;
    if (watch.wanted.timestep >= 0 && at >= 0 && at < timesteps.size(0))
        timesteps.data_ptr<std::int64_t>()[at] = watch.wanted.timestep;
}

[[noreturn]] void throwOutOfMemory(const TrainConfig& config)
{
    const int half = std::max(1, config.batch / 2);
    const std::string accumulated = std::to_string(config.gradientAccumulation * 2);
    throw OutOfMemory("There is not enough memory for this batch", {"batch = %1", {std::to_string(config.batch)}},
                      config.batch > 1
                          ? Message("Use batch %1 and accumulate %2 of them.", {std::to_string(half), accumulated})
                          : Message("Use smaller pictures or a smaller preset."));
}

} // namespace

Trainer::Trainer(TrainConfig config, std::shared_ptr<const Dataset> dataset, Loader loader)
{
    constexpr int kAhead = 4;
    validateTrainConfig(config);
    checkFits(config, *dataset);
    impl_ = std::make_unique<Impl>(std::move(config), std::move(dataset), loader == Loader::Ahead ? kAhead : 0);
}

Trainer::~Trainer() = default;

double Trainer::Impl::accumulate(std::int64_t index, LossPoint& result, StepWatch* watch)
{
    const Batch batch = loader->batch(index);
    const auto timesteps = drawTimesteps(int(batch.images.size(0)), config.firstTimestep - 1, config.timestepsTo() - 1,
                                         config.seed, index);
    if (watch)
        watchTimesteps(*watch, timesteps);
    const auto t = timesteps.to(device), images = batch.images.to(device);
    const auto noise = drawNoise(batch.images, config.seed, index).to(device);
    const auto noisy = tensors.forward(images, noise, t), labels = labelsOf(batch, index);
    seedDropout(index);
    const auto start = std::chrono::steady_clock::now();
    const auto predicted = network->forward(noisy, t, labels);
    if (watch)
        watch->lookSeconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const auto errors = squaredError(predicted, tensors.target(config.predictionType, images, noise, t));
    auto objective = config.lossWeighting == "min_snr"
                         ? (errors * tensors.minSnrWeights(config.predictionType, config.minSnrGamma, t)).mean()
                         : errors.mean();
    if (config.gradientAccumulation > 1)
        objective = objective / double(config.gradientAccumulation);
    objective.backward();
    const auto values = tensors.noiseErrors(config.predictionType, errors.detach(), t).to(torch::kCPU).contiguous();
    for (std::int64_t i = 0; i < values.size(0); ++i)
        result.byTimestep.emplace_back(int(timesteps.data_ptr<std::int64_t>()[i]), values.data_ptr<float>()[i]);
    if (watch)
        watch->batches.push_back({index, batch.indices, batch.images, noise.to(torch::kCPU), noisy.to(torch::kCPU),
                                  predicted.detach().to(torch::kCPU), timesteps,
                                  labels.defined() ? labels.to(torch::kCPU) : labels, values});
    return values.mean().item<double>();
}

void Trainer::Impl::seedDropout(std::int64_t index)
{
    if (config.network.dropout > 0)
        network->seedDropout(dropoutSeed(config.seed, index));
}

LossPoint Trainer::step() { return impl_->step(); }

LossPoint Trainer::Impl::step(StepWatch* watch)
{
    const auto forget = [this] {
        for (auto& parameter : parameters)
            parameter.mutable_grad().reset();
    };
    LossPoint result;
    result.learningRate = learningRate(done);
    forget();
    try {
        const int count = config.gradientAccumulation;
        const std::int64_t first = (done + (watch ? watch->wanted.batchesAhead : 0)) * count;
        for (int k = 0; k < count; ++k)
            result.loss += accumulate(first + k, result, watch) / count;
    } catch (const std::exception& error) {
        forget();
        if (isOutOfMemory(error))
            throwOutOfMemory(config);
        throw;
    }
    if (!config.timeInput)
        keepForgetting();
    result.gradientNorm = gradientNorm(parameters);
    result.skipped = !std::isfinite(result.loss) || !std::isfinite(result.gradientNorm);
    const double scale = std::min(1.0, config.gradientClip / (result.gradientNorm + 1e-6));
    if (watch) {
        watch->gradientScale = scale;
        for (const auto& parameter : parameters)
            watch->before.push_back(parameter.detach().clone());
    }
    if (!result.skipped) {
        std::vector<kernels::WeightUpdate::Average> averages = {ema.nextUpdate()};
        for (Ema& average : moreAverages)
            averages.push_back(average.nextUpdate());
        optimiser.step(result.learningRate, scale, std::move(averages));
    }
    result.step = ++done; // a skipped step moves on to other data, too
    for (const SettingChange& change : whole.changes)
        if (change.step == done)
            applySettings();
    return result;
}

std::int64_t Trainer::steps() const { return impl_->done; }
const TrainConfig& Trainer::config() const { return impl_->config; }
const TrainConfig& Trainer::wholeConfig() const { return impl_->whole; }

void Trainer::change(const ParamValues& values)
{
    changeSettings(impl_->whole, impl_->done, values);
    impl_->applySettings();
}

int Trainer::heldOut() const { return int(impl_->split.validation.size()); }
double Trainer::waitedSeconds() const { return impl_->waitedBefore + impl_->loader->waitedSeconds(); }
const std::string& Trainer::device() const { return impl_->deviceName; }

} // namespace diffuscope
