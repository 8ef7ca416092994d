#include "core/gallery/gallery.h"

#include "core/base/worker.h"
#include "core/gallery/gallery_impl.h"

#include <utility>

namespace diffuscope {

SamplingRecipe recipeOfPicture(SamplingRecipe walk, int picture, std::optional<int> shownClass, std::string className)
{
    walk.picture = picture;
    walk.step = 0;
    walk.shownClass = shownClass;
    walk.shownClassName = std::move(className);
    return walk;
}

Gallery::Gallery(const std::filesystem::path& folder) : impl_(std::make_unique<Impl>(folder)) { impl_->open(); }

Gallery::~Gallery()
{
    (void)attempt([this] { impl_->remove({impl_->deleted.begin(), impl_->deleted.end()}); });
}

std::vector<GalleryId> Gallery::add(const std::vector<KeptWalk>& job, std::int64_t made)
{
    constexpr std::size_t kBatch = 64; // pictures: others wait no longer than these take to write
    std::vector<GalleryId> ids;
    GalleryId jobId = 0;
    for (const KeptWalk& walk : job) {
        GalleryId walkId = 0;
        for (std::size_t first = 0; first < walk.images.size(); first += kBatch) {
            const std::size_t count = std::min(kBatch, walk.images.size() - first);
            impl_->whole([&] { impl_->keepBatch(walk, first, count, made, jobId, walkId, ids); });
        }
    }
    return ids;
}

GalleryChange Gallery::change(const GalleryChange& wanted)
{
    GalleryChange change;
    impl_->whole([&] {
        Transaction transaction(*impl_->database);
        change = impl_->possible(wanted);
        const auto set = [&](const char* sql, std::int64_t value) {
            Statement update(*impl_->database, sql);
            for (const GalleryId id : change.ids)
                update.bind(1, value).bind(2, id).run();
        };
        if (change.favourite)
            set("UPDATE pictures SET favourite = ?1 WHERE id = ?2", *change.favourite ? 1 : 0);
        if (change.note)
            for (const GalleryId id : change.ids)
                impl_->setNote(id, *change.note);
        if (change.deleted)
            set("UPDATE pictures SET deleted = ?1 WHERE id = ?2",
                *change.deleted ? impl_->database->whole("SELECT unixepoch()") : 0);
        if (change.forgetWalk)
            impl_->forgetWalks(change.ids);
        transaction.commit();
    });
    if (change.deleted == true)
        impl_->deleted.insert(change.ids.begin(), change.ids.end());
    else if (change.deleted == false)
        std::erase_if(impl_->deleted, [back = std::set<GalleryId>(change.ids.begin(), change.ids.end())](GalleryId id) {
            return back.contains(id);
        });
    return change;
}

std::optional<GalleryMended> Gallery::takeMended() { return std::exchange(impl_->mended, std::nullopt); }

} // namespace diffuscope
