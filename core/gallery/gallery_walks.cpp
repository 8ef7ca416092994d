// Gallery: the recorded walks that are kept with its pictures.
#include "core/base/save_file.h"
#include "core/gallery/gallery_impl.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <system_error>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr auto kLeftOver = std::chrono::hours(1); // a file half written that nobody has touched for so long
// Of films f: a picture of it is shown, one is a favourite.
constexpr const char* kShown = " EXISTS (SELECT 1 FROM pictures p WHERE p.walk = f.walk AND p.deleted = 0)";
constexpr const char* kStarred =
    " EXISTS (SELECT 1 FROM pictures p WHERE p.walk = f.walk AND p.deleted = 0 AND p.favourite = 1)";

struct WalkName {
    long long walk = 0, made = 0;
};

// "w77-1795999812345.walk": the numbers that the names of its pictures have, too.
std::string walkName(const WalkName& walk)
{
    return "w" + std::to_string(walk.walk) + "-" + std::to_string(walk.made) + ".walk";
}

std::optional<WalkName> walkNamed(const std::string& name)
{
    WalkName walk;
    int length = 0;
    if (std::sscanf(name.c_str(), "w%lld-%lld.walk%n", &walk.walk, &walk.made, &length) != 2 || length <= 0 ||
        std::size_t(length) != name.size())
        return std::nullopt;
    return walk;
}

[[noreturn]] void refuseGone(GalleryId picture)
{
    throw Error("The picture is no longer in the gallery", std::to_string(picture), "A walk is kept with its picture.");
}

void removeFile(const fs::path& file)
{
    std::error_code gone; // one that stays is looked at when the gallery is opened next
    fs::remove(file, gone);
}

} // namespace

fs::path Gallery::walkTarget(GalleryId picture)
{
    return impl_->whole([&] {
        Statement row(*impl_->database, "SELECT file FROM pictures WHERE id = ? AND deleted = 0");
        if (!row.bind(1, picture).step())
            refuseGone(picture);
        // As the file says, whatever numbers a database that was made anew has given.
        const auto name = pictureNamed(fs::path(row.text(0)).filename().string());
        if (!name)
            refuseGone(picture);
        return impl_->walks / walkName({name->walk, name->made});
    });
}

int Gallery::keepWalk(GalleryId picture, SaveFile& written, std::uint64_t bytes, std::uint64_t limit, std::int64_t kept)
{
    const std::string file = walkTarget(picture).filename().string();
    return impl_->whole([&] {
        Transaction transaction(*impl_->database);
        GalleryId walk = 0;
        {
            Statement walkOf(*impl_->database, "SELECT walk FROM pictures WHERE id = ? AND deleted = 0");
            if (!walkOf.bind(1, picture).step())
                refuseGone(picture);
            walk = walkOf.whole(0);
        }
        Statement(*impl_->database, "INSERT OR REPLACE INTO films(walk, kept, bytes, file) VALUES(?, ?, ?, ?)")
            .bind(1, walk)
            .bind(2, kept)
            .bind(3, std::int64_t(bytes))
            .bind(4, file)
            .run();
        const std::string others = " AND NOT" + std::string(kStarred) + " AND f.walk <> " + std::to_string(walk);
        if (limit > 0 && !impl_->hasRoomFor(walk, limit))
            throw Error("There is no room for another walk",
                        {"%1 MB are needed; the limit is %2 MB, and walks of favourites are never removed",
                         {std::to_string(bytes / 1'000'000 + 1), std::to_string(limit / 1'000'000)}},
                        "Raise the limit in the gallery, or remove walks there.");
        written.commit();
        const int removed = limit > 0 ? impl_->dropWalks(others, limit) : 0;
        transaction.commit(); // where this fails the file is taken in when the gallery is opened next
        return removed;
    });
}

fs::path Gallery::walkFile(GalleryId picture)
{
    return impl_->whole([&] {
        Statement row(*impl_->database, "SELECT f.file FROM films f JOIN pictures p ON p.walk = f.walk WHERE p.id = ?");
        if (!row.bind(1, picture).step())
            throw Error("No walk is kept with this picture", std::to_string(picture),
                        "It was removed, or never kept. It can be drawn again from its recipe.");
        return impl_->walks / row.text(0);
    });
}

int Gallery::pruneWalks(std::uint64_t limit)
{
    return impl_->whole([&] {
        Transaction transaction(*impl_->database);
        const int removed = impl_->dropWalks(" AND NOT" + std::string(kStarred), limit);
        transaction.commit();
        return removed;
    });
}

