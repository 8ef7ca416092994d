// Gallery: what puts pictures in and takes them out.
#include "core/base/save_file.h"
#include "core/export/png_file.h"
#include "core/gallery/gallery_impl.h"
#include "core/gallery/schema.h"
#include "core/recipe/recipe.h"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <system_error>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

// Files that are there until the database knows them.
class NewFiles {
public:
    explicit NewFiles(fs::path folder) : folder_(std::move(folder)) {}
    ~NewFiles()
    {
        std::error_code ignored; // one that stays is taken in when the gallery is opened next
        for (const fs::path& file : written_)
            fs::remove(file, ignored);
    }
    NewFiles(const NewFiles&) = delete;
    NewFiles& operator=(const NewFiles&) = delete;

    void write(const std::string& name, const std::string& bytes)
    {
        names_.push_back(folder_ / name);
        files_.emplace_back(names_.back());
        files_.back().write(bytes);
        files_.back().seal();
    }
    void commit()
    {
        for (std::size_t k = 0; k < files_.size(); ++k) {
            files_[k].commit();
            written_.push_back(names_[k]);
        }
    }
    void keep() { written_.clear(); }

private:
    fs::path folder_;
    std::vector<fs::path> names_, written_;
    std::deque<SaveFile> files_;
};

} // namespace

