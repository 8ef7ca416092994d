// Recorded walks: their file, and what the gallery does with it.
#include "core/base/save_file.h"
#include "core/gallery/walk_file.h"
#include "tests/core/gallery/many_pictures.h"
#include "tests/core/gallery/recorded_walks.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

using namespace diffuscope;

namespace fs = std::filesystem;

namespace {

std::string bytesOfWalk(const RecordedWalk& walk)
{
    std::string bytes;
    writeWalk(walk, [&bytes](std::string_view piece) { bytes += piece; });
    return bytes;
}

// As the session keeps one.
int keepIn(Gallery& gallery, GalleryId picture, std::uint64_t limit, std::int64_t when, std::uint64_t seed = 1)
{
    SaveFile file(gallery.walkTarget(picture));
    const std::string bytes = bytesOfWalk(recordedWalk(seed));
    file.write(bytes);
    return gallery.keepWalk(picture, file, bytes.size(), limit, when);
}

std::size_t walksIn(const fs::path& folder) { return fs::exists(folder / "walks") ? filesIn(folder / "walks") : 0; }

} // namespace

class TestGalleryWalks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }
    void everyStepComesBack_data();
    void everyStepComesBack();
    void damageIsRefused();
    void strangeWalksAreRefused_data();
    void strangeWalksAreRefused();
    void aWalkIsKeptWithItsPictures();
    void theOldestWithoutAStarGoesFirst();
    void whatAKillHasLeftIsPutRight();
    void aDatabaseMadeAnewFindsThem();
    void anOlderGalleryIsBroughtUpToDate();

private:
    fs::path root() const { return folder_->path().toStdString(); }
    std::unique_ptr<QTemporaryDir> folder_;
};

void TestGalleryWalks::everyStepComesBack_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<int>("prediction");
    QTest::addColumn<int>("remainder");
    QTest::newRow("as it is") << 16 << 16 << 16;
    QTest::newRow("packed") << 16 << 8 << 8;
    QTest::newRow("smallest") << 8 << 8 << 4;
}

void TestGalleryWalks::everyStepComesBack()
{
    QFETCH(int, state);
    QFETCH(int, prediction);
    QFETCH(int, remainder);
    RecordedWalk walk = recordedWalk(3, 4, 2, {state, prediction, remainder});
    walk.started.up = {walk.frames[0]};
    saveText(root() / "a.walk", bytesOfWalk(walk));
    const RecordedWalk back = readWalk(root() / "a.walk");
    QCOMPARE(back.frames.size(), walk.frames.size());
    QCOMPARE(back.started.up.size(), std::size_t(1));
    QVERIFY(back.started.storage == walk.started.storage && back.started.betas == walk.started.betas);
    QVERIFY(back.started.frameSteps == walk.started.frameSteps && back.started.recipe == walk.started.recipe);
    QVERIFY(back.model.classNames == walk.model.classNames && back.model.path == walk.model.path);
    QCOMPARE(back.seconds, 2.5);
    for (std::size_t k = 0; k < walk.frames.size(); ++k) {
        const Frame &was = *walk.frames[k], &is = *back.frames[k];
        QCOMPARE(is.alphaBar, was.alphaBar);
        QVERIFY(is.limited == was.limited);
        QCOMPARE(is.terms.next.size(), was.terms.next.size());
        for (std::size_t term = 0; term < was.terms.next.size(); ++term) {
            QVERIFY(is.terms.next[term].sameTensor(was.terms.next[term]));
            QCOMPARE(is.terms.next[term].coefficient, was.terms.next[term].coefficient);
        }
        for (int picture = 0; picture < 2; ++picture) {
            QVERIFY(is.pictures.state(picture).values == was.pictures.state(picture).values);
            QVERIFY(is.pictures.predictedNoise(picture).values == was.pictures.predictedNoise(picture).values);
            QVERIFY(is.pictures.predictedData(picture).values == was.pictures.predictedData(picture).values);
        }
    }
}

void TestGalleryWalks::damageIsRefused()
{
    const std::string whole = bytesOfWalk(recordedWalk(3, 2, 1, {16, 8, 8}));
    const fs::path file = root() / "b.walk";
    const auto refused = [&](const std::string& bytes) {
        saveText(file, bytes);
        try {
            (void)readWalk(file);
        } catch (const Error&) {
            return true;
        }
        return false;
    };
    QVERIFY(!refused(whole));
    for (std::size_t cut = 0; cut < whole.size(); cut += 7)
        QVERIFY2(refused(whole.substr(0, cut)), std::to_string(cut).c_str());
    for (std::size_t at = 0; at < whole.size(); at += 3) {
        std::string changed = whole;
        changed[at] = char(changed[at] ^ 0xff);
        QVERIFY2(refused(changed), std::to_string(at).c_str());
    }
    QVERIFY(refused(whole + "x"));
    std::string newer = whole;
    newer[8] = 99;
    saveText(file, newer);
    QVERIFY_THROWS_EXCEPTION(Error, readWalk(file));
}

