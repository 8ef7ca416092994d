// The part of the trainer that takes a step apart, and what makes a copy to do that on.
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/dataset.h"
#include "core/interop/torch_image.h"
#include "core/train/trainer.h"
#include "core/train/trainer_parts.h"

#include <torch/types.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace diffuscope {

namespace {

double lengthOf(const torch::Tensor& tensor)
{
    return tensor.defined() ? tensor.detach().to(torch::kCPU).to(torch::kFloat64).square().sum().item<double>() : 0;
}

// "down_blocks.1.resnets.0.conv1.weight": which part of the network, 0-based number.
struct BlockName {
    NetworkBlock::Kind kind = NetworkBlock::Kind::Time;
    int number = 0;
};

BlockName blockOf(const std::string& parameter)
{
    using Kind = NetworkBlock::Kind;
    const auto numberBehind = [&parameter](std::size_t at) {
        int number = 0;
        std::from_chars(parameter.data() + at, parameter.data() + parameter.size(), number);
        return number;
    };
    const std::string down = "down_blocks.", up = "up_blocks.";
    if (parameter.starts_with("conv_in"))
        return {Kind::In, 0};
    if (parameter.starts_with(down))
        return {parameter.find(".downsamplers.") == std::string::npos ? Kind::Down : Kind::Shrink,
                numberBehind(down.size())};
    if (parameter.starts_with("mid_block"))
        return {Kind::Middle, 0};
    if (parameter.starts_with(up))
        return {parameter.find(".upsamplers.") == std::string::npos ? Kind::Up : Kind::Grow, numberBehind(up.size())};
    return {parameter.starts_with("conv_norm_out") || parameter.starts_with("conv_out") ? Kind::Out : Kind::Time, 0};
}

// All that there can be, in the order of the data's way.
std::vector<NetworkBlock> emptyBlocks(int levels)
{
    using Kind = NetworkBlock::Kind;
    std::vector<NetworkBlock> blocks = {{Kind::In, 1, 0}};
    for (int k = 0; k < levels; ++k) {
        blocks.push_back({Kind::Down, k + 1, k});
        blocks.push_back({Kind::Shrink, k + 1, k + 1});
    }
    blocks.push_back({Kind::Middle, 1, levels - 1});
    for (int k = 0; k < levels; ++k) {
        blocks.push_back({Kind::Up, k + 1, levels - 1 - k});
        blocks.push_back({Kind::Grow, k + 1, levels - 2 - k});
    }
    blocks.push_back({Kind::Out, 1, 0});
    blocks.push_back({Kind::Time, 1, 0});
    return blocks;
}

std::vector<NetworkBlock> blocksOf(const torch::OrderedDict<std::string, torch::Tensor>& parameters,
                                   const std::vector<torch::Tensor>& before, int levels)
{
    std::vector<NetworkBlock> blocks = emptyBlocks(levels);
    std::size_t at = 0;
    for (const auto& item : parameters) {
        const BlockName name = blockOf(item.key());
        const auto block = std::find_if(blocks.begin(), blocks.end(), [&name](const NetworkBlock& one) {
            return one.kind == name.kind && one.number == name.number + 1;
        });
        if (block == blocks.end())
            throw Error("A tensor belongs to no block of the network", item.key());
        const auto now = item.value().detach().to(torch::kFloat64);
        const auto was = before.at(at++).to(torch::kFloat64);
        block->weights += item.value().numel();
        block->gradient += lengthOf(item.value().grad());
        block->length += lengthOf(was);
        block->change += lengthOf(now - was);
    }
    std::erase_if(blocks, [](const NetworkBlock& block) { return block.weights == 0; });
    for (NetworkBlock& block : blocks) { // so far their squares
        block.gradient = std::sqrt(block.gradient);
        block.length = std::sqrt(block.length);
        block.change = std::sqrt(block.change);
    }
    return blocks;
}

// Of the last convolution's filters, whose slopes are easy to understand, the middle of the one that is pulled most.
std::int64_t steepestMiddle(const torch::Tensor& slopes)
{
    const std::int64_t taps = slopes.dim() == 4 ? slopes.size(2) * slopes.size(3) : 1;
    const float* values = slopes.data_ptr<float>();
    std::int64_t best = taps / 2;
    for (std::int64_t i = taps / 2; i < slopes.numel(); i += taps)
        if (std::abs(values[i]) > std::abs(values[best]))
            best = i;
    return best;
}

double valueAt(const torch::Tensor& tensor, std::int64_t index)
{
    return double(tensor.detach().to(torch::kCPU).to(torch::kFloat32).contiguous().data_ptr<float>()[index]);
}

} // namespace

