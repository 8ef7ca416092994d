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

#include <torch/types.h>

#include <algorithm>

namespace diffuscope {

Judged judgePictures(const JudgeRequest& request)
{
    constexpr int kMostDraws = 1000;
    kernels::configureThreads();
    const at::NoGradGuard noGradients;
    if (request.files.empty())
        throw Error("There is no picture to judge", request.model, "Name one.");
    if (request.draws < 1 || request.draws > kMostDraws)
        throw Error("That many draws cannot be made", std::to_string(request.draws), "Choose 1 to 1000.");
    const SnapshotPtr model = openModel(request.model);
    const int classes = classCountOf(*model);
    if (classes == 0)
        throw Error("The model has no classes to judge by", request.model,
                    "Choose a model that was trained with classes.");
    std::vector<Image> pictures;
    for (const std::string& file : request.files)
        pictures.push_back(loadFittedImage(file, sideOf(model->config, request.model), model->config.inChannels));
    Judged judged;
    judged.classNames = model->classNames;
    const auto networkOf = [&](int label) {
        SampleRequest told;
        told.model = request.model;
        told.classes = {label};
        return toldNetwork(model, told, int(pictures.size()), judged.networkCalls);
    };
    judged.errors = judgeErrors(tensorOf(pictures), classes, networkOf, scheduleOf(model->scheduler),
                                model->scheduler.predictionType, {request.draws, request.seed});
    for (const std::vector<double>& errors : judged.errors)
        judged.labels.push_back(int(std::min_element(errors.begin(), errors.end()) - errors.begin()));
    return judged;
}

} // namespace diffuscope