using ChangeOfWalk = std::function<void(RecordedWalk&)>;

// Whole files that say what no walk is: what shows them would reach beyond what they hold.
void TestGalleryWalks::strangeWalksAreRefused_data()
{
    QTest::addColumn<ChangeOfWalk>("change");
    static const auto changed = [](RecordedWalk& walk, std::size_t k, const std::function<void(Frame&)>& change) {
        const auto frame = std::make_shared<Frame>(*walk.frames[k]);
        change(*frame);
        walk.frames[k] = frame;
    };
    const auto ofTerm = [](const std::function<void(StepTerm&)>& change) {
        return ChangeOfWalk([change](RecordedWalk& walk) {
            changed(walk, 2, [&change](Frame& frame) { change(frame.terms.next.back()); });
        });
    };
    QTest::newRow("prediction from before the start") << ofTerm([](StepTerm& term) { term.age = 2; });
    QTest::newRow("prediction of the future") << ofTerm([](StepTerm& term) { term.age = -1; });
    QTest::newRow("call that no sampler makes") << ofTerm([](StepTerm& term) { term.call = 1000; });
    QTest::newRow("unknown term") << ofTerm([](StepTerm& term) { term.kind = StepTerm::Kind(99); });
    const Image large(1, 16, 16, 0.5f);
    QTest::newRow("a frame of another size") << ChangeOfWalk([large](RecordedWalk& walk) {
        changed(walk, 0, [&large](Frame& frame) { frame.pictures = FrameImages({large}, {}); });
    });
    QTest::newRow("a way up of another size") << ChangeOfWalk([large](RecordedWalk& walk) {
        const auto frame = std::make_shared<Frame>(*walk.frames[0]);
        frame->pictures = FrameImages({large}, {});
        walk.started.up = {frame};
    });
}

void TestGalleryWalks::strangeWalksAreRefused()
{
    QFETCH(ChangeOfWalk, change);
    RecordedWalk walk = recordedWalk(3, 3, 1);
    const fs::path file = root() / "c.walk";
    saveText(file, bytesOfWalk(walk));
    (void)readWalk(file);
    change(walk);
    saveText(file, bytesOfWalk(walk));
    QVERIFY_THROWS_EXCEPTION(Error, readWalk(file));
}

void TestGalleryWalks::aWalkIsKeptWithItsPictures()
{
    Gallery gallery(root());
    const auto ids = gallery.add({keptWalk(1, 3)}, 1000), others = gallery.add({keptWalk(9, 2)}, 2000);
    QVERIFY_THROWS_EXCEPTION(Error, gallery.walkFile(ids[1]));
    keepIn(gallery, ids[1], 0, 5000);
    for (const GalleryId id : ids)
        QVERIFY(gallery.entries({id}, false).front().walkBytes > 0); // one walk drew them all
    QCOMPARE(gallery.entries(others, false).front().walkBytes, std::uint64_t(0));
    QCOMPARE(gallery.totals().walks, std::int64_t(1));
    QCOMPARE(gallery.totals().walkBytes, gallery.entries(ids, false).front().walkBytes);
    GalleryQuery query;
    query.walks = true;
    QVERIFY(gallery.list(query).ids == ids);
    QVERIFY(parseGallerySearch("is:walk", 0).query.walks);
    QCOMPARE(readWalk(gallery.walkFile(ids[2])).frames.size(), std::size_t(5));
    keepIn(gallery, ids[0], 0, 6000, 2); // again: in its place
    QCOMPARE(walksIn(root()), std::size_t(1));
    gallery.change({{ids[0], ids[1]}, {}, {}, true});
    QCOMPARE(gallery.totals().walks, std::int64_t(1)); // one of its pictures is there
    gallery.change({{ids[2]}, {}, {}, true});
    QCOMPARE(gallery.totals().walks, std::int64_t(0)); // and can come back with the last of them
    QCOMPARE(walksIn(root()), std::size_t(1));
    gallery.change({ids, {}, {}, false});
    QCOMPARE(gallery.totals().walks, std::int64_t(1));
    GalleryChange forgotten;
    forgotten.ids = {ids[0]};
    forgotten.forgetWalk = true;
    gallery.change(forgotten);
    QCOMPARE(walksIn(root()), std::size_t(0));
    QCOMPARE(gallery.totals().pictures, std::int64_t(5));
    keepIn(gallery, ids[0], 0, 7000);
    gallery.prune(0); // with the last of its pictures
    QCOMPARE(walksIn(root()), std::size_t(0));
    QVERIFY_THROWS_EXCEPTION(Error, gallery.walkTarget(ids[0]));
}