GalleryId Gallery::Impl::insertWalk(const SamplingRecipe& recipe, const KeptWalk& facts, std::int64_t made,
                                    GalleryId job, GalleryId number)
{
    SamplingRecipe whole = recipe; // of all its pictures
    whole.picture.reset(), whole.step.reset(), whole.shownClass.reset();
    whole.shownClassName.clear();
    Statement insert(*database, "INSERT INTO walks(job, made, model, weights, sampler, steps, guidance, count, seconds,"
                                " calls, recipe, id) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, job).bind(2, made).bind(3, recipe.modelName).bind(4, recipe.weightsHash).bind(5, recipe.sampler);
    insert.bind(6, recipe.steps).bind(7, recipe.guidanceScale).bind(8, recipe.count).bind(9, facts.seconds);
    insert.bind(10, facts.networkCalls).bind(11, toJson(whole, RecipePaths::All));
    if (number != 0)
        insert.bind(12, number);
    insert.run();
    const GalleryId id = database->lastRow();
    if (job == 0) // the first of its job, which has its number
        Statement(*database, "UPDATE walks SET job = id WHERE id = ?").bind(1, id).run();
    return id;
}

void Gallery::Impl::insertPicture(const PictureName& name, const std::string& file, const SamplingRecipe& shown,
                                  const Image& image, std::size_t fileBytes)
{
    const std::string thumbnail = thumbnailOf(image);
    const int picture = shown.picture.value_or(0);
    Statement insert(*database, "INSERT INTO pictures(id, walk, job, made, picture, seed, class, class_name, width,"
                                " height, channels, bytes, file) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, name.id).bind(2, name.walk).bind(3, name.job).bind(4, name.made).bind(5, picture);
    if (const auto seed = seedOfPicture(shown, picture))
        insert.bind(6, seedColumn(*seed));
    if (shown.shownClass)
        insert.bind(7, *shown.shownClass);
    insert.bind(8, shown.shownClassName).bind(9, image.width).bind(10, image.height).bind(11, image.channels);
    insert.bind(12, std::int64_t(fileBytes + thumbnail.size())).bind(13, file).run();
    Statement(*database, "INSERT INTO thumbnails(picture, png) VALUES(?, ?)")
        .bind(1, name.id)
        .bindBytes(2, thumbnail)
        .run();
    Statement(*database, "INSERT INTO words(rowid, model, class, sampler, note) VALUES(?, ?, ?, ?, '')")
        .bind(1, name.id)
        .bind(2, shown.modelName)
        .bind(3, shown.shownClassName)
        .bind(4, shown.sampler)
        .run();
}

void Gallery::Impl::keepBatch(const KeptWalk& walk, std::size_t first, std::size_t count, std::int64_t made,
                              GalleryId& job, GalleryId& walkId, std::vector<GalleryId>& ids)
{
    NewFiles files(pictures);
    Transaction transaction(*database); // first: it makes the numbers ours
    const bool newWalk = walkId == 0;
    const GalleryId thisWalk = newWalk ? insertWalk(walk.recipe, walk, made, job) : walkId;
    const GalleryId thisJob = job == 0 ? thisWalk : job;
    GalleryId next = database->whole("SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'pictures'), 0)");
    std::vector<GalleryId> kept;
    for (std::size_t k = first; k < first + count; ++k) {
        const int shownClass = k < walk.classes.size() ? walk.classes[k] : -1;
        const bool named = shownClass >= 0 && std::size_t(shownClass) < walk.classNames.size();
        const SamplingRecipe shown =
            recipeOfPicture(walk.recipe, int(k), shownClass < 0 ? std::nullopt : std::optional(shownClass),
                            named ? walk.classNames[std::size_t(shownClass)] : std::string());
        const PictureName name{++next, thisWalk, thisJob, made};
        const std::string png = pngBytes(walk.images[k], {toJson(shown, RecipePaths::All), {}, {}, {}});
        files.write(name.file(), png);
        insertPicture(name, name.file(), shown, walk.images[k], png.size());
        kept.push_back(name.id);
    }
    files.commit();
    transaction.commit();
    files.keep();
    walkId = thisWalk;
    job = thisJob;
    ids.insert(ids.end(), kept.begin(), kept.end());
}

void Gallery::Impl::setNote(GalleryId id, const std::string& note)
{
    Statement(*database, "UPDATE pictures SET note = ? WHERE id = ?").bind(1, note).bind(2, id).run();
    Statement(*database, "UPDATE words SET note = ? WHERE rowid = ?").bind(1, note).bind(2, id).run();
}

// The file goes first: a row that is left without one is known to be deleted, a file without a row would be taken for a
// new picture.
void Gallery::Impl::remove(const std::vector<GalleryId>& ids)
{
    if (ids.empty())
        return;
    Transaction transaction(*database);
    Statement file(*database, "SELECT file FROM pictures WHERE id = ?");
    Statement mark(*database, "UPDATE pictures SET deleted = 1 WHERE id = ?");
    for (const GalleryId id : ids)
        mark.bind(1, id).run();
    transaction.commit();
    Transaction removal(*database);
    for (const GalleryId id : ids)
        if (file.bind(1, id).step()) {
            std::error_code gone;
            fs::remove(pictures / file.text(0), gone);
            file.reset();
        }
    for (const char* sql : {"DELETE FROM words WHERE rowid = ?", "DELETE FROM thumbnails WHERE picture = ?",
                            "DELETE FROM pictures WHERE id = ?"}) {
        Statement statement(*database, sql);
        for (const GalleryId id : ids)
            statement.bind(1, id).run();
    }
    database->run("DELETE FROM walks WHERE NOT EXISTS (SELECT 1 FROM pictures WHERE pictures.walk = walks.id)");
    dropOrphanWalks();
    removal.commit();
    for (const GalleryId id : ids)
        deleted.erase(id);
}

GalleryChange Gallery::Impl::possible(GalleryChange wanted)
{
    Statement row(*database, "SELECT favourite FROM pictures WHERE id = ?");
    bool all = true;
    std::erase_if(wanted.ids, [&](GalleryId id) {
        if (!row.bind(1, id).step())
            return true;
        all = all && row.whole(0) != 0;
        row.reset();
        return false;
    });
    if (wanted.star)
        wanted.favourite = !all;
    wanted.star = false;
    return wanted;
}

int Gallery::prune(std::uint64_t limit)
{
    return impl_->whole([&] {
        std::uint64_t total = totals().bytes;
        std::vector<GalleryId> going;
        Statement oldest(*impl_->database, "SELECT id, bytes FROM pictures WHERE favourite = 0 AND deleted = 0"
                                           " ORDER BY job, id");
        while (total > limit && oldest.step()) {
            going.push_back(oldest.whole(0));
            total -= std::min(total, std::uint64_t(oldest.whole(1)));
        }
        oldest.reset();
        impl_->remove(going);
        return int(going.size());
    });
}

} // namespace diffuscope
