#include "core/session/judge.h"

#include "core/base/error.h"
#include "core/data/image_files/fitted_image.h"
#include "core/diffusion/judge.h"
#include "core/interop/torch_image.h"
#include "core/kernels/threads.h"
#include "core/messages/requests.h"
#include "core/model/model_folder.h"
#include "core/sampling/given_picture.h"
#include "core/sampling/model_sampling.h"
#include "core/sampling/told_network.h"
#include "core/session/session_impl.h"

#include <torch/types.h>

#include <algorithm>
#include <utility>

namespace diffuscope {

namespace {

std::vector<Image> judgedPictures(const JudgeRequest& request, const ModelSnapshot& model)
{
    const int side = sideOf(model.config, request.model), channels = model.config.inChannels;
    std::vector<Image> pictures;
    for (const std::string& file : request.files)
        pictures.push_back(loadFittedImage(file, side, channels));
    if (!request.pictures)
        return pictures;
    for (Image& picture : request.pictures()) {
        if (picture.width != side || picture.height != side || picture.channels != channels)
            throw Error("A picture does not have the model's shape",
                        std::to_string(picture.width) + " x " + std::to_string(picture.height), request.model);
        pictures.push_back(std::move(picture));
    }
    return pictures;
}

Judged judgedBy(const std::shared_ptr<const ModelSnapshot>& model, const JudgeRequest& request, std::stop_token stop)
{
    constexpr int kMostDraws = 1000;
    const at::NoGradGuard noGradients;
    if (request.draws < 1 || request.draws > kMostDraws)
        throw Error("That many draws cannot be made", std::to_string(request.draws), "Choose 1 to 1000.");
    const int classes = classCountOf(*model);
    if (classes == 0)
        throw Error("The model has no classes to judge by", request.model,
                    "Choose a model that was trained with classes.");
    const std::vector<Image> pictures = judgedPictures(request, *model);
    if (pictures.empty())
        throw Error("There is no picture to judge", request.model, "Name one.");
    Judged judged;
    judged.classNames = model->classNames;
    const auto networkOf = [&](int label) {
        SampleRequest told;
        told.model = request.model;
        told.classes = {label};
        return toldNetwork(model, told, int(pictures.size()), judged.networkCalls);
    };
    judged.errors = judgeErrors(tensorOf(pictures), classes, networkOf, scheduleOf(model->scheduler),
                                model->scheduler.predictionType, {request.draws, request.seed}, stop);
    judged.cancelled = judged.errors.empty();
    for (const std::vector<double>& errors : judged.errors)
        judged.labels.push_back(int(std::min_element(errors.begin(), errors.end()) - errors.begin()));
    return judged;
}

} // namespace

Judged judgePictures(const JudgeRequest& request)
{
    kernels::configureThreads();
    if (request.files.empty() && !request.pictures)
        throw Error("There is no picture to judge", request.model, "Name one.");
    return judgedBy(openModel(request.model), request, {});
}

void Session::Impl::judgeNow(const JudgeRequest& request, JobId job, std::stop_token stop)
{
    Judged judged = judgedBy(models.open(request.model, stop), request, stop);
    judged.job = job;
    sink.send(std::move(judged));
}

} // namespace diffuscope