void TestGalleryWalks::theOldestWithoutAStarGoesFirst()
{
    Gallery gallery(root());
    std::vector<GalleryId> first;
    for (int k = 0; k < 4; ++k)
        first.push_back(gallery.add({keptWalk(std::uint64_t(k), 2)}, 1000 + k).front());
    QCOMPARE(keepIn(gallery, first[0], 0, 10), 0);
    const std::uint64_t one = gallery.totals().walkBytes;
    gallery.change({{first[0]}, true});
    const std::uint64_t limit = 2 * one + one / 2;
    QCOMPARE(keepIn(gallery, first[1], limit, 20), 0);
    QCOMPARE(keepIn(gallery, first[2], limit, 30), 1); // not the starred one
    const auto kept = [&](int k) { return gallery.entries({first[std::size_t(k)]}, false).front().walkBytes > 0; };
    QVERIFY(kept(0) && !kept(1) && kept(2));
    gallery.change({{first[2]}, true});
    QVERIFY_THROWS_EXCEPTION(Error, keepIn(gallery, first[3], limit, 40)); // favourites leave no room
    QVERIFY(kept(0) && kept(2) && !kept(3));
    QCOMPARE(walksIn(root()), std::size_t(2));
    gallery.change({{first[2]}, false});
    QCOMPARE(gallery.pruneWalks(0), 1);
    QVERIFY(kept(0) && !kept(2));
    QCOMPARE(gallery.totals().pictures, std::int64_t(8)); // pictures stay
}

void TestGalleryWalks::whatAKillHasLeftIsPutRight()
{
    std::vector<GalleryId> ids;
    fs::path target, orphan = root() / "walks" / "w99-1234.walk";
    {
        Gallery gallery(root());
        ids = gallery.add({keptWalk(1, 2)}, 1000);
        target = gallery.walkTarget(ids[0]);
    }
    saveText(target, bytesOfWalk(recordedWalk(1))); // renamed, and then killed before its row was there
    saveText(orphan, "of pictures that are gone");
    saveText(root() / "walks" / ".w7-1.walk.1-0.part", "half written, just now");
    saveText(root() / "walks" / ".w8-1.walk.1-0.part", "half written, long ago");
    fs::last_write_time(root() / "walks" / ".w8-1.walk.1-0.part",
                        fs::file_time_type::clock::now() - std::chrono::hours(5));
    {
        Gallery gallery(root());
        QVERIFY(gallery.entries(ids, false).front().walkBytes > 0);
        QVERIFY(gallery.walkFile(ids[1]) == target);
        QVERIFY(!fs::exists(orphan));
        QCOMPARE(walksIn(root()), std::size_t(2)); // somebody may be writing the new one
    }
    fs::remove(target);
    Gallery gallery(root());
    QCOMPARE(gallery.totals().walks, std::int64_t(0));
    QVERIFY_THROWS_EXCEPTION(Error, gallery.walkFile(ids[0]));
}

void TestGalleryWalks::aDatabaseMadeAnewFindsThem()
{
    std::vector<GalleryId> ids;
    {
        Gallery gallery(root());
        gallery.add({keptWalk(5, 1)}, 500);
        ids = gallery.add({keptWalk(1, 2)}, 1000);
        keepIn(gallery, ids[0], 0, 2000);
    }
    for (const char* file : {"gallery.db", "gallery.db-wal", "gallery.db-shm"})
        fs::remove(root() / file);
    Gallery gallery(root());
    GalleryQuery query;
    query.walks = true;
    QVERIFY(gallery.list(query).ids == ids);
    QCOMPARE(readWalk(gallery.walkFile(ids[1])).frames.size(), std::size_t(5));
}

void TestGalleryWalks::anOlderGalleryIsBroughtUpToDate()
{
    std::vector<GalleryId> ids;
    {
        Gallery gallery(root());
        ids = gallery.add({keptWalk(1, 2)}, 1000);
    }
    runSql(root() / "gallery.db", "DROP TABLE films; PRAGMA user_version = 1;"); // as version 0.2.0 left it
    Gallery gallery(root());
    QVERIFY(!gallery.takeMended());
    keepIn(gallery, ids[0], 0, 2000);
    QCOMPARE(gallery.totals().walks, std::int64_t(1));
}

TEST_MAIN(TestGalleryWalks)
#include "tst_gallery_walks.moc"
