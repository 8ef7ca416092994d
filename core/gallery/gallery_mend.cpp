// Gallery: opening, and what is done where its database is damaged, missing or behind its pictures.
#include "core/base/save_file.h"
#include "core/base/worker.h"
#include "core/export/recipe_reader.h"
#include "core/gallery/gallery_impl.h"
#include "core/gallery/schema.h"
#include "core/recipe/recipe.h"

#include <ctime>
#include <filesystem>
#include <system_error>
#include <utility>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLogs[] = {"-wal", "-shm"}; // beside a database that is open, or was when its program was killed

fs::path beside(const fs::path& database, const char* ending)
{
    fs::path file = database;
    file += ending;
    return file;
}

// "gallery-damaged-20261130-112403.db", with a number where there is one.
fs::path damagedName(const fs::path& folder)
{
    const std::time_t now = std::time(nullptr);
    std::tm day{};
    localtime_r(&now, &day);
    char stamp[32];
    std::strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &day);
    std::error_code unknown;
    fs::path name = folder / (std::string("gallery-damaged-") + stamp + ".db");
    for (int k = 2; fs::exists(name, unknown); ++k)
        name = folder / (std::string("gallery-damaged-") + stamp + "-" + std::to_string(k) + ".db");
    return name;
}

std::optional<SamplingRecipe> recipeIn(const fs::path& file)
{
    std::optional<SamplingRecipe> recipe;
    (void)attempt([&] {
        const ReadRecipe read = readRecipe(keptIn(file).recipe);
        if (const auto* sampling = read.recipe ? std::get_if<SamplingRecipe>(&*read.recipe) : nullptr)
            recipe = *sampling;
    });
    return recipe;
}

} // namespace

void Gallery::Impl::open()
{
    std::error_code problem;
    fs::create_directories(pictures, problem);
    if (problem)
        throw FileError("Cannot make the gallery", pictures, problem.value(),
                        "Check that you may write to this folder.");
    const fs::path file = folder / "gallery.db";
    std::error_code unknown;
    const bool missing = !fs::exists(file, unknown);
    try {
        database = std::make_unique<Database>(file);
        prepareGallery(*database);
    } catch (const DamagedDatabase&) {
        return mend();
    }
    whole([&] {
        // What a session before this one has deleted and had no time to remove. A day later, so that another that is
        // running can still put it back.
        std::vector<GalleryId> gone;
        Statement old(*database, "SELECT id FROM pictures WHERE deleted > 0 AND deleted < unixepoch() - 86400");
        while (old.step())
            gone.push_back(old.whole(0));
        remove(gone);
    });
    const int found = whole([&] { return takeIn(database->whole("SELECT COALESCE(MAX(id), 0) FROM pictures")); });
    whole([&] { takeInWalks(); });
    if (missing && found > 0)
        mended = GalleryMended{{}, found};
}

void Gallery::Impl::mend()
{
    GalleryMended result;
    result.setAside = setAside();
    database = std::make_unique<Database>(folder / "gallery.db");
    prepareGallery(*database);
    result.pictures = takeIn(0);
    salvage(result.setAside);
    takeInWalks();
    mended = result;
}

std::string Gallery::Impl::setAside()
{
    const fs::path file = folder / "gallery.db", aside = damagedName(folder);
    database.reset();
    std::error_code problem;
    fs::rename(file, aside, problem);
    if (problem)
        throw FileError("The gallery's database is damaged and cannot be set aside", file, problem.value(),
                        "Check that you may write to this folder.");
    for (const char* log : kLogs)
        fs::rename(beside(file, log), beside(aside, log), problem);
    return aside.string();
}

// The walk that a picture's name speaks of may have no row, or one that another program has made meanwhile, under a
// number that was free again. Then it gets a new one, and so does its job.
struct Gallery::Impl::WalkNumbers {
    struct Key {
        GalleryId walk;
        std::int64_t made;
        auto operator<=>(const Key&) const = default;
    };
    struct Numbers {
        GalleryId walk, job;
    };
    Impl& gallery;
    std::map<Key, Numbers> walks = {};
    std::map<GalleryId, GalleryId> jobs = {}; // those with a new number

