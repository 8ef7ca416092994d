// The part of the trainer that looks at the network: snapshots, one picture at one noise level, validation.
#include "core/base/random.h"
#include "core/data/dataset.h"
#include "core/interop/torch_image.h"
#include "core/schedule/forward.h"
#include "core/train/trainer.h"
#include "core/train/trainer_parts.h"

#include <torch/types.h>

#include <algorithm>
#include <cstdio>

namespace diffuscope {
namespace {

constexpr int kValidationPictures = 64, kValidationLevels = Trainer::kMeasuredTimesteps;

// Some of the held-out pictures, spread evenly.
std::vector<int> picturesToMeasure(const std::vector<int>& heldOut)
{
    const std::size_t count = std::min<std::size_t>(heldOut.size(), kValidationPictures);
    std::vector<int> chosen;
    for (std::size_t k = 0; k < count; ++k)
        chosen.push_back(heldOut[k * heldOut.size() / count]);
    return chosen;
}

torch::Tensor validationNoise(const torch::Tensor& like, const std::vector<int>& pictures, int level,
                              std::uint64_t seed)
{
    auto noise = torch::empty_like(like);
    const std::int64_t size = noise.numel() / noise.size(0);
    for (std::size_t k = 0; k < pictures.size(); ++k)
        Random(seed, "validation noise", std::uint64_t(pictures[k]) * kValidationLevels + std::uint64_t(level))
            .fillNormal({noise.data_ptr<float>() + std::int64_t(k) * size, std::size_t(size)});
    return noise;
}

} // namespace

SnapshotPtr Trainer::Impl::snapshotOf(const Ema& average, const SchedulerConfig& scheduler) const
{
    const auto names = knowsClasses() ? dataset->classNames : std::vector<std::string>();
    return makeSnapshot(config.network, average.state(), scheduler, dataset->name, done, names);
}

SnapshotPtr Trainer::snapshot() const { return impl_->snapshotOf(impl_->ema, scheduler()); }

std::string averageName(double limit)
{
    char text[40];
    std::snprintf(text, sizeof text, "ema-%.9g", limit);
    return text;
}

std::vector<std::pair<std::string, SnapshotPtr>> Trainer::furtherSnapshots() const
{
    std::vector<std::pair<std::string, SnapshotPtr>> snapshots;
    for (const Ema& average : impl_->moreAverages)
        snapshots.emplace_back(averageName(average.maximum()), impl_->snapshotOf(average, scheduler()));
    return snapshots;
}

int Trainer::measuredPictures() const { return int(picturesToMeasure(impl_->split.validation).size()); }

ValidationPoint Trainer::validate() const
{
    at::NoGradGuard noGrad;
    const Impl& p = *impl_;
    const std::vector<int> all = picturesToMeasure(p.split.validation);
    ValidationPoint result{p.done, 0, {}};
    for (int level = 0; level < kValidationLevels; ++level) {
        const int least = p.config.firstTimestep - 1, count = p.config.timestepsTo() - least;
        const int timestep = least + count * (2 * level + 1) / (2 * kValidationLevels); // middles of equal parts
        double sum = 0;
        for (std::size_t first = 0; first < all.size(); first += std::size_t(p.config.batch)) {
            const auto last = std::min(all.size(), first + std::size_t(p.config.batch));
            const std::vector<int> pictures(all.begin() + std::ptrdiff_t(first), all.begin() + std::ptrdiff_t(last));
            std::vector<Image> images;
            std::vector<std::int64_t> labels;
            for (const int picture : pictures) {
                images.push_back(p.dataset->image(picture));
                labels.push_back(p.dataset->labels[std::size_t(picture)]);
            }
            const auto data = tensorOf(images);
            const auto noise = validationNoise(data, pictures, level, p.config.seed).to(p.device);
            const auto clean = data.to(p.device);
            const auto t = torch::full({clean.size(0)}, timestep, torch::kInt64).to(p.device);
            const auto classes = p.knowsClasses() ? torch::tensor(labels, torch::kInt64).to(p.device) : torch::Tensor();
            const auto predicted = p.averaged()->forward(p.tensors.forward(clean, noise, t), t, classes);
            const auto errors = squaredError(predicted, p.tensors.target(p.config.predictionType, clean, noise, t));
            sum += p.tensors.noiseErrors(p.config.predictionType, errors, t).to(torch::kFloat64).sum().item<double>();
        }
        const double loss = sum / double(std::max<std::size_t>(1, all.size()));
        result.byTimestep.emplace_back(timestep, float(loss));
        result.loss += loss / kValidationLevels;
    }
    return result;
}

ProbeView Trainer::view(int timestep, int pictureIndex) const
{
    at::NoGradGuard noGrad;
    const Impl& p = *impl_;
    ProbeView view;
    view.trainStep = p.done;
    view.timestep = std::clamp(timestep, 0, p.schedule.timesteps() - 1);
    view.data = p.dataset->image(pictureIndex);
    view.noise = noiseImage(view.data.channels, view.data.height, view.data.width, p.config.seed);
    view.noisy = forwardJump(view.data, view.noise, p.schedule, view.timestep);
    const auto labels = p.knowsClasses()
                            ? torch::full({1}, p.dataset->labels[std::size_t(pictureIndex)], torch::kInt64).to(p.device)
                            : torch::Tensor();
    const Network network = [&](const torch::Tensor& x, const torch::Tensor& t) {
        return p.averaged()->forward(x.to(p.device), t.to(p.device), labels).to(torch::kCPU);
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
    const Impl& p = *impl_;
    SchedulerConfig config;
    config.numTrainTimesteps = p.schedule.timesteps();
    config.predictionType = p.config.predictionType;
    config.clipAlways = true;            // a small network's x0-hat is far off where there is little signal
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

} // namespace diffuscope
