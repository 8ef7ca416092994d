#include "core/bench/benchmark_work.h"

#include "core/base/random.h"
#include "core/data/dataset.h"
#include "core/diffusion/torch_noise.h"
#include "core/interop/torch_image.h"
#include "core/model/config/block_plan.h"
#include "core/model/model_folder.h"
#include "core/model/unet/unet.h"
#include "core/train/trainer.h"

#include <torch/types.h>

#include <algorithm>

namespace diffuscope {
namespace {

constexpr std::size_t kDatasetBytes = 8 << 20;
constexpr int kTimesteps = 1000;

std::shared_ptr<const Dataset> randomPictures(const UNetConfig& network, int side)
{
    auto set = std::make_shared<Dataset>();
    set->source = set->name = "random pictures";
    set->channels = network.inChannels;
    set->height = set->width = side;
    const int count = int(std::clamp<std::size_t>(kDatasetBytes / set->imageBytes(), 16, 512));
    const int classes = network.numClassEmbeds.value_or(0);
    for (int k = 0; k < classes; ++k)
        set->classNames.push_back(std::to_string(k));
    for (int k = 0; k < count; ++k)
        set->labels.push_back(classes > 0 ? k % classes : 0);
    set->values.resize(std::size_t(count) * set->imageBytes());
    Random random(1, "benchmark");
    std::generate(set->values.begin(), set->values.end(), [&random] { return std::uint8_t(random.below(256)); });
    return set;
}

TrainConfig configOf(const UNetConfig& network, int side, int batch, const std::string& precision)
{
    TrainConfig config;
    config.source = "random pictures";
    config.size = side;
    config.channels = network.inChannels;
    config.steps = 100'000'000;
    config.batch = batch;
    config.learningRateSchedule = "constant";
    config.warmupSteps = 0;
    config.validationShare = 0;
    config.classConditional = network.numClassEmbeds.has_value();
    config.labelDropout = 0;
    config.device = "cpu";
    config.precision = precision;
    config.schedule.timesteps = kTimesteps;
    config.network = network;
    return config;
}

class TrainingWork : public BenchmarkWork {
public:
    TrainingWork(const UNetConfig& network, int side, int batch, const std::string& precision)
        : trainer_(configOf(network, side, batch, precision), randomPictures(network, side))
    {
    }
    void step() override { (void)trainer_.step(); }
    double waitedSeconds() const override { return trainer_.waitedSeconds(); }

private:
    Trainer trainer_;
};

// What stands for a class, however the network is told.
torch::Tensor labelsFor(const UNetConfig& network, int batch, const torch::Tensor& timesteps)
{
    if (network.classEmbedType == "timestep")
        return timesteps;
    if (network.classEmbedType)
        return torch::full({batch, planUNet(network).timeChannels}, 0.1);
    return network.numClassEmbeds ? torch::zeros({batch}, torch::kInt64) : torch::Tensor();
}

class SamplingWork : public BenchmarkWork {
public:
    SamplingWork(std::shared_ptr<const ModelSnapshot> model, int side, int batch, const std::string& precision)
        : model_(std::move(model)), half_(precision == "bfloat16")
    {
        const UNetConfig& network = model_->config;
        const int last = network.numTrainTimesteps.value_or(kTimesteps) - 1;
        noise_ = noiseTensor(batch, network.inChannels, side, side, 1);
        timesteps_ = torch::full({batch}, std::max(0, last / 2), torch::kInt64);
        labels_ = labelsFor(network, batch, timesteps_);
    }

    void step() override
    {
        const at::NoGradGuard noGradients;
        model_->network->computeIn(half_ ? torch::kBFloat16 : torch::kFloat32);
        (void)model_->network->forward(noise_, timesteps_, labels_);
    }

private:
    std::shared_ptr<const ModelSnapshot> model_;
    bool half_;
    torch::Tensor noise_, timesteps_, labels_;
};

} // namespace

std::string cannotTrain(const UNetConfig& network, int side)
{
    if (network.inChannels != network.outChannels || (network.inChannels != 1 && network.inChannels != 3))
        return "it takes " + std::to_string(network.inChannels) + " channels and gives " +
               std::to_string(network.outChannels);
    if (network.timeEmbeddingType != "positional" || network.classEmbedType || network.numClassEmbeds == 1)
        return "the trainer does not know its time or class embedding";
    if (side < 8 || side > 256 || side % 4 != 0)
        return "its pictures are " + std::to_string(side) + " pixels wide";
    return {};
}

std::unique_ptr<BenchmarkWork> trainingWork(const UNetConfig& network, int side, int batch,
                                            const std::string& precision)
{
    return std::make_unique<TrainingWork>(network, side, batch, precision);
}

std::unique_ptr<BenchmarkWork> samplingWork(std::shared_ptr<const ModelSnapshot> model, int side, int batch,
                                            const std::string& precision)
{
    return std::make_unique<SamplingWork>(std::move(model), side, batch, precision);
}

} // namespace diffuscope