std::uint64_t Gallery::Impl::walkBytes()
{
    const std::string sum = "SELECT COALESCE(SUM(f.bytes), 0) FROM films f WHERE" + std::string(kShown);
    return std::uint64_t(database->whole(sum.c_str()));
}

// Beside those that nothing removes.
bool Gallery::Impl::hasRoomFor(GalleryId walk, std::uint64_t limit)
{
    const std::string sum = "SELECT COALESCE(SUM(f.bytes), 0) FROM films f WHERE f.walk = " + std::to_string(walk) +
                            " OR" + std::string(kStarred);
    return std::uint64_t(database->whole(sum.c_str())) <= limit;
}

// Within a transaction; the files go at once: where it is rolled back, or they stay, opening the gallery puts it right.
int Gallery::Impl::dropWalks(const std::string& which, std::uint64_t leave)
{
    std::uint64_t total = walkBytes();
    std::vector<std::pair<GalleryId, std::string>> going;
    Statement oldest(*database, "SELECT f.walk, f.file, f.bytes FROM films f WHERE" + std::string(kShown) + which +
                                    " ORDER BY f.kept, f.walk");
    while (total > leave && oldest.step()) {
        going.emplace_back(oldest.whole(0), oldest.text(1));
        total -= std::min(total, std::uint64_t(oldest.whole(2)));
    }
    oldest.reset();
    Statement drop(*database, "DELETE FROM films WHERE walk = ?");
    for (const auto& [walk, file] : going) {
        drop.bind(1, walk).run();
        removeFile(walks / file);
    }
    return int(going.size());
}

void Gallery::Impl::dropOrphanWalks()
{
    std::vector<std::string> files;
    Statement orphans(*database, "SELECT file FROM films WHERE walk NOT IN (SELECT id FROM walks)");
    while (orphans.step())
        files.push_back(orphans.text(0));
    for (const std::string& file : files)
        removeFile(walks / file);
    if (!files.empty())
        database->run("DELETE FROM films WHERE walk NOT IN (SELECT id FROM walks)");
}

void Gallery::Impl::forgetWalks(const std::vector<GalleryId>& ids)
{
    Statement film(*database, "SELECT f.walk, f.file FROM films f JOIN pictures p ON p.walk = f.walk WHERE p.id = ?");
    Statement drop(*database, "DELETE FROM films WHERE walk = ?");
    for (const GalleryId id : ids)
        if (film.bind(1, id).step()) {
            const GalleryId walk = film.whole(0);
            const std::string file = film.text(1);
            film.reset();
            drop.bind(1, walk).run();
            removeFile(walks / file);
        }
}

// A file that has no row yet: whose walk it is tell the names of its pictures. Of pictures that are gone it goes, too.
void Gallery::Impl::takeInWalk(const fs::path& file)
{
    const std::string name = file.filename().string();
    const auto walk = walkNamed(name);
    std::error_code unknown;
    if (!walk) {
        const auto touched = fs::last_write_time(file, unknown);
        if (!unknown && name.ends_with(".part") && fs::file_time_type::clock::now() - touched > kLeftOver)
            removeFile(file);
        return;
    }
    if (Statement(*database, "SELECT 1 FROM films WHERE file = ?").bind(1, name).step())
        return;
    Statement owner(*database, "SELECT walk FROM pictures WHERE file LIKE ? LIMIT 1");
    const std::string like = "%-w" + std::to_string(walk->walk) + "-j%-" + std::to_string(walk->made) + ".png";
    if (!owner.bind(1, like).step())
        return removeFile(file);
    const auto bytes = fs::file_size(file, unknown);
    Statement(*database, "INSERT OR IGNORE INTO films(walk, kept, bytes, file) VALUES(?, ?, ?, ?)")
        .bind(1, owner.whole(0))
        .bind(2, std::int64_t(walk->made))
        .bind(3, unknown ? 0 : std::int64_t(bytes))
        .bind(4, name)
        .run();
}

// What a program that was killed, or a database that was made anew, has left.
void Gallery::Impl::takeInWalks()
{
    std::error_code none;
    if (!fs::exists(walks, none))
        return;
    Transaction transaction(*database); // whoever is just keeping one has done so then
    for (const auto& entry : fs::directory_iterator(walks, none))
        takeInWalk(entry.path());
    std::vector<std::string> lost;
    Statement all(*database, "SELECT file FROM films");
    while (all.step())
        if (std::error_code unknown; !fs::exists(walks / all.text(0), unknown) && !unknown)
            lost.push_back(all.text(0));
    Statement drop(*database, "DELETE FROM films WHERE file = ?");
    for (const std::string& file : lost)
        drop.bind(1, file).run();
    transaction.commit();
}

} // namespace diffuscope
