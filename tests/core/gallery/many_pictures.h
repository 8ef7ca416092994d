#pragma once
#include "tests/core/gallery/kept_walks.h"

#include <sqlite3.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace diffuscope {

inline void runSql(const std::filesystem::path& database, const std::string& sql)
{
    sqlite3* handle = nullptr;
    char* problem = nullptr;
    sqlite3_open(database.c_str(), &handle);
    const int code = sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &problem);
    sqlite3_close(handle);
    if (code != SQLITE_OK)
        throw std::runtime_error(problem ? problem : "SQLite");
}

// A gallery of 50,000 pictures in 3,125 jobs. All but the first have the first one's thumbnail, and no file.
inline constexpr int kMany = 50'000;
inline void makeManyPictures(const std::filesystem::path& folder)
{
    Gallery(folder).add({keptWalk(1, 1)}, 1000);
    runSql(folder / "gallery.db", R"(
        PRAGMA synchronous = OFF;
        BEGIN;
        WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 3125)
          INSERT INTO walks SELECT i, i, 1000 + i, model, weights, sampler, 10 + i % 7, i % 5, 16, seconds, calls, recipe
          FROM walks, n WHERE walks.id = 1;
        WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
          INSERT INTO pictures SELECT i, 1 + (i - 1) / 16, 1 + (i - 1) / 16, 1000 + i / 16, i % 16, seed + i, i % 10,
          'class' || (i % 10), width, height, channels, bytes, i % 50 = 0, 0, i || '.png', ''
          FROM pictures, n WHERE pictures.id = 1;
        INSERT INTO thumbnails SELECT p.id, t.png FROM pictures p, thumbnails t WHERE t.picture = 1 AND p.id > 1;
        INSERT INTO words(rowid, model, class, sampler, note) SELECT id, 'Starter digits', class_name, 'ddim', ''
          FROM pictures WHERE id > 1;
        COMMIT;)");
}

} // namespace diffuscope
