// What is generated is kept, and what clients ask of it.
#include "core/base/user_folders.h"
#include "core/gallery/gallery_export.h"
#include "core/session/gallery_keeper.h"
#include "core/session/marks.h"
#include "core/session/session_impl.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace diffuscope {
namespace {

std::int64_t now()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace

GalleryKeeper::GalleryKeeper() = default;
GalleryKeeper::~GalleryKeeper() = default;

void GalleryKeeper::set(GallerySettings settings)
{
    std::lock_guard lock(mutex_);
    settings_ = std::move(settings);
}

GallerySettings GalleryKeeper::settings() const
{
    std::lock_guard lock(mutex_);
    return settings_;
}

Gallery& GalleryKeeper::gallery()
{
    const std::string asked = settings().folder;
    const std::string folder = asked.empty() ? userGalleryFolder().string() : asked;
    if (!gallery_ || opened_ != folder) {
        gallery_.reset();
        gallery_ = std::make_unique<Gallery>(folder);
        opened_ = folder;
    }
    return *gallery_;
}

void Session::Impl::onGallery(JobId job, std::stop_source ticket, std::function<void(Gallery&, std::stop_token)> work)
{
    post(gallery, job, Task::Gallery, ticket, [this, work = std::move(work)](std::stop_token stop) {
        Gallery& opened = keeper.gallery();
        work(opened, stop);
        if (auto mended = opened.takeMended())
            sink.send(*mended);
    });
}

void Session::Impl::keep(std::vector<KeptWalk> kept)
{
    if (kept.empty() || !keeper.settings().keep)
        return;
    const auto work = [this, kept = std::move(kept)](std::stop_token) {
        Gallery& opened = keeper.gallery();
        const std::vector<GalleryId> ids = opened.add(kept, now());
        GalleryChanged changed;
        const std::uint64_t limit = keeper.settings().limit;
        changed.pruned = limit > 0 ? opened.prune(limit) : 0;
        changed.kept = opened.entries(ids, true);
        changed.totals = opened.totals();
        changed.totals.limit = limit;
        if (auto mended = opened.takeMended())
            sink.send(*mended);
        sink.send(std::move(changed));
    };
    gallery.post(work, [this](const Error& error) { sink.send(Failed{0, Task::KeepPictures, error}); });
}

void Session::keepInGallery(const GallerySettings& settings)
{
    const std::uint64_t before = impl_->keeper.settings().limit;
    impl_->keeper.set(settings);
    if (!settings.keep || settings.limit == before || settings.limit == 0)
        return;
    impl_->onGallery(0, std::stop_source(), [parts = impl_.get(), settings](Gallery& gallery, std::stop_token) {
        GalleryChanged changed;
        changed.pruned = gallery.prune(settings.limit);
        changed.totals = gallery.totals();
        changed.totals.limit = settings.limit;
        parts->sink.send(std::move(changed));
    });
}

JobId Session::listGallery(const GalleryQuery& query, int firstPage)
{
    const JobId job = impl_->nextJob();
    impl_->onGallery(job, impl_->galleryLists.next(),
                     [parts = impl_.get(), query, firstPage, job](Gallery& gallery, std::stop_token) {
                         GalleryListed listed = gallery.list(query);
                         listed.job = job;
                         listed.totals.limit = parts->keeper.settings().limit;
                         const auto first = listed.ids.begin();
                         const auto count = std::min(listed.ids.size(), std::size_t(std::max(0, firstPage)));
                         listed.entries = gallery.entries({first, first + std::ptrdiff_t(count)}, true);
                         parts->sink.send(std::move(listed));
                     });
    return job;
}

JobId Session::readGallery(const std::vector<GalleryId>& ids)
{
    const JobId job = impl_->nextJob();
    impl_->onGallery(job, std::stop_source(), [parts = impl_.get(), ids, job](Gallery& gallery, std::stop_token) {
        parts->sink.send(GalleryEntries{job, gallery.entries(ids, true)});
    });
    return job;
}

JobId Session::showInGallery(GalleryId id, int asker)
{
    const JobId job = impl_->nextJob();
    impl_->onGallery(job, impl_->galleryPictures[asker].next(),
                     [parts = impl_.get(), id, job](Gallery& gallery, std::stop_token) {
                         GalleryPicture picture = gallery.picture(id);
                         picture.job = job;
                         parts->sink.send(std::move(picture));
                     });
    return job;
}

JobId Session::changeGallery(const GalleryChange& change)
{
    const JobId job = impl_->nextJob();
    impl_->onGallery(job, std::stop_source(), [parts = impl_.get(), change, job](Gallery& gallery, std::stop_token) {
        gallery.change(change);
        GalleryChanged changed{job, change, {}, 0, gallery.totals()};
        changed.totals.limit = parts->keeper.settings().limit;
        parts->sink.send(std::move(changed));
    });
    return job;
}

JobId Session::exportFromGallery(const GalleryExport& request)
{
    const JobId job = impl_->nextJob();
    impl_->write(impl_->gallery, {job, request.target, request.format},
                 [parts = impl_.get(), request, job](const std::stop_token& stop) {
                     std::vector<std::string> files;
                     for (const auto& file :
                          exportFrom(parts->keeper.gallery(), request, marksOf, parts->exportReporter(job), stop))
                         files.push_back(file.string());
                     return files;
                 });
    return job;
}

} // namespace diffuscope
