#include "core/base/save_file.h"
#include "core/data/dataset.h"
#include "core/export/format.h"
#include "core/export/recipe_reader.h"
#include "core/model/model_folder.h"
#include "core/session/jobs/picture.h"
#include "core/session/jobs/recipe.h"
#include "core/session/jobs/session_parts.h"

#include <algorithm>
#include <utility>

namespace diffuscope {

JobId Session::openDataset(const DatasetRequest& request)
{
    const JobId job = parts_->nextJob();
    parts_->post(parts_->files, job, "open dataset", parts_->datasetTickets.next(),
                 [parts = parts_.get(), request, job](std::stop_token stop) {
                     const auto set = parts->datasets.open(request, job, parts->outbox, stop);
                     DatasetOpened opened = describeDataset(*set);
                     if (stop.stop_requested())
                         return;
                     parts->datasets.keep(request, set);
                     opened.job = job;
                     parts->outbox.send(std::move(opened));
                 });
    return job;
}

void Session::cancelOpening() { parts_->datasetTickets.cancel(); }

JobId Session::loadImage(const ImageRequest& request)
{
    const JobId job = parts_->nextJob();
    parts_->post(parts_->files, job, "open image", parts_->imageTickets.next(),
                 [parts = parts_.get(), request, job](std::stop_token stop) {
                     ImageLoaded loaded;
                     if (request.path.empty()) {
                         const auto set = parts->datasets.current();
                         loaded.image = set->image(request.datasetIndex);
                         loaded.name = set->name + " " + std::to_string(request.datasetIndex);
                     } else {
                         loaded = loadPicture(request);
                     }
                     loaded.job = job;
                     if (!stop.stop_requested())
                         parts->outbox.send(std::move(loaded));
                 });
    return job;
}

JobId Session::browseDataset(int first, int count)
{
    const JobId job = parts_->nextJob();
    parts_->post(parts_->files, job, "browse dataset", parts_->pageTickets.next(),
                 [parts = parts_.get(), first, count, job](std::stop_token stop) {
                     const auto set = parts->datasets.current();
                     DatasetPage page{job, first, {}};
                     for (int k = std::max(0, first); k < first + count && k < set->size(); ++k) {
                         if (stop.stop_requested())
                             return;
                         page.images.push_back(set->image(k));
                     }
                     parts->outbox.send(std::move(page));
                 });
    return job;
}

JobId Session::openModel(const std::string& path)
{
    const JobId job = parts_->nextJob();
    parts_->post(parts_->files, job, "open model", parts_->modelTickets.next(),
                 [parts = parts_.get(), path, job](std::stop_token stop) {
                     const auto model = parts->models.open(path, stop);
                     ModelOpened opened = describeModel(path, *model);
                     opened.job = job;
                     if (!stop.stop_requested())
                         parts->outbox.send(std::move(opened));
                 });
    return job;
}

// Exports never overtake each other: somebody wants each of the files.
JobId Session::exportImages(const ExportRequest& request)
{
    const JobId job = parts_->nextJob();
    parts_->post(parts_->files, job, "export", std::stop_source(),
                 [parts = parts_.get(), request, job](std::stop_token) {
                     Exported exported{job, {}};
                     const auto files =
                         exportFormat(request.format)
                             .write({request.frames, request.recipe, request.original}, request.target, request.params);
                     for (const auto& file : files)
                         exported.files.push_back(file.string());
                     parts->outbox.send(std::move(exported));
                 });
    return job;
}

JobId Session::save(const SaveRequest& request)
{
    const JobId job = parts_->nextJob();
    parts_->post(parts_->files, job, "export", std::stop_source(),
                 [parts = parts_.get(), request, job](std::stop_token) {
                     saveText(request.target, request.bytes());
                     parts->outbox.send(Exported{job, {request.target}});
                 });
    return job;
}

JobId Session::readRecipe(const std::string& path)
{
    const JobId job = parts_->nextJob();
    parts_->post(parts_->files, job, "read recipe", parts_->recipeTickets.next(),
                 [parts = parts_.get(), path, job](std::stop_token stop) {
                     KeptRecipe kept = keptIn(path);
                     RecipeRead read{job, path, checkedRecipe(kept.recipe), std::move(kept.original)};
                     if (!stop.stop_requested())
                         parts->outbox.send(std::move(read));
                 });
    return job;
}

} // namespace diffuscope
