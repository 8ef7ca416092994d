// What the gallery has room for, what can be put back, and several programs at once.
#include "core/export/recipe_reader.h"
#include "core/gallery/gallery_export.h"
#include "core/recipe/recipe.h"
#include "tests/core/gallery/kept_walks.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <barrier>
#include <thread>

using namespace diffuscope;

namespace fs = std::filesystem;

class TestGalleryRoom : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatCanBePutBackIsNeitherCountedNorPruned();
    void whatIsGoneIsNotPutBack();
    void aStarIsDecidedOverAll();
    void severalProgramsMakeItAtOnce();
    void aPlanIsWrittenWithoutTheGallery();
    void everyPictureHasTheSeedItWasDrawnWith();
};

void TestGalleryRoom::whatCanBePutBackIsNeitherCountedNorPruned()
{
    QTemporaryDir folder;
    Gallery gallery(folder.path().toStdString());
    const auto older = gallery.add({keptWalk(1, 4)}, 1000), newer = gallery.add({keptWalk(9, 4)}, 2000);
    const std::uint64_t all = gallery.totals().bytes;
    gallery.change({older, {}, {}, true});
    const std::uint64_t left = gallery.totals().bytes;
    QVERIFY(left < all);
    QCOMPARE(gallery.totals().pictures, std::int64_t(4));
    QCOMPARE(gallery.prune(left), 0); // deleting has made room
    QCOMPARE(gallery.prune(left - 1), 1);
    QCOMPARE(gallery.entries(newer, false).size(), std::size_t(3));
    QVERIFY(gallery.change({older, {}, {}, false}).ids == older); // all of them
    QCOMPARE(gallery.entries(older, false).size(), std::size_t(4));
    for (const GalleryEntry& entry : gallery.entries(older, false))
        QVERIFY(fs::exists(entry.file));
}

void TestGalleryRoom::whatIsGoneIsNotPutBack()
{
    QTemporaryDir folder;
    std::vector<GalleryId> ids;
    {
        Gallery other(folder.path().toStdString());
        ids = other.add({keptWalk(1, 3)}, 1000);
        other.change({{ids[1]}, {}, {}, true});
    } // it goes for good with whoever has deleted it
    Gallery gallery(folder.path().toStdString());
    const GalleryChange done = gallery.change({ids, {}, {}, false});
    QVERIFY(done.ids == (std::vector<GalleryId>{ids[0], ids[2]}));
}

void TestGalleryRoom::aStarIsDecidedOverAll()
{
    QTemporaryDir folder;
    Gallery gallery(folder.path().toStdString());
    const auto ids = gallery.add({keptWalk(1, 3)}, 1000);
    GalleryChange star;
    star.ids = ids;
    star.star = true;
    gallery.change({{ids[1]}, true});
    QVERIFY(gallery.change(star).favourite == true);
    QCOMPARE(gallery.totals().favourites, std::int64_t(3));
    QVERIFY(gallery.change(star).favourite == false); // all were
    QCOMPARE(gallery.totals().favourites, std::int64_t(0));
}

// Nobody takes a database for a damaged one that another is just making.
void TestGalleryRoom::severalProgramsMakeItAtOnce()
{
    constexpr int kPrograms = 4, kRounds = 25;
    for (int round = 0; round < kRounds; ++round) {
        QTemporaryDir folder;
        std::atomic<int> mended = 0, failed = 0;
        std::barrier together(kPrograms);
        {
            std::vector<std::jthread> programs;
            for (int k = 0; k < kPrograms; ++k)
                programs.emplace_back([&, k] {
                    together.arrive_and_wait();
                    try {
                        Gallery gallery(folder.path().toStdString());
                        mended += gallery.takeMended() ? 1 : 0;
                        gallery.add({keptWalk(std::uint64_t(k), 1)}, 1000 + k);
                    } catch (const Error& error) {
                        qWarning("%s", error.what());
                        ++failed;
                    }
                });
        }
        QCOMPARE(mended.load(), 0);
        QCOMPARE(failed.load(), 0);
        Gallery gallery(folder.path().toStdString());
        QCOMPARE(gallery.totals().pictures, std::int64_t(kPrograms));
    }
}

void TestGalleryRoom::aPlanIsWrittenWithoutTheGallery()
{
    QTemporaryDir folder, out;
    GalleryPlan plan;
    const std::string target = out.filePath("p.png").toStdString();
    {
        Gallery gallery((folder.path() + "/gallery").toStdString());
        auto ids = gallery.add({keptWalk(1, 2), keptWalk(50, 2, "euler")}, 1000);
        std::swap(ids[0], ids[3]);
        plan = planExport(gallery, {ids, "png", target, {{"scale", 1LL}}});
        QVERIFY_THROWS_EXCEPTION(Error, planExport(gallery, {{ids[0], 999}, "png", target, {}}));
    }
    QCOMPARE(plan.walks.size(), std::size_t(2));
    const auto files = exportFrom(plan, {});
    QCOMPARE(files.size(), std::size_t(4));
    const ReadRecipe first = readRecipe(keptIn(files[0].string()).recipe);
    QCOMPARE(std::get<SamplingRecipe>(*first.recipe).sampler, std::string("euler"));
    QCOMPARE(std::get<SamplingRecipe>(*first.recipe).picture.value(), 1);
    std::stop_source stop;
    stop.request_stop();
    plan.request.target = out.filePath("q.png").toStdString();
    QVERIFY(exportFrom(plan, {}, {}, stop.get_token()).empty());
    QVERIFY(!fs::exists(plan.request.target));
}

void TestGalleryRoom::everyPictureHasTheSeedItWasDrawnWith()
{
    SamplingRecipe recipe;
    QVERIFY(!seedOfPicture(recipe, 2));
    recipe.seed = 10;
    QCOMPARE(seedOfPicture(recipe, 2).value(), std::uint64_t(12));
    recipe.seedMode = "diffusers-list"; // a generator each
    QCOMPARE(seedOfPicture(recipe, 2).value(), std::uint64_t(12));
    recipe.seedMode = "diffusers"; // one for all
    QCOMPARE(seedOfPicture(recipe, 2).value(), std::uint64_t(10));
    recipe.between.emplace();
    QVERIFY(!seedOfPicture(recipe, 2));
}

TEST_MAIN(TestGalleryRoom)
#include "tst_gallery_room.moc"
