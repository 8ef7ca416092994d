// The gallery: what is kept, found, changed, removed and made anew.
#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/export/recipe_reader.h"
#include "core/gallery/gallery.h"
#include "core/recipe/recipe.h"
#include "tests/core/gallery/many_pictures.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <utility>

using namespace diffuscope;

namespace {

namespace fs = std::filesystem;

using Ids = std::vector<GalleryId>;

class CpuTimer {
public:
    double restart() // milliseconds
    {
        const std::clock_t before = std::exchange(start_, std::clock());
        return 1000.0 * double(start_ - before) / CLOCKS_PER_SEC;
    }

private:
    std::clock_t start_ = std::clock();
};

GalleryQuery searchFor(const std::string& text) { return parseGallerySearch(text, 0).query; }

Ids idsOf(const std::vector<GalleryEntry>& entries)
{
    Ids ids;
    for (const GalleryEntry& entry : entries)
        ids.push_back(entry.id);
    return ids;
}

// All of a query, a page after the other.
Ids paged(Gallery& gallery, const GalleryQuery& query, int size)
{
    Ids all;
    for (auto page = gallery.page(query, {}, size, false); !page.empty();
         page = gallery.page(query, all.back(), size, false))
        for (const GalleryEntry& entry : page)
            all.push_back(entry.id);
    return all;
}

} // namespace

class TestGallery : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void picturesAreKeptWithTheirRecipes();
    void jobsStayTogetherNewestFirst();
    void aSearchFindsWhatItSays();
    void pagesAreTheListInPieces();
    void markedNotedDeletedAndPutBack();
    void deletedOnesGoWhenTheGalleryCloses();
    void theOldestGoFirstAndFavouritesNever();
    void aNewerVersionIsLeftAlone();
    void aDamagedDatabaseIsMadeAnew_data();
    void aDamagedDatabaseIsMadeAnew();
    void aMissingDatabaseIsMadeAnew();
    void damageThatIsMetLaterIsMended();
    void twoProgramsShareIt();
    void fiftyThousandAreListedAtOnce();

private:
    fs::path root() const { return folder_->path().toStdString(); }
    std::unique_ptr<QTemporaryDir> folder_;
};

void TestGallery::init()
{
    folder_ = std::make_unique<QTemporaryDir>();
    QVERIFY(folder_->isValid());
}

void TestGallery::picturesAreKeptWithTheirRecipes()
{
    Gallery gallery(root());
    const Ids ids = gallery.add({keptWalk(1202, 4, "ddim", 2)}, 5000);
    QCOMPARE(ids.size(), std::size_t(4));
    const GalleryPicture third = gallery.picture(ids[2]);
    QCOMPARE(third.entry.seed.value(), std::uint64_t(1204));
    QCOMPARE(third.entry.className, std::string("two"));
    QCOMPARE(third.entry.made, std::int64_t(5000));
    QCOMPARE(third.entry.picture, 2);
    QCOMPARE(third.entry.count, 4);
    QCOMPARE(third.entry.networkCalls, 50);
    QCOMPARE(third.recipe.guidanceScale, 2.0);
    QCOMPARE(third.recipe.picture.value(), 2);
    QCOMPARE(third.recipe.shownClass.value(), 2);
    QVERIFY(third.image && third.image->values == keptWalk(1202, 4).images[2].values);
    QCOMPARE(third.entry.thumbnail.width, 8);
    // What stands in the file is what stands in the database: from the one the other can be made.
    const ReadRecipe inside = readRecipe(keptIn(third.entry.file).recipe);
    QVERIFY(inside.recipe && std::get<SamplingRecipe>(*inside.recipe) == third.recipe);
    const GalleryTotals totals = gallery.totals();
    QCOMPARE(totals.pictures, std::int64_t(4));
    QVERIFY(totals.bytes >= fs::file_size(third.entry.file) * 4);
}

