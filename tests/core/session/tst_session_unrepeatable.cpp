// Verifying: raw weights, what cannot be drawn again, and requests that overtake each other.
#include "core/recipe/recipe.h"
#include "core/recipe/unrepeatable.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

using namespace diffuscope;

class TestSessionUnrepeatable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rawWeightsAreComparedWithRawWeights();
    void anOlderFailureEndsNobodyElsesWaiting();
    void aMissingFileIsSaidBeforehand();

private:
    fs::path root() const { return folder_.path().toStdString(); }
    QTemporaryDir folder_;
};

void TestSessionUnrepeatable::rawWeightsAreComparedWithRawWeights()
{
    const fs::path run = root() / "run";
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(run, {{"steps", 12LL}}));
    QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
    session.waitForTraining();
    session.keepInGallery({true, 0, 0, (root() / "gallery").string()});
    const auto drawn = [&](bool raw) {
        const std::size_t before = log.size();
        session.sample(pictures(run.string(), 3, [raw](SampleRequest& request) { request.faults.rawWeights = raw; }));
        return log.wait<GalleryChanged>([](const GalleryChanged& changed) { return !changed.kept.empty(); }, before);
    };
    const auto averaged = drawn(false), raw = drawn(true);
    QVERIFY(averaged && raw);
    QVERIFY(averaged->kept[0].weightsHash != raw->kept[0].weightsHash);
    for (const GalleryEntry& entry : {averaged->kept[0], raw->kept[0]}) {
        const JobId job = session.verify(entry.file);
        const auto verified = log.wait<PictureVerified>([job](const PictureVerified& v) { return v.job == job; });
        QVERIFY(verified);
        QVERIFY2(verified->verdict == PictureVerified::Verdict::Same, verified->reason.text().c_str());
        const JobId read = session.readRecipe(entry.file);
        const auto recipe = log.wait<RecipeRead>([read](const RecipeRead& r) { return r.job == read; });
        QVERIFY(recipe && recipe->unrepeatable.empty());
        QVERIFY(std::get<SamplingRecipe>(*recipe->read.recipe).found->weights == FoundModel::Weights::Same);
    }
}

void TestSessionUnrepeatable::anOlderFailureEndsNobodyElsesWaiting()
{
    EventLog log;
    Session session(log.listener());
    session.keepInGallery({true, 0, 0, (root() / "older").string()});
    session.sample(pictures(DIFFUSCOPE_GOLDEN_DIR "/unet-tiny", 400));
    const auto kept = log.wait<GalleryChanged>();
    QVERIFY(kept);
    session.verify(kept->kept[0].file); // long enough for those behind it to be asked for
    QVERIFY(log.wait<VerifyProgress>());
    const JobId gone = session.verify((root() / "gone.png").string());
    const JobId newest = session.verify(kept->kept[0].file);
    const auto last = log.wait<PictureVerified>([newest](const PictureVerified& v) { return v.job == newest; });
    QVERIFY(last && last->verdict == PictureVerified::Verdict::Same);
    QVERIFY(log.all<Failed>().empty());
    const auto overtaken = log.wait<PictureVerified>([gone](const PictureVerified& v) { return v.job == gone; });
    QVERIFY(overtaken && overtaken->cancelled);
}

void TestSessionUnrepeatable::aMissingFileIsSaidBeforehand()
{
    SamplingRecipe recipe;
    QVERIFY(unrepeatable(recipe)); // it names no sampler
    recipe.sampler = "ddim";
    QVERIFY(!unrepeatable(recipe));
    const std::string noise = (root() / "noise.safetensors").string();
    recipe.noiseFile = noise;
    const auto why = unrepeatable(recipe);
    QVERIFY(why && QString::fromStdString(why->reason.text()).contains(QString::fromStdString(noise)));
    recipe.noiseFile.clear();
    recipe.from.file = noise;
    QVERIFY(unrepeatable(recipe));
    recipe.from.png = "iVBORw0KGgo="; // it is in the recipe
    QVERIFY(!unrepeatable(recipe));
    recipe.futures.emplace();
    QVERIFY(unrepeatable(recipe));
}

TEST_MAIN(TestSessionUnrepeatable)
#include "tst_session_unrepeatable.moc"
