// What is generated is kept, and what clients ask of it.
#include "core/base/save_file.h"
#include "core/base/user_folders.h"
#include "core/gallery/gallery_export.h"
#include "core/gallery/walk_file.h"
#include "core/recipe/unrepeatable.h"
#include "core/session/files/marks.h"
#include "core/session/gallery_keeper.h"
#include "core/session/session_impl.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
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

GalleryTotals Session::Impl::totalsOf(Gallery& opened) const
{
    GalleryTotals totals = opened.totals();
    const GallerySettings wanted = keeper.settings();
    totals.limit = wanted.limit;
    totals.walkLimit = wanted.walkLimit;
    return totals;
}

void Session::Impl::keep(std::vector<KeptWalk> kept, std::vector<JobId> drawnBy)
{
    if (kept.empty() || !keeper.settings().keep)
        return;
    const auto work = [this, kept = std::move(kept), drawnBy = std::move(drawnBy)](std::stop_token) {
        Gallery& opened = keeper.gallery();
        const std::vector<GalleryId> ids = opened.add(kept, now());
        GalleryChanged changed;
        for (std::size_t walk = 0, first = 0; walk < kept.size() && first < ids.size(); ++walk) {
            changed.walks.emplace_back(drawnBy[walk], ids[first]);
            first += kept[walk].images.size();
        }
        const std::uint64_t limit = keeper.settings().limit;
        changed.pruned = limit > 0 ? opened.prune(limit) : 0;
        changed.kept = opened.entries(ids, true);
        changed.totals = totalsOf(opened);
        if (auto mended = opened.takeMended())
            sink.send(*mended);
        sink.send(std::move(changed));
    };
    gallery.post(work, [this](const Error& error) { sink.send(Failed{0, Task::KeepPictures, error}); });
}

void Session::keepInGallery(const GallerySettings& settings)
{
    const GallerySettings before = impl_->keeper.settings();
    impl_->keeper.set(settings);
    const bool pictures = settings.limit != before.limit && settings.limit > 0;
    const bool walks = settings.walkLimit != before.walkLimit && settings.walkLimit > 0;
    if (!(settings.keep && pictures) && !walks) // walks are kept where somebody asks for it, whatever else is
        return;
    impl_->onGallery(0, std::stop_source(), [parts = impl_.get(), settings](Gallery& gallery, std::stop_token) {
        GalleryChanged changed;
        changed.pruned = settings.keep && settings.limit > 0 ? gallery.prune(settings.limit) : 0;
        changed.walksPruned = settings.walkLimit > 0 ? gallery.pruneWalks(settings.walkLimit) : 0;
        changed.totals = parts->totalsOf(gallery);
        parts->sink.send(std::move(changed));
    });
}

// In two steps on its own worker: what it is called, and, once it is whole on the disk, its row and its name.
void Session::Impl::writeWalk(GalleryId picture, const RecordedWalk& walk, JobId job)
{
    const std::uint64_t limit = keeper.settings().walkLimit, needed = bytesOf(walk);
    if (limit > 0 && needed > limit)
        throw Error(
            "This walk is larger than all walks together may be",
            {"%1 MB; the limit is %2 MB", {std::to_string(needed / 1'000'000 + 1), std::to_string(limit / 1'000'000)}},
            "Raise the limit in the gallery, or take fewer steps or pictures.");
    using Path = std::filesystem::path;
    const Path target = askGallery<Path>([picture](Gallery& opened) { return opened.walkTarget(picture); }).get();
    const auto file = std::make_shared<SaveFile>(target);
    std::uint64_t bytes = 0;
    diffuscope::writeWalk(walk, [&](std::string_view piece) {
        file->write(piece);
        bytes += piece.size();
    });
    file->seal();
    // Told from the gallery's worker, in the order of what it tells besides.
    askGallery<bool>([this, picture, file, bytes, limit, job](Gallery& opened) {
        GalleryChanged kept;
        kept.job = job;
        kept.walksPruned = opened.keepWalk(picture, *file, bytes, limit, now());
        kept.walkKept = picture;
        kept.totals = totalsOf(opened);
        sink.send(std::move(kept));
        return true;
    }).get();
}

JobId Session::keepWalk(GalleryId picture, const RecordedWalk& walk)
{
    const JobId job = impl_->nextJob();
    impl_->recorded.post(
        [parts = impl_.get(), picture, walk, job](std::stop_token) { parts->writeWalk(picture, walk, job); },
        [parts = impl_.get(), job](const Error& error) {
            parts->sink.send(Failed{job, Task::KeepWalk, error});
        });
    return job;
}

JobId Session::readWalk(GalleryId picture)
{
    const JobId job = impl_->nextJob();
    impl_->post(impl_->recorded, job, Task::Gallery, impl_->walkJobs.next(),
                [parts = impl_.get(), picture, job](std::stop_token stop) {
                    using Found = std::pair<GalleryEntry, std::filesystem::path>;
                    const Found found = parts
                                            ->askGallery<Found>([picture](Gallery& gallery) {
                                                return Found{gallery.picture(picture).entry, gallery.walkFile(picture)};
                                            })
                                            .get();
                    if (!stop.stop_requested())
                        parts->sink.send(GalleryWalk{job, found.first, diffuscope::readWalk(found.second)});
                });
    return job;
}

void Session::cancelWalk() { impl_->walkJobs.cancel(); }

JobId Session::listGallery(const GalleryQuery& query, int firstPage)
{
    const JobId job = impl_->nextJob();
    impl_->onGallery(job, impl_->galleryLists.next(),
                     [parts = impl_.get(), query, firstPage, job](Gallery& gallery, std::stop_token) {
                         GalleryListed listed = gallery.list(query);
                         listed.job = job;
                         listed.totals = parts->totalsOf(gallery);
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
                         if (const auto known = unrepeatable(picture.recipe))
                             picture.unrepeatable = known->reason;
                         parts->sink.send(std::move(picture));
                     });
    return job;
}

JobId Session::changeGallery(const GalleryChange& change)
{
    const JobId job = impl_->nextJob();
    impl_->onGallery(job, std::stop_source(), [parts = impl_.get(), change, job](Gallery& gallery, std::stop_token) {
        GalleryChanged changed;
        changed.job = job;
        changed.change = gallery.change(change);
        changed.totals = parts->totalsOf(gallery);
        parts->sink.send(std::move(changed));
    });
    return job;
}

JobId Session::exportFromGallery(const GalleryExport& request)
{
    const JobId job = impl_->nextJob();
    // What is needed of the gallery is asked for at once; writing waits for the exports before it, and holds up nobody
    // who looks at the gallery.
    const auto planned =
        impl_->askGallery<GalleryPlan>([request](Gallery& gallery) { return planExport(gallery, request); });
    impl_->write(impl_->writer, {job, request.target, request.format},
                 [parts = impl_.get(), planned, job](const std::stop_token& stop) {
                     const GalleryPlan plan = planned.get();
                     std::vector<std::string> files;
                     for (const auto& file : exportFrom(plan, marksOf, parts->exportReporter(job), stop))
                         files.push_back(file.string());
                     return files;
                 });
    return job;
}

} // namespace diffuscope