void TestGallery::jobsStayTogetherNewestFirst()
{
    Gallery gallery(root());
    const Ids first = gallery.add({keptWalk(1, 3)}, 1000);
    const Ids race = gallery.add({keptWalk(5, 1, "ddim"), keptWalk(5, 1, "euler")}, 2000);
    const GalleryListed newest = gallery.list({});
    QCOMPARE(newest.ids, (Ids{race[0], race[1], first[0], first[1], first[2]}));
    QCOMPARE(newest.groups.size(), std::size_t(2));
    QCOMPARE(newest.groups[0].count, 2);
    QCOMPARE(newest.groups[1].count, 3);
    QVERIFY(newest.groups[0].job != newest.groups[1].job);
    GalleryQuery query;
    query.order = GalleryQuery::Order::Oldest;
    QCOMPARE(gallery.list(query).ids.front(), first[0]);
    query.order = GalleryQuery::Order::Sampler;
    const GalleryListed bySampler = gallery.list(query);
    QCOMPARE(bySampler.groups.size(), std::size_t(2));
    QCOMPARE(bySampler.groups[0].value, std::string("ddim"));
    QCOMPARE(bySampler.groups[0].count, 4);
    query.order = GalleryQuery::Order::Class;
    const GalleryListed byClass = gallery.list(query);
    QCOMPARE(byClass.groups.size(), std::size_t(3));
    QCOMPARE(byClass.groups[1].value, std::string("one"));
    QCOMPARE(byClass.facets.classes, (std::vector<std::string>{"zero", "one", "two"}));
    QCOMPARE(byClass.facets.samplers, (std::vector<std::string>{"ddim", "euler"}));
}

void TestGallery::aSearchFindsWhatItSays()
{
    Gallery gallery(root());
    const Ids digits = gallery.add({keptWalk(1200, 3, "ddim", 1)}, 1000);
    const Ids guided = gallery.add({keptWalk(18446744073709551614ULL, 2, "dpmpp_2m", 7.5)}, 2000);
    KeptWalk cats = keptWalk(3, 1);
    cats.recipe.modelName = "Kätzchen \"small\"";
    cats.classNames = {"3"};
    cats.classes = {0};
    const Ids other = gallery.add({cats}, 3000);
    gallery.change({{digits[1]}, {}, "the best one"});
    const auto found = [&](const char* text) { return gallery.list(searchFor(text)).ids; };
    QCOMPARE(found("seed:1201"), Ids{digits[1]});
    QCOMPARE(found("seed:18446744073709551615"), Ids{guided[1]});
    QCOMPARE(found("seed>1202"), guided);
    QCOMPARE(found("w>2"), guided);
    QCOMPARE(found("w<2 class:2"), Ids{digits[2]});
    QCOMPARE(found("class:3"), other);                       // its name
    QCOMPARE(found("class:0"), (Ids{guided[0], digits[0]})); // and not the number of the class that is called 3
    QCOMPARE(found("starter digits class:one"), (Ids{guided[1], digits[1]}));
    QCOMPARE(found("dpmpp"), guided); // the beginning of a word
    QCOMPARE(found("katzchen"), other);
    QCOMPARE(found("best"), Ids{digits[1]});
    QCOMPARE(found("model:best"), Ids{});
    QCOMPARE(found("\"\" OR *"), Ids{}); // no language of the database's
    QCOMPARE(found("size:8").size(), std::size_t(6));
    GalleryQuery query;
    query.from = 1500, query.before = 2500;
    QCOMPARE(gallery.list(query).ids, guided);
    query = {};
    query.model = "Kätzchen \"small\"";
    QCOMPARE(gallery.list(query).ids, other);
}

void TestGallery::pagesAreTheListInPieces()
{
    Gallery gallery(root());
    for (int k = 0; k < 5; ++k)
        gallery.add({keptWalk(std::uint64_t(k), 3, k % 2 ? "ddim" : "Euler"), keptWalk(9, 2)}, 1000 + k);
    using Order = GalleryQuery::Order;
    for (const Order order : {Order::Newest, Order::Oldest, Order::Model, Order::Class, Order::Sampler}) {
        GalleryQuery query;
        query.order = order;
        const Ids all = gallery.list(query).ids;
        QCOMPARE(all.size(), std::size_t(25));
        QCOMPARE(paged(gallery, query, 4), all);
        query.numbers = searchFor("class:1").numbers;
        QCOMPARE(paged(gallery, query, 2), gallery.list(query).ids);
    }
    QVERIFY(gallery.page({}, 999, 4, false).empty());
}

