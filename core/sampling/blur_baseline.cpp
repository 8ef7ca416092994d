#include "core/sampling/blur_baseline.h"

#include "core/base/error.h"
#include "core/diffusion/best_blur.h"
#include "core/diffusion/walk_start.h"
#include "core/interop/torch_image.h"
#include "core/model/model_folder.h"
#include "core/sampling/given_picture.h"
#include "core/sampling/model_sampling.h"
#include "core/sampling/prepared_walk.h"
#include "core/sampling/told_network.h"

#include <torch/types.h>

#include <chrono>

namespace diffuscope {
namespace {

// Of the walk only what one guess needs: its picture, class, guidance, limits and noise.
SampleRequest guessOf(const ModelSnapshot& model, SampleRequest walk)
{
    if (!isTold(walk.from))
        throw Error("Blurring needs a true picture to be measured against", "", "Give a picture.");
    walk.count = 1;
    walk.strength = 1;
    walk.mask = {};
    walk.branches.clear();
    walk.between.reset();
    walk.second.reset();
    walk.noiseFile.clear();
    walk.imageFiles.clear();
    walk.rawFile.clear();
    const int label = classOfImage(walk.classes, classCountOf(model), 0);
    walk.classes = label < 0 ? std::vector<int>() : std::vector<int>{label};
    return walk;
}

} // namespace

BlurMeasured measureBlurBaseline(const std::shared_ptr<const ModelSnapshot>& model, const BlurRequest& request,
                                 std::stop_token stop)
{
    const at::NoGradGuard noGradients;
    const auto start = std::chrono::steady_clock::now();
    BlurMeasured measured;
    const PreparedWalk walk = prepareWalk(model, guessOf(*model, request.walk), stop, measured.networkCalls);
    const int timesteps = walk.schedule.timesteps();
    for (const int step : request.steps)
        if (step < 1 || step > timesteps)
            throw Error("There is no such step", std::to_string(step),
                        {"Choose 1 to %1.", {std::to_string(timesteps)}});
    const WalkLeg& leg = walk.plan.legs.front();
    const Denoiser denoiser(toldNetwork(model, leg.request, 1, measured.networkCalls), walk.schedule,
                            model->scheduler.predictionType, leg.plan.clip);
    const torch::Tensor truth = tensorOf(std::vector<Image>{walk.from->image});
    measured.picture = walk.from->image;
    for (const int step : request.steps) {
        if ((measured.cancelled = stop.stop_requested()))
            break;
        const NoiseLevel level = levelAt(walk.schedule, step - 1);
        const torch::Tensor noisy = noisedTo(level, truth, walk.noise.initial);
        const torch::Tensor guess = denoiser(noisy, level).data;
        const BestBlur blur = bestBlur(noisy, truth);
        measured.points.push_back({step, level.alphaBar, imageOf(noisy[0]), imageOf(blur.picture[0]), imageOf(guess[0]),
                                   blur.deviation, psnrOf(noisy, truth), blur.psnr, psnrOf(guess, truth)});
    }
    measured.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return measured;
}

} // namespace diffuscope