    Numbers of(const PictureName& name, const SamplingRecipe& recipe)
    {
        const Key key{name.walk, name.made};
        if (const auto known = walks.find(key); known != walks.end())
            return known->second;
        return walks[key] = found(name, recipe);
    }

private:
    Numbers found(const PictureName& name, const SamplingRecipe& recipe)
    {
        Statement row(*gallery.database, "SELECT made, job FROM walks WHERE id = ?");
        const bool used = row.bind(1, name.walk).step();
        if (used && row.whole(0) == name.made)
            return {name.walk, row.whole(1)};
        const auto moved = jobs.find(name.job);
        const GalleryId job = moved != jobs.end() ? moved->second : used ? 0 : name.job;
        const GalleryId walk = gallery.insertWalk(recipe, {}, name.made, job, used ? 0 : name.walk);
        if (job != 0)
            return {walk, job};
        jobs[name.job] = walk;
        return {walk, walk};
    }
};

// False: there is nothing that could be shown. It stays where it is.
bool Gallery::Impl::takeIn(const std::string& file, WalkNumbers& numbers)
{
    auto name = pictureNamed(fs::path(file).filename().string());
    const auto recipe = recipeIn(pictures / file);
    Image image;
    if (!name || !recipe || attempt([&] { image = pictureIn(pictures / file); }))
        return false;
    const WalkNumbers::Numbers walk = numbers.of(*name, *recipe);
    name->walk = walk.walk, name->job = walk.job;
    Statement used(*database, "SELECT 1 FROM pictures WHERE id = ?");
    if (used.bind(1, name->id).step())
        name->id = 1 + database->whole("SELECT seq FROM sqlite_sequence WHERE name = 'pictures'");
    std::error_code unknown;
    const auto bytes = fs::file_size(pictures / file, unknown);
    insertPicture(*name, file, *recipe, image, unknown ? 0 : std::size_t(bytes));
    return true;
}

int Gallery::Impl::takeIn(GalleryId from)
{
    constexpr int kBatch = 500;
    int taken = 0;
    WalkNumbers numbers{*this};
    auto transaction = std::make_unique<Transaction>(*database);
    for (const std::string& file : pictureFiles(pictures, from)) {
        if (Statement(*database, "SELECT 1 FROM pictures WHERE file = ?").bind(1, file).step() ||
            !takeIn(file, numbers))
            continue;
        if (++taken % kBatch != 0)
            continue;
        transaction->commit();
        transaction.reset();
        transaction = std::make_unique<Transaction>(*database);
    }
    transaction->commit();
    return taken;
}

// What can still be read of the damaged one. Of what cannot, only the marks are lost.
void Gallery::Impl::salvage(const std::string& damaged)
{
    struct Mark {
        std::string file, note;
        bool favourite, deleted;
    };
    std::vector<Mark> marks;
    (void)attempt([&] {
        Database old(damaged); // it may have a log to take in
        Statement rows(old, "SELECT file, note, favourite, deleted FROM pictures NOT INDEXED"
                            " WHERE favourite <> 0 OR deleted <> 0 OR note <> ''");
        while (rows.step())
            marks.push_back({rows.text(0), rows.text(1), rows.whole(2) != 0, rows.whole(3) != 0});
    });
    Transaction transaction(*database);
    Statement find(*database, "SELECT id FROM pictures WHERE file = ?");
    Statement set(*database, "UPDATE pictures SET favourite = ?, deleted = ? WHERE id = ?");
    for (const Mark& mark : marks)
        if (find.bind(1, mark.file).step()) {
            const GalleryId id = find.whole(0);
            find.reset();
            set.bind(1, mark.favourite ? 1 : 0).bind(2, mark.deleted ? 1 : 0).bind(3, id).run();
            setNote(id, mark.note);
        }
    transaction.commit();
}

} // namespace diffuscope