void TestGallery::markedNotedDeletedAndPutBack()
{
    Gallery gallery(root());
    const Ids ids = gallery.add({keptWalk(1, 3)}, 1000);
    gallery.change({{ids[0], ids[2]}, true});
    gallery.change({{ids[2]}, {}, "kept"});
    QCOMPARE(gallery.list(searchFor("is:favourite")).ids, (Ids{ids[0], ids[2]}));
    QCOMPARE(gallery.totals().favourites, std::int64_t(2));
    gallery.change({{ids[2]}, {}, {}, true});
    QCOMPARE(gallery.list({}).ids, (Ids{ids[0], ids[1]}));
    QVERIFY(gallery.entries({ids[2]}, true).empty());
    QVERIFY(fs::exists(gallery.entries({ids[0]}, false)[0].file));
    gallery.change({{ids[2]}, {}, {}, false});
    const auto back = gallery.entries({ids[2]}, false);
    QCOMPARE(back.size(), std::size_t(1));
    QVERIFY(back[0].favourite);
    QCOMPARE(back[0].note, std::string("kept"));
}

void TestGallery::deletedOnesGoWhenTheGalleryCloses()
{
    Ids ids;
    {
        Gallery gallery(root());
        ids = gallery.add({keptWalk(1, 2)}, 1000);
        gallery.change({{ids[0]}, {}, {}, true});
        QCOMPARE(filesIn(root() / "pictures"), std::size_t(2));
    }
    QCOMPARE(filesIn(root() / "pictures"), std::size_t(1));
    Gallery gallery(root());
    QCOMPARE(gallery.list({}).ids, Ids{ids[1]});
    QVERIFY(gallery.add({keptWalk(1, 1)}, 1000)[0] > ids[1]); // a number is never given again
    QVERIFY(!gallery.takeMended());
}

void TestGallery::theOldestGoFirstAndFavouritesNever()
{
    Gallery gallery(root());
    const Ids old = gallery.add({keptWalk(1, 4)}, 1000);
    const Ids young = gallery.add({keptWalk(9, 4)}, 2000);
    gallery.change({{old[0]}, true});
    const std::uint64_t one = gallery.totals().bytes / 8;
    QCOMPARE(gallery.prune(gallery.totals().bytes), 0);
    QCOMPARE(gallery.prune(one * 6 + one / 2), 2);
    QCOMPARE(gallery.list({}).ids, (Ids{young[0], young[1], young[2], young[3], old[0], old[3]}));
    QCOMPARE(filesIn(root() / "pictures"), std::size_t(6));
    QCOMPARE(gallery.prune(0), 5); // even so the favourite stays
    QCOMPARE(gallery.list({}).ids, Ids{old[0]});
}

void TestGallery::aNewerVersionIsLeftAlone()
{
    Gallery(root()).add({keptWalk(1, 1)}, 1000);
    runSql(root() / "gallery.db", "PRAGMA user_version = 99");
    const std::string before = readFile(root() / "gallery.db");
    try {
        Gallery gallery(root());
        QFAIL("it was opened");
    } catch (const Error& error) {
        QVERIFY(QString::fromStdString(error.happened()).contains("newer version"));
        QVERIFY(!error.advice().empty());
    }
    QVERIFY(readFile(root() / "gallery.db") == before);
    QCOMPARE(filesIn(root()), std::size_t(2)); // nothing was set aside
}

void TestGallery::aDamagedDatabaseIsMadeAnew_data()
{
    QTest::addColumn<QString>("damage");
    QTest::addColumn<bool>("marksAreLost");
    QTest::newRow("no database at all") << "text" << true;
    QTest::newRow("cut off") << "cut" << true;
    QTest::newRow("another program's") << "other" << true;
    QTest::newRow("a wrong page") << "page" << false;
}

// Of one page that nothing else needs, so that what is marked can still be read.
void spoilThumbnails(const fs::path& file)
{
    std::string bytes = readFile(file);
    for (std::size_t at = bytes.find("\x89PNG"); at != std::string::npos; at = bytes.find("\x89PNG", at + 1)) {
        const std::size_t page = at / 4096 * 4096;
        std::fill_n(bytes.begin() + std::ptrdiff_t(page), 100, '\xff');
    }
    saveText(file, bytes);
}

