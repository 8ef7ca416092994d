#include "core/base/save_file.h"
#include "core/data/dataset.h"
#include "core/data/image_files/fitted_image.h"
#include "core/export/format.h"
#include "core/export/recipe_reader.h"
#include "core/model/model_folder.h"
#include "core/recipe/recipe.h"
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
    impl_->post(impl_->files, job, Task::OpenImage, impl_->imageJobs.next(),
                [parts = impl_.get(), request, job](std::stop_token stop) {
                    ImageLoaded loaded;
                    if (request.path.empty()) {
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

// Exports never overtake each other: somebody wants each of the files.
JobId Session::exportImages(const ExportRequest& request)
{
    const JobId job = impl_->nextJob();
    impl_->post(impl_->files, job, Task::Export, std::stop_source(),
                [parts = impl_.get(), request, job](std::stop_token) {
                    Exported exported{job, {}};
                    const auto files =
                        exportFormat(request.format)
                            .write({request.frames, request.recipe, request.original}, request.target, request.params);
                    for (const auto& file : files)
                        exported.files.push_back(file.string());
                    parts->sink.send(std::move(exported));
                });
    return job;
}

JobId Session::save(const SaveRequest& request)
{
    const JobId job = impl_->nextJob();
    impl_->post(impl_->files, job, Task::Export, std::stop_source(),
                [parts = impl_.get(), request, job](std::stop_token) {
                    saveText(request.target, request.bytes());
                    parts->sink.send(Exported{job, {request.target}});
                });
    return job;
}

JobId Session::readRecipe(const std::string& path)
{
    const JobId job = impl_->nextJob();
    impl_->post(impl_->files, job, Task::ReadRecipe, impl_->recipeJobs.next(),
                [parts = impl_.get(), path, job](std::stop_token stop) {
                    KeptRecipe kept = keptIn(path);
                    RecipeRead read{job, path, checkedRecipe(kept.recipe), std::move(kept.original)};
                    if (!stop.stop_requested())
                        parts->sink.send(std::move(read));
                });
    return job;
}

} // namespace diffuscope
