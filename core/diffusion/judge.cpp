#include "core/diffusion/judge.h"

#include "core/diffusion/walk_start.h"
#include "core/interop/torch_image.h"

#include <torch/types.h>

#include <algorithm>

namespace diffuscope {
namespace {

torch::Tensor noiseFor(const torch::Tensor& pictures, std::uint64_t seed)
{
    const auto one = noiseTensor(1, int(pictures.size(1)), int(pictures.size(2)), int(pictures.size(3)), seed);
    return one.expand(pictures.sizes()).contiguous();
}

} // namespace

std::vector<std::vector<double>> judgeErrors(const torch::Tensor& pictures, int classes,
                                             const std::function<Network(int label)>& networkOf,
                                             const Schedule& schedule, const std::string& predictionType,
                                             const JudgeChoice& choice, std::stop_token stop)
{
    const auto count = pictures.size(0);
    std::vector<std::vector<double>> errors(std::size_t(count), std::vector<double>(std::size_t(classes), 0));
    for (int label = 0; label < classes; ++label) {
        const Denoiser denoiser(networkOf(label), schedule, predictionType, {ClipSettings::Mode::Off});
        for (int draw = 0; draw < choice.draws; ++draw) {
            if (stop.stop_requested())
                return {};
            // In the middle of its share, so that neither end, where all classes are alike, is taken.
            const int timestep = int((draw + 0.5) * schedule.timesteps() / choice.draws);
            const NoiseLevel level = levelAt(schedule, std::min(timestep, schedule.timesteps() - 1));
            const auto noise = noiseFor(pictures, choice.seed + std::uint64_t(draw));
            const auto state = noisedTo(level, pictures, noise);
            const auto off = (denoiser(state, level).noise - noise).to(torch::kDouble).square().flatten(1).mean(1);
            for (std::int64_t k = 0; k < count; ++k)
                errors[std::size_t(k)][std::size_t(label)] += off[k].item<double>() / choice.draws;
        }
    }
    return errors;
}

} // namespace diffuscope
