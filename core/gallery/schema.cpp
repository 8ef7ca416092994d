#include "core/gallery/schema.h"

#include <array>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

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
)",
                               // Recorded walks: when each was kept, and its file within the folder of walks.
                               R"(
CREATE TABLE films(
  walk INTEGER PRIMARY KEY,
  kept INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  file TEXT NOT NULL UNIQUE);
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

void refuseNewer(const Database& database, std::int64_t version)
{
    if (version > kGalleryVersion)
        throw Error("A newer version of Diffuscope has written this gallery", database.file().string(),
                    "Update Diffuscope. The gallery was left as it is.");
}

// What a database says of itself, all of one moment: another program may be making it, or bringing it up to date.
std::int64_t versionOf(Database& database)
{
    const Transaction moment(database, Transaction::Kind::Read);
    const std::int64_t version = database.whole("PRAGMA user_version");
    const std::int64_t application = database.whole("PRAGMA application_id");
    const bool empty = database.whole("SELECT COUNT(*) FROM sqlite_schema") == 0;
    if (!empty && (application != kApplication || version < 1))
        throw DamagedDatabase("This is not a gallery's database", database.file().string());
    refuseNewer(database, version);
    return version;
}

// Of several programs that do this at once SQLite lets one, and has the others fail at once instead of waiting.
void keepALog(Database& database)
{
    using namespace std::chrono;
    const auto patience = steady_clock::now() + seconds(10);
    while (!database.tryRun("PRAGMA journal_mode = WAL")) {
        if (steady_clock::now() > patience)
            database.run("PRAGMA journal_mode = WAL"); // says why not
        std::this_thread::sleep_for(milliseconds(5));
    }
}

} // namespace

void prepareGallery(Database& database)
{
    const bool killed = leftByAKill(database);
    const std::int64_t version = versionOf(database);
    if (killed)
        requireWhole(database);
    keepALog(database);
    // Enough for a whole database after any crash; a picture whose row the disk has not got yet is found again.
    database.run("PRAGMA synchronous = NORMAL");
    if (version == kGalleryVersion)
        return;
    Transaction change(database);
    const std::int64_t now = database.whole("PRAGMA user_version"); // others were quicker, perhaps; from here on alone
    refuseNewer(database, now);
    for (std::int64_t from = now; from < kGalleryVersion; ++from)
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
