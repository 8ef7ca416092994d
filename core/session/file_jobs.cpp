#include "core/base/worker.h"
#include "core/data/dataset.h"
#include "core/data/image_files/fitted_image.h"
#include "core/model/model_folder.h"
#include "core/recipe/unrepeatable.h"
#include "core/sampling/model_sampling.h"
#include "core/session/files/path_kind.h"
#include "core/session/files/recipe_file.h"
#include "core/session/session_impl.h"

#include <algorithm>
#include <utility>

namespace diffuscope {
JobId Session::openDataset(const DatasetRequest& request)
{
    const JobId job = impl_->nextJob();
    impl_->post(impl_->files, job, Task::OpenDataset, impl_->datasetJobs.next(),
                [parts = impl_.get(), request, job](std::stop_token stop) {
                    const auto set = parts->datasets.open(request, job, parts->sink, stop);
                    DatasetOpened opened = describeDataset(*set);
                    if (stop.stop_requested())
                        return;
                    parts->datasets.keep(request, set);
                    opened.job = job;
                    parts->sink.send(std::move(opened));
                });
    return job;
}

void Session::cancelOpening() { impl_->datasetJobs.cancel(); }

JobId Session::loadImage(const ImageRequest& request)
{
    const JobId job = impl_->nextJob();
    const bool inMemory = request.path.empty() && request.pixels;
    Worker& worker = inMemory ? impl_->quick : request.path.empty() ? impl_->files : impl_->pictures;
    impl_->post(worker, job, Task::OpenImage, impl_->imageJobs[request.asker].next(),
                [parts = impl_.get(), request, job, inMemory](std::stop_token stop) {
                    ImageLoaded loaded;
                    if (request.path.empty() && !inMemory) {
                        const auto set = parts->datasets.current();
                        loaded.image = set->image(request.datasetIndex);
                        loaded.name = set->name + " " + std::to_string(request.datasetIndex);
                    } else {
                        loaded = loadFittedImage(request);
                    }
                    loaded.job = job;
                    if (!stop.stop_requested())
                        parts->sink.send(std::move(loaded));
                });
    return job;
}

JobId Session::browseDataset(int first, int count)
{
    const JobId job = impl_->nextJob();
    impl_->post(impl_->files, job, Task::BrowseDataset, impl_->pageJobs.next(),
                [parts = impl_.get(), first, count, job](std::stop_token stop) {
                    const auto set = parts->datasets.current();
                    DatasetPage page{job, first, {}};
                    for (int k = std::max(0, first); k < first + count && k < set->size(); ++k) {
                        if (stop.stop_requested())
                            return;
                        page.images.push_back(set->image(k));
                    }
                    parts->sink.send(std::move(page));
                });
    return job;
}

JobId Session::openModel(const std::string& path)
{
    const JobId job = impl_->nextJob();
    impl_->post(impl_->files, job, Task::OpenModel, impl_->modelJobs.next(),
                [parts = impl_.get(), path, job](std::stop_token stop) {
                    const auto model = parts->models.open(path, stop);
                    ModelOpened opened = describeModel(path, *model);
                    opened.job = job;
                    if (!stop.stop_requested())
                        parts->sink.send(std::move(opened));
                });
    return job;
}

void Session::expectModel(const std::string& path, int pictures)
{
    impl_->files.post(
        [parts = impl_.get(), path, pictures](std::stop_token stop) {
            const SnapshotPtr model = parts->models.open(path, stop);
            if (pictures > 0)
                parts->sampling.post([model, pictures](std::stop_token) { callOnce(model, pictures); }, {});
        },
        {}); // who opens it is told what is wrong
}

JobId Session::readRecipe(const std::string& path, const std::vector<std::string>& places)
{
    const JobId job = impl_->nextJob();
    impl_->post(impl_->recipes, job, Task::ReadRecipe, impl_->recipeJobs.next(),
                [parts = impl_.get(), path, places, job](std::stop_token stop) {
                    ModelGlance glance(parts->models, stop);
                    const auto open = [&](const std::string& model) { return glance.open(model); };
                    RecipeRead found{job, path, recipeInFile(path, places, open, stop)};
                    if (const auto known = unrepeatable(found.read))
                        found.unrepeatable = known->reason;
                    if (!stop.stop_requested())
                        parts->sink.send(std::move(found));
                });
    return job;
}

JobId Session::classify(const std::string& path)
{
    const JobId job = impl_->nextJob();
    impl_->paths.post(
        [parts = impl_.get(), path, job](std::stop_token) {
            PathKind kind = PathKind::Unknown; // where nobody may look, too
            (void)attempt([&] { kind = pathKindOf(path); });
            parts->sink.send(PathClassified{job, path, kind});
        },
        {});
    return job;
}

} // namespace diffuscope
