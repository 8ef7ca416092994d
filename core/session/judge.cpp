#include "core/session/judge.h"

#include "core/base/error.h"
#include "core/data/image_files/fitted_image.h"
#include "core/kernels/threads.h"
#include "core/model/model_folder.h"
#include "core/sampling/given_picture.h"
#include "core/sampling/judged.h"
#include "core/sampling/model_sampling.h"
#include "core/session/session_impl.h"

#include <utility>

namespace diffuscope {

PicturesJudged judgePictures(const JudgeRequest& request)
{
    kernels::configureThreads();
    const SnapshotPtr model = openModel(request.model);
    std::vector<Image> pictures;
    for (const std::string& file : request.files)
        pictures.push_back(loadFittedImage(file, sideOf(model->config, request.model), model->config.inChannels));
    return judged(model, {request.model, {}, std::move(pictures), request.draws, request.seed}, {});
}

void Session::Impl::judgeNow(const JudgingRequest& request, JobId job, std::stop_token stop)
{
    PicturesJudged result =
        judged(modelOf(request.model, request.weightsHash, stop), request, stop, [this, job](int done, int total) {
            sink.send(JudgingProgress{job, done, total});
        });
    result.job = job;
    sink.send(std::move(result));
}

} // namespace diffuscope
