// What is generated through the session is kept in the gallery by itself, and what clients ask of it.
#include "core/base/save_file.h"
#include "core/session/files/tools.h"
#include "core/session/session.h"
#include "tests/core/session/event_log.h"
#include "tests/support/faults.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <future>

using namespace diffuscope;

namespace {

namespace fs = std::filesystem;

SampleRequest threeOf(const std::string& sampler = "ddim")
{
    SampleRequest request;
    request.model = std::string(DIFFUSCOPE_GOLDEN_DIR) + "/unet-class-conditional";
    request.sampler = sampler;
    request.steps = 2;
    request.seed = 40;
    request.count = 3;
    request.classes = {3, 1, 2};
    return request;
}

std::vector<std::uint8_t> bytesOf(const Image& image)
{
    std::vector<std::uint8_t> bytes(image.values.size());
    std::transform(image.values.begin(), image.values.end(), bytes.begin(), toByte);
    return bytes;
}

} // namespace

class TestSessionGallery : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void whatIsGeneratedIsKept();
    void variationsAreOneJob();
    void nothingIsKeptUnasked();
    void theEndOfTheSessionKeepsWhatWasGenerated();
    void aKeptPictureIsDrawnAgainBitForBit();
    void theLimitIsKept();
    void changesAndExportsAreAnswered();
    void anExportKeepsNobodyFromTheGallery();
    void aFullDiskIsSaid();

private:
    fs::path root() const { return folder_->path().toStdString(); }
    GallerySettings settings(std::uint64_t limit = 0) const { return {true, limit, 0, (root() / "gallery").string()}; }
    std::unique_ptr<QTemporaryDir> folder_;
};

void TestSessionGallery::init()
{
    qputenv("OMP_NUM_THREADS", "1"); // small networks: threads only get in each other's way
    folder_ = std::make_unique<QTemporaryDir>();
}

void TestSessionGallery::whatIsGeneratedIsKept()
{
    EventLog log;
    Session session(log.listener());
    session.keepInGallery(settings());
    session.sample(threeOf());
    const auto changed = log.wait<GalleryChanged>();
    QVERIFY(changed);
    QCOMPARE(changed->kept.size(), std::size_t(3));
    QCOMPARE(changed->totals.pictures, std::int64_t(3));
    const JobId shown = session.showInGallery(changed->kept[1].id);
    const auto picture = log.wait<GalleryPicture>([shown](const GalleryPicture& p) { return p.job == shown; });
    const auto finished = log.wait<SampleFinished>();
    QVERIFY(picture && finished);
    QVERIFY(bytesOf(*picture->image) == bytesOf(finished->images[1]));
    QCOMPARE(picture->entry.seed.value(), std::uint64_t(41));
    QCOMPARE(picture->entry.shownClass.value(), 1);
    QCOMPARE(picture->entry.networkCalls, finished->networkCalls);
    QVERIFY(picture->entry.thumbnail.valid());
}

void TestSessionGallery::variationsAreOneJob()
{
    EventLog log;
    Session session(log.listener());
    session.keepInGallery(settings());
    VariationsRequest request{threeOf(), std::vector<SampleChange>(2)};
    request.changes[1].sampler = "euler";
    session.sampleVariations(request);
    const auto changed = log.wait<GalleryChanged>();
    QVERIFY(changed);
    QCOMPARE(changed->kept.size(), std::size_t(6));
    QCOMPARE(changed->kept[0].job, changed->kept[5].job);
    QVERIFY(changed->kept[0].walk != changed->kept[5].walk);
    QCOMPARE(changed->kept[5].sampler, std::string("euler"));
}

void TestSessionGallery::nothingIsKeptUnasked()
{
    EventLog log;
    Session session(log.listener());
    session.keepInGallery({false, 0, 0, (root() / "gallery").string()});
    session.sample(threeOf());
    session.waitForSampling();
    session.waitForGallery();
    QVERIFY(!fs::exists(root() / "gallery"));
    // Noise that was found for a picture is no picture.
    session.keepInGallery(settings());
    session.sample(threeOf());
    const auto kept = log.wait<GalleryChanged>();
    QVERIFY(kept);
    SampleRequest inversion = threeOf("ddim_inversion");
    inversion.imageFiles = {kept->kept[0].file};
    inversion.classes = {3};
    const JobId found = session.sample(inversion);
    const auto noise = log.wait<SampleFinished>([found](const SampleFinished& f) { return f.job == found; });
    QVERIFY(noise && noise->images.size() == 1);
    session.waitForGallery();
    QCOMPARE(log.all<GalleryChanged>().size(), std::size_t(1));
}

void TestSessionGallery::theEndOfTheSessionKeepsWhatWasGenerated()
{
    {
        EventLog log;
        Session session(log.listener());
        session.keepInGallery(settings());
        session.sample(threeOf());
        QVERIFY(log.wait<SampleFinished>());
    }
    EventLog log;
    Session session(log.listener());
    session.keepInGallery(settings());
    session.listGallery({});
    const auto listed = log.wait<GalleryListed>();
    QVERIFY(listed);
    QCOMPARE(listed->ids.size(), std::size_t(3));
    QCOMPARE(listed->entries.size(), std::size_t(3));
    QCOMPARE(listed->groups.size(), std::size_t(1));
}