void TestGallery::aDamagedDatabaseIsMadeAnew()
{
    QFETCH(QString, damage);
    QFETCH(bool, marksAreLost);
    Ids ids;
    std::vector<GalleryEntry> before;
    {
        Gallery gallery(root());
        ids = gallery.add({keptWalk(1, 3), keptWalk(7, 2, "euler")}, 1000);
        const Ids more = gallery.add({keptWalk(11, 2)}, 2000);
        ids.insert(ids.end(), more.begin(), more.end());
        gallery.change({{ids[1]}, true, "note"});
        before = gallery.entries(gallery.list({}).ids, false);
    }
    const fs::path database = root() / "gallery.db";
    if (damage == "text")
        saveText(database, std::string(10'000, 'x'));
    if (damage == "cut")
        fs::resize_file(database, 3 * 4096);
    if (damage == "other") {
        fs::remove(database);
        runSql(database, "CREATE TABLE theirs(a); INSERT INTO theirs VALUES(1)");
    }
    if (damage == "page")
        spoilThumbnails(database);
    Gallery gallery(root());
    auto after = gallery.entries(gallery.list({}).ids, true);
    const auto mended = gallery.takeMended();
    QVERIFY(mended);
    QCOMPARE(mended->pictures, 7);
    QVERIFY(fs::exists(mended->setAside));
    QVERIFY(!gallery.takeMended());
    QCOMPARE(idsOf(after), idsOf(before));
    for (std::size_t k = 0; k < after.size(); ++k) {
        QCOMPARE(after[k].job, before[k].job);
        QCOMPARE(after[k].walk, before[k].walk);
        QCOMPARE(after[k].made, before[k].made);
        QCOMPARE(after[k].file, before[k].file);
        QCOMPARE(after[k].seed, before[k].seed);
        QCOMPARE(after[k].className, before[k].className);
        QVERIFY(after[k].thumbnail.valid());
    }
    const auto marked = gallery.entries({ids[1]}, false);
    QCOMPARE(marked[0].favourite, !marksAreLost);
    QCOMPARE(marked[0].note, marksAreLost ? std::string() : std::string("note"));
    QVERIFY(gallery.add({keptWalk(1, 1)}, 3000)[0] > ids.back());
}

void TestGallery::aMissingDatabaseIsMadeAnew()
{
    Gallery(root()).add({keptWalk(1, 3)}, 1000);
    fs::remove(root() / "gallery.db");
    Gallery gallery(root());
    const auto mended = gallery.takeMended();
    QVERIFY(mended);
    QCOMPARE(mended->pictures, 3);
    QVERIFY(mended->setAside.empty());
    QCOMPARE(gallery.list({}).ids.size(), std::size_t(3));
}

void TestGallery::damageThatIsMetLaterIsMended()
{
    const Ids ids = Gallery(root()).add({keptWalk(1, 3)}, 1000);
    spoilThumbnails(root() / "gallery.db");
    Gallery gallery(root()); // which reads no thumbnail
    QVERIFY(!gallery.takeMended());
    const auto entries = gallery.entries(ids, true);
    QCOMPARE(entries.size(), std::size_t(3));
    QVERIFY(entries[0].thumbnail.valid());
    QVERIFY(gallery.takeMended());
}

void TestGallery::twoProgramsShareIt()
{
    Gallery one(root()), other(root());
    const Ids first = one.add({keptWalk(1, 2)}, 1000), second = other.add({keptWalk(5, 2)}, 2000),
              third = one.add({keptWalk(9, 2)}, 3000);
    QCOMPARE(one.list({}).ids, (Ids{third[0], third[1], second[0], second[1], first[0], first[1]}));
    QCOMPARE(other.list({}).ids, one.list({}).ids);
    QCOMPARE(filesIn(root() / "pictures"), std::size_t(6));
}

void TestGallery::fiftyThousandAreListedAtOnce()
{
    makeManyPictures(root());
    CpuTimer timer; // what else runs is not this gallery's affair
    Gallery gallery(root());
    const GalleryListed listed = gallery.list({});
    const auto page = gallery.entries({listed.ids.begin(), listed.ids.begin() + 120}, true);
    const double first = timer.restart();
    const std::size_t found = gallery.list(searchFor("class3")).ids.size();
    const double search = timer.restart();
    const auto next = gallery.page({}, listed.ids[25'000], 120, true);
    const double middle = timer.restart();
    QCOMPARE(listed.ids.size(), std::size_t(kMany));
    QCOMPARE(page.size(), std::size_t(120));
    QCOMPARE(found, std::size_t(5000));
    QCOMPARE(next.front().id, listed.ids[25'001]);
    qInfo("processor time: opened, with the first page, %.0f ms; a search %.0f ms; a page from the middle %.0f ms",
          first, search, middle);
    QVERIFY(first < 400); // docs/performance.md has what it takes here
    QVERIFY(middle < 100);
}

TEST_MAIN(TestGallery)
#include "tst_gallery.moc"