// What the network answered as noise; of one that predicts pictures the picture. eps-hat = signal v-hat + noise x_t.
torch::Tensor Trainer::Impl::answerOf(const torch::Tensor& predicted, const torch::Tensor& noisy, int timestep) const
{
    if (config.predictionType != "v_prediction")
        return predicted;
    return predicted * schedule.signalScale(timestep) + noisy * schedule.noiseScale(timestep);
}

LookedAt Trainer::Impl::lookedAt(const WatchedBatch& batch, std::int64_t at) const
{
    LookedAt seen;
    seen.index = batch.pictures[std::size_t(at)];
    seen.label = dataset->classCount() > 0 ? dataset->labels[std::size_t(seen.index)] : -1;
    seen.told = batch.labels.defined() && batch.labels[at].item<std::int64_t>() == seen.label;
    seen.timestep = int(batch.timesteps[at].item<std::int64_t>());
    seen.error = double(batch.errors[at].item<float>());
    const auto answer = answerOf(batch.answer[at], batch.noisy[at], seen.timestep);
    const auto truth = config.predictionType == "sample" ? batch.data[at] : batch.noise[at];
    seen.data = imageOf(batch.data[at]);
    seen.noise = imageOf(batch.noise[at]);
    seen.noisy = imageOf(batch.noisy[at]);
    seen.answer = imageOf(answer);
    seen.truth = imageOf(truth);
    seen.difference = imageOf(answer - truth);
    return seen;
}

WeightStep Trainer::Impl::oneWeight(const StepWatch& watch, double rate) const
{
    WeightStep result;
    std::size_t at = 0;
    const auto named = network->named_parameters();
    for (const auto& item : named) {
        if (item.key() == "conv_out.weight")
            break;
        ++at;
    }
    const auto& weight = parameters.at(at);
    if (!weight.grad().defined())
        return result;
    const auto slopes = weight.grad().detach().to(torch::kCPU).to(torch::kFloat32).contiguous();
    const AdamWOptions& options = optimiser.options();
    const double taken = double(optimiser.steps());
    result.tensor = "conv_out.weight";
    result.index = steepestMiddle(slopes);
    std::int64_t rest = result.index;
    for (std::int64_t k = slopes.dim() - 1; k >= 0; --k) {
        result.place.insert(result.place.begin(), rest % slopes.size(k));
        rest /= slopes.size(k);
    }
    result.slope = valueAt(slopes, result.index);
    result.clipped = result.slope * watch.gradientScale;
    result.before = valueAt(watch.before.at(at), result.index);
    result.after = valueAt(weight, result.index);
    result.change = result.after - result.before;
    result.rate = rate;
    result.decay = options.weightDecay;
    result.average =
        valueAt(optimiser.firstMoments()[at], result.index) / (1 - std::pow(options.beta1, std::max(1.0, taken)));
    result.size = std::sqrt(valueAt(optimiser.secondMoments()[at], result.index) /
                            (1 - std::pow(options.beta2, std::max(1.0, taken)))) +
                  options.eps;
    return result;
}

// The loss of the same batches with the weights as they are now.
double Trainer::Impl::lossAgain(const std::vector<WatchedBatch>& batches)
{
    const at::NoGradGuard noGrad;
    double loss = 0;
    for (const WatchedBatch& batch : batches) {
        const auto t = batch.timesteps.to(device), data = batch.data.to(device), noise = batch.noise.to(device);
        seedDropout(batch.index);
        const auto predicted = network->forward(batch.noisy.to(device), t,
                                                batch.labels.defined() ? batch.labels.to(device) : torch::Tensor());
        const auto errors = squaredError(predicted, tensors.target(config.predictionType, data, noise, t));
        loss += tensors.noiseErrors(config.predictionType, errors, t).mean().item<double>() / double(batches.size());
    }
    return loss;
}