void TestSessionGallery::aKeptPictureIsDrawnAgainBitForBit()
{
    EventLog log;
    Session session(log.listener());
    session.keepInGallery(settings());
    session.sample(threeOf("ddpm"));
    const auto kept = log.wait<GalleryChanged>();
    QVERIFY(kept);
    const JobId read = session.readRecipe(kept->kept[2].file);
    const auto recipe = log.wait<RecipeRead>([read](const RecipeRead& r) { return r.job == read; });
    QVERIFY(recipe && recipe->read.recipe && recipe->read.refused.empty());
    const auto& sampling = std::get<SamplingRecipe>(*recipe->read.recipe);
    QVERIFY(sampling.found && sampling.found->weights == FoundModel::Weights::Same);
    QCOMPARE(sampling.picture.value(), 2);
    QCOMPARE(sampling.classes, (std::vector<int>{3, 1, 2}));
}

void TestSessionGallery::theLimitIsKept()
{
    EventLog log;
    Session session(log.listener());
    session.keepInGallery(settings());
    session.sample(threeOf());
    const auto first = log.wait<GalleryChanged>();
    QVERIFY(first);
    session.keepInGallery(settings(first->totals.bytes + 10));
    session.sample(threeOf());
    const auto second = log.wait<GalleryChanged>([](const GalleryChanged& changed) { return changed.pruned > 0; });
    QVERIFY(second);
    QCOMPARE(second->pruned, 3);
    QCOMPARE(second->totals.pictures, std::int64_t(3));
    QCOMPARE(second->totals.limit, first->totals.bytes + 10);
}

void TestSessionGallery::changesAndExportsAreAnswered()
{
    EventLog log;
    Session session(log.listener());
    session.keepInGallery(settings());
    session.sample(threeOf());
    const auto kept = log.wait<GalleryChanged>();
    QVERIFY(kept);
    const std::vector<GalleryId> ids = {kept->kept[0].id, kept->kept[2].id};
    const JobId marked = session.changeGallery({ids, true});
    const auto changed = log.wait<GalleryChanged>([marked](const GalleryChanged& c) { return c.job == marked; });
    QVERIFY(changed && changed->change.ids == ids);
    QCOMPARE(changed->totals.favourites, std::int64_t(2));
    const JobId exported = session.exportFromGallery({ids, "png", (root() / "out.png").string(), {{"scale", 1LL}}});
    const auto files = log.wait<Exported>([exported](const Exported& e) { return e.job == exported; });
    QVERIFY(files);
    QCOMPARE(files->files.size(), std::size_t(2));
    const ReadRecipe inside = recipeIn(files->files[1]);
    QVERIFY(inside.recipe);
    QCOMPARE(std::get<SamplingRecipe>(*inside.recipe).picture.value(), 2);
    const JobId gone = session.showInGallery(12345);
    const auto failed = log.wait<Failed>([gone](const Failed& f) { return f.job == gone; });
    QVERIFY(failed && failed->task == Task::Gallery);
}

void TestSessionGallery::anExportKeepsNobodyFromTheGallery()
{
    EventLog log;
    Session session(log.listener());
    session.keepInGallery(settings());
    session.sample(threeOf());
    const auto kept = log.wait<GalleryChanged>();
    QVERIFY(kept);
    std::promise<void> writing, goOn;
    const auto slow = [&writing, &goOn](std::size_t) {
        writing.set_value();
        goOn.get_future().wait();
        return Image(1, 8, 8);
    };
    session.exportImages({"png", (root() / "slow.png").string(), {}, {1, slow}, ""});
    writing.get_future().wait();
    const fs::path target = root() / "late.png";
    const JobId job = session.exportFromGallery({{kept->kept[0].id}, "png", target.string(), {}});
    session.listGallery({}); // while that one waits for the other export
    QVERIFY(log.wait<GalleryListed>());
    QVERIFY(log.all<Exported>().empty());
    session.cancelExport(job);
    goOn.set_value();
    const auto cancelled = log.wait<Exported>([job](const Exported& e) { return e.job == job; });
    QVERIFY(cancelled && cancelled->cancelled);
    QVERIFY(!fs::exists(target));
}

void TestSessionGallery::aFullDiskIsSaid()
{
    EventLog log;
    Session session(log.listener());
    session.keepInGallery(settings());
    session.listGallery({}); // it is there
    QVERIFY(log.wait<GalleryListed>());
    const faults::Scope full(faults::Kind::diskFull, (root() / "gallery" / "pictures").string());
    session.sample(threeOf());
    const auto failed = log.wait<Failed>();
    QVERIFY(failed && failed->task == Task::KeepPictures);
    QVERIFY(QString::fromStdString(failed->error.advice()).contains("space"));
    QVERIFY(log.wait<SampleFinished>()); // the picture is shown all the same
}

TEST_MAIN(TestSessionGallery)
#include "tst_session_gallery.moc"
