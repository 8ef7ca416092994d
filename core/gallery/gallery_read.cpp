// Gallery: what is asked of it.
#include "core/gallery/gallery_impl.h"
#include "core/gallery/query_sql.h"
#include "core/gallery/schema.h"

#include "core/base/worker.h"
#include "core/recipe/recipe.h"

namespace diffuscope {
namespace {

using Order = GalleryQuery::Order;

// In the order that entryIn() reads them.
constexpr const char* kEntryColumns =
    "p.id, p.job, p.walk, p.made, p.file, p.width, p.height, p.channels, w.model, w.weights, w.sampler, w.steps,"
    " w.guidance, p.picture, w.count, p.seed, p.class, p.class_name, w.seconds, w.calls, p.favourite, p.note,"
    " COALESCE(f.bytes, 0)";
constexpr int kThumbnailColumn = 23;

std::string entrySql(bool thumbnails)
{
    return std::string("SELECT ") + kEntryColumns + (thumbnails ? ", t.png" : "") +
           " FROM pictures p JOIN walks w ON w.id = p.walk LEFT JOIN films f ON f.walk = p.walk" +
           (thumbnails ? " LEFT JOIN thumbnails t ON t.picture = p.id" : "");
}

GalleryEntry entryIn(const Statement& row, const std::filesystem::path& pictures, bool thumbnail)
{
    GalleryEntry entry;
    entry.id = row.whole(0);
    entry.job = row.whole(1);
    entry.walk = row.whole(2);
    entry.made = row.whole(3);
    entry.file = (pictures / row.text(4)).string();
    entry.width = int(row.whole(5));
    entry.height = int(row.whole(6));
    entry.channels = int(row.whole(7));
    entry.model = row.text(8);
    entry.weightsHash = row.text(9);
    entry.sampler = row.text(10);
    entry.steps = int(row.whole(11));
    entry.guidanceScale = row.real(12);
    entry.picture = int(row.whole(13));
    entry.count = int(row.whole(14));
    if (!row.isNull(15))
        entry.seed = seedIn(row.whole(15));
    if (!row.isNull(16))
        entry.shownClass = int(row.whole(16));
    entry.className = row.text(17);
    entry.seconds = row.real(18);
    entry.networkCalls = int(row.whole(19));
    entry.favourite = row.whole(20) != 0;
    entry.note = row.text(21);
    entry.walkBytes = std::uint64_t(row.whole(22));
    if (thumbnail)
        entry.thumbnail = pixelsIn(row.text(kThumbnailColumn));
    return entry;
}

// From each name to the next along the index, so that it takes as long as there are names.
constexpr const char* kClasses =
    "WITH RECURSIVE names(name) AS (SELECT MIN(class_name) FROM pictures UNION ALL"
    " SELECT (SELECT MIN(class_name) FROM pictures WHERE class_name > name) FROM names WHERE name IS NOT NULL)"
    " SELECT name FROM names WHERE name <> '' ORDER BY (SELECT class FROM pictures WHERE class_name = name LIMIT 1)";

GalleryFacets facetsIn(Database& database)
{
    const auto all = [&](const char* sql) {
        std::vector<std::string> values;
        for (Statement statement(database, sql); statement.step();)
            values.push_back(statement.text(0));
        return values;
    };
    return {all("SELECT DISTINCT model FROM walks WHERE model <> '' ORDER BY model COLLATE NOCASE"), all(kClasses),
            all("SELECT DISTINCT sampler FROM walks ORDER BY sampler")};
}

GalleryTotals totalsIn(Database& database)
{
    GalleryTotals totals;
    Statement sums(database, "SELECT COUNT(*), SUM(favourite), SUM(bytes)"
                             " FROM pictures WHERE deleted = 0");
    if (sums.step()) {
        totals.pictures = sums.whole(0);
        totals.favourites = sums.whole(1);
        totals.bytes = std::uint64_t(sums.whole(2));
    }
    Statement films(database, "SELECT COUNT(*), SUM(bytes) FROM films f WHERE EXISTS (SELECT 1 FROM pictures p WHERE"
                              " p.walk = f.walk AND p.deleted = 0)");
    if (films.step()) {
        totals.walks = films.whole(0);
        totals.walkBytes = std::uint64_t(films.whole(1));
    }
    return totals;
}

// A new one begins where what they are grouped by is another.
void addTo(std::vector<GalleryGroup>& groups, GalleryId job, std::int64_t made, std::string value)
{
    if (groups.empty() || groups.back().job != job || groups.back().value != value)
        groups.push_back({job, made, std::move(value), 0});
    ++groups.back().count;
}

} // namespace

GalleryListed Gallery::list(const GalleryQuery& query)
{
    return impl_->whole([&] {
        GalleryListed listed;
        const bool byTime = query.order == Order::Newest || query.order == Order::Oldest;
        const QuerySql sql(query);
        Statement rows(*impl_->database, "SELECT p.id, " + (byTime ? "p.job, p.made" : sql.value()) + sql.from() +
                                             sql.where() + sql.order());
        sql.bind(rows);
        while (rows.step()) {
            listed.ids.push_back(rows.whole(0));
            if (byTime)
                addTo(listed.groups, rows.whole(1), rows.whole(2), {});
            else
                addTo(listed.groups, 0, 0, rows.text(1));
        }
        listed.totals = totalsIn(*impl_->database);
        listed.facets = facetsIn(*impl_->database);
        return listed;
    });
}

std::vector<GalleryEntry> Gallery::entries(const std::vector<GalleryId>& ids, bool thumbnails)
{
    return impl_->whole([&] {
        std::vector<GalleryEntry> found;
        Statement row(*impl_->database, entrySql(thumbnails) + " WHERE p.id = ? AND p.deleted = 0");
        for (const GalleryId id : ids)
            if (row.bind(1, id).step()) {
                found.push_back(entryIn(row, impl_->pictures, thumbnails));
                row.reset();
            }
        return found;
    });
}

std::vector<GalleryEntry> Gallery::page(const GalleryQuery& query, std::optional<GalleryId> after, int most,
                                        bool thumbnails)
{
    return impl_->whole([&] {
        const QuerySql sql(query);
        std::string where = sql.where();
        if (after)
            where += sql.after();
        Statement rows(*impl_->database, entrySql(thumbnails) + where + sql.order() + " LIMIT " + std::to_string(most));
        sql.bind(rows, after);
        std::vector<GalleryEntry> found;
        while (rows.step())
            found.push_back(entryIn(rows, impl_->pictures, thumbnails));
        return found;
    });
}

GalleryPicture Gallery::picture(GalleryId id)
{
    GalleryPicture picture;
    std::vector<GalleryEntry> found = entries({id}, true);
    if (found.empty())
        throw Error("There is no such picture in the gallery", std::to_string(id),
                    "It was deleted. gallery list tells which there are.");
    picture.entry = std::move(found.front());
    picture.recipe = recipe(id);
    (void)attempt([&] { picture.image = pictureIn(picture.entry.file); });
    return picture;
}

SamplingRecipe Gallery::recipe(GalleryId id)
{
    return impl_->whole([&] {
        Statement row(*impl_->database, "SELECT walk, picture, class, class_name FROM pictures WHERE id = ?");
        if (!row.bind(1, id).step())
            return SamplingRecipe();
        const auto shownClass = row.isNull(2) ? std::nullopt : std::optional(int(row.whole(2)));
        return recipeOfPicture(walkRecipe(row.whole(0)), int(row.whole(1)), shownClass, row.text(3));
    });
}

SamplingRecipe Gallery::walkRecipe(GalleryId walk)
{
    return impl_->whole([&] {
        Statement row(*impl_->database, "SELECT recipe FROM walks WHERE id = ?");
        if (!row.bind(1, walk).step())
            return SamplingRecipe();
        const ReadRecipe read = readRecipe(row.text(0));
        const auto* recipe = read.recipe ? std::get_if<SamplingRecipe>(&*read.recipe) : nullptr;
        return recipe ? *recipe : SamplingRecipe();
    });
}

GalleryTotals Gallery::totals()
{
    return impl_->whole([&] { return totalsIn(*impl_->database); });
}

} // namespace diffuscope
