#include "core/gallery/schema.h"

#include <array>
#include <filesystem>
#include <string>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kApplication = 0x64696666; // "diff", so that another program's database is none of ours

// From each version to the next. Times are in milliseconds since 1970. What is long stands last: it lies on pages of
// its own, which nobody reads who does not ask for it. Numbers of pictures and walks are never given twice
// (AUTOINCREMENT): a window may still show one that has gone.
constexpr std::array kSteps = {R"(
CREATE TABLE walks(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job INTEGER NOT NULL,
  made INTEGER NOT NULL,
  model TEXT NOT NULL,
  weights TEXT NOT NULL,
  sampler TEXT NOT NULL,
  steps INTEGER NOT NULL,
  guidance REAL NOT NULL,
  count INTEGER NOT NULL,
  seconds REAL NOT NULL,
  calls INTEGER NOT NULL,
  recipe TEXT NOT NULL);
CREATE TABLE pictures(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  walk INTEGER NOT NULL REFERENCES walks(id),
  job INTEGER NOT NULL,
  made INTEGER NOT NULL,
  picture INTEGER NOT NULL,
  seed INTEGER,
  class INTEGER,
  class_name TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  channels INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  favourite INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0,
  file TEXT NOT NULL UNIQUE,
  note TEXT NOT NULL DEFAULT '');
CREATE INDEX in_order ON pictures(job DESC, id, made) WHERE deleted = 0;
CREATE INDEX sizes ON pictures(bytes, favourite, deleted);
CREATE INDEX classes ON pictures(class_name, class);
CREATE INDEX of_walk ON pictures(walk);
CREATE TABLE thumbnails(picture INTEGER PRIMARY KEY, png BLOB NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(model, class, sampler, note, prefix = '1 2 3');
)"};
static_assert(kSteps.size() == kGalleryVersion);

bool leftByAKill(const Database& database)
{
    fs::path log = database.file();
    log += "-wal"; // whoever closes a database removes it
    std::error_code none;
    const auto size = fs::file_size(log, none);
    return !none && size > 0;
}

void requireWhole(Database& database)
{
    Statement check(database, "PRAGMA quick_check(1)");
    const std::string said = check.step() ? check.text(0) : std::string();
    if (said != "ok")
        throw DamagedDatabase("The gallery's database is damaged", {"%1: %2", {database.file().string(), said}});
}

std::string applicationStatement() { return "PRAGMA application_id = " + std::to_string(kApplication); }

} // namespace

void prepareGallery(Database& database)
{
    const bool killed = leftByAKill(database);
    const std::int64_t version = database.whole("PRAGMA user_version");
    const std::int64_t application = database.whole("PRAGMA application_id");
    const bool empty = database.whole("SELECT COUNT(*) FROM sqlite_schema") == 0;
    if (!empty && (application != kApplication || version < 1))
        throw DamagedDatabase("This is not a gallery's database", database.file().string());
    if (version > kGalleryVersion)
        throw Error("A newer version of Diffuscope has written this gallery", database.file().string(),
                    "Update Diffuscope. The gallery was left as it is.");
    if (killed)
        requireWhole(database);
    database.run("PRAGMA journal_mode = WAL");
    // Enough for a whole database after any crash; a picture whose row the disk has not got yet is found again.
    database.run("PRAGMA synchronous = NORMAL");
    if (version == kGalleryVersion)
        return;
    Transaction change(database);
    for (std::int64_t from = database.whole("PRAGMA user_version"); from < kGalleryVersion; ++from) // again: now alone
        database.run(kSteps[std::size_t(from)]);
    database.run(applicationStatement().c_str());
    database.run(("PRAGMA user_version = " + std::to_string(kGalleryVersion)).c_str());
    change.commit();
}

namespace {
constexpr std::uint64_t kSign = std::uint64_t(1) << 63;
}

std::int64_t seedColumn(std::uint64_t seed) { return std::int64_t(seed ^ kSign); }
std::uint64_t seedIn(std::int64_t column) { return std::uint64_t(column) ^ kSign; }

} // namespace diffuscope