DissectedStep Trainer::dissect(const Dissection& wanted)
{
    Impl& p = *impl_;
    StepWatch watch;
    watch.wanted = wanted;
    watch.wanted.picture = std::clamp(wanted.picture, 0, p.config.picturesPerStep() - 1);
    watch.wanted.timestep = std::min(wanted.timestep, p.schedule.timesteps() - 1);
    DissectedStep told;
    told.step = p.done;
    const LossPoint point = p.step(&watch);
    told.batchesAhead = wanted.batchesAhead;
    told.ownTimestep = watch.wanted.timestep >= 0;
    told.prediction = p.config.predictionType;
    told.answersData = p.config.predictionType == "sample";
    for (const WatchedBatch& batch : watch.batches)
        for (std::int64_t at = 0; at < batch.timesteps.size(0); ++at)
            told.pictures.push_back(p.lookedAt(batch, at));
    told.picture = std::clamp(watch.wanted.picture, 0, int(told.pictures.size()) - 1);
    told.betas = p.schedule.betas();
    told.setName = p.dataset->name;
    told.setSize = p.dataset->size();
    if (p.dataset->classCount() > 0)
        told.classNames = p.dataset->classNames;
    told.blocks = blocksOf(p.network->named_parameters(), watch.before, int(p.config.network.blockOutChannels.size()));
    for (const NetworkBlock& block : told.blocks)
        told.weights += block.weights;
    told.loss = point.loss;
    told.gradientNorm = point.gradientNorm;
    told.gradientLimit = p.config.gradientClip;
    told.finite = !point.skipped;
    told.learningRate = point.learningRate;
    told.beta1 = p.optimiser.options().beta1;
    told.beta2 = p.optimiser.options().beta2;
    told.weightDecay = p.optimiser.options().weightDecay;
    told.weight = p.oneWeight(watch, point.learningRate);
    told.lossAfter = told.finite ? p.lossAgain(watch.batches) : told.loss;
    told.lookSeconds = watch.lookSeconds;
    return told;
}

LookedAt Trainer::lookAgain(const LookedAt& before) const
{
    const at::NoGradGuard noGrad;
    Impl& p = *impl_;
    UNet network = p.network;
    network->eval(); // nothing is left out of a picture on its own
    const auto one = [&p](const Image& image) { return tensorOf(std::vector<Image>{image}).to(p.device); };
    const auto t = torch::full({1}, before.timestep, torch::kInt64).to(p.device);
    const std::int64_t label = before.told ? before.label : p.config.classCount();
    const auto labels = p.knowsClasses() ? torch::full({1}, label, torch::kInt64).to(p.device) : torch::Tensor();
    const auto predicted = network->forward(one(before.noisy), t, labels).to(torch::kCPU);
    network->train();
    const auto answer = p.answerOf(predicted[0], one(before.noisy).to(torch::kCPU)[0], before.timestep);
    const auto difference = answer - one(before.truth).to(torch::kCPU)[0];
    LookedAt now = before;
    now.answer = imageOf(answer);
    now.difference = imageOf(difference);
    now.error = difference.to(torch::kFloat64).square().mean().item<double>();
    return now;
}

double Trainer::meanError(int timestep, int pictures) const
{
    const at::NoGradGuard noGrad;
    Impl& p = *impl_;
    const std::vector<int>& all = p.split.training;
    const int count = std::min(pictures, int(all.size()));
    std::vector<Image> images;
    std::vector<std::int64_t> labels;
    for (int k = 0; k < count; ++k) {
        const int picture = all[std::size_t(std::int64_t(k) * std::int64_t(all.size()) / count)];
        images.push_back(p.dataset->image(picture));
        labels.push_back(p.dataset->labels[std::size_t(picture)]);
    }
    const auto data = tensorOf(images);
    auto noise = torch::empty_like(data);
    Random(p.config.seed, "microscope noise", std::uint64_t(timestep))
        .fillNormal({noise.data_ptr<float>(), std::size_t(noise.numel())});
    const auto t = torch::full({count}, timestep, torch::kInt64).to(p.device);
    const auto clean = data.to(p.device), drawn = noise.to(p.device);
    const auto classes = p.knowsClasses() ? torch::tensor(labels, torch::kInt64).to(p.device) : torch::Tensor();
    UNet network = p.network;
    network->eval();
    const auto predicted = network->forward(p.tensors.forward(clean, drawn, t), t, classes);
    network->train();
    const auto errors = squaredError(predicted, p.tensors.target(p.config.predictionType, clean, drawn, t));
    return p.tensors.noiseErrors(p.config.predictionType, errors, t).mean().item<double>();
}

} // namespace diffuscope
