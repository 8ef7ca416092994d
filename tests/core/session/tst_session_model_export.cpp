// What a model to give away holds, and what its card tells.
#include "core/base/random.h"
#include "core/base/save_file.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

using namespace diffuscope;

class TestSessionModelExport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void aModelToGiveAwayIsWhole();
    void aRunTellsItsTraining();
    void anEarlyCheckpointTellsItsOwnLosses();
    void aTrainingThatRunsTellsIt();
    void writingDoesNotWaitForAModel();

private:
    fs::path root() const { return folder_.path().toStdString(); }

    QTemporaryDir folder_;
    std::string model_;
};

void TestSessionModelExport::initTestCase()
{
    model_ = (root() / "tiny-model").string();
    fs::copy(DIFFUSCOPE_GOLDEN_DIR "/unet-tiny", model_, fs::copy_options::recursive);
}

// Nothing in it tells where it was made, and dropping its sheet finds the model beside it.
void TestSessionModelExport::aModelToGiveAwayIsWhole()
{
    const fs::path target = root() / "gift";
    EventLog log;
    Session session(log.listener());
    ModelExportRequest request;
    request.model = model_;
    request.target = target.string();
    request.pictures = 4;
    request.steps = 3;
    request.license = "cc-by-4.0";
    request.source = "builtin:shapes";
    session.exportModel(request);
    const auto exported = log.wait<Exported>();
    QVERIFY(exported && !exported->cancelled);
    QCOMPARE(exported->files.front(), target.string());
    for (const char* part : {"README.md", "model_index.json", "unet/config.json", "scheduler/scheduler_config.json",
                             "samples.png", "nearest.png"})
        QVERIFY2(fs::is_regular_file(target / part), part);
    const QString card = QString::fromStdString(readFile(target / "README.md"));
    QVERIFY(card.startsWith("---\nlicense: cc-by-4.0\nlibrary_name: diffusers\npipeline_tag: "
                            "unconditional-image-generation\ntags:\n- diffusers\n"));
    for (const char* words : {"DDPMPipeline.from_pretrained", "![Pictures", "16 x 16 colour", "# gift", "seed 0",
                              "nearest.png", "is usual"})
        QVERIFY2(card.contains(QLatin1String(words)), words);
    for (const auto& entry : fs::recursive_directory_iterator(target))
        if (entry.is_regular_file())
            QVERIFY2(readFile(entry.path()).find(root().string()) == std::string::npos, entry.path().c_str());
    const std::size_t before = log.size();
    session.verify((target / "samples.png").string(), {});
    QVERIFY(log.wait<PictureVerified>(
        [](const PictureVerified& told) { return told.verdict == PictureVerified::Verdict::Same; }, before));
    const std::size_t mark = log.size();
    session.exportModel(request); // a folder that is not empty stays as it is
    QVERIFY(log.wait<Failed>([](const Failed&) { return true; }, mark));
    request.target = (root() / "bad").string();
    request.license = "mine: all";
    const std::size_t next = log.size();
    session.exportModel(request);
    QVERIFY(log.wait<Failed>([](const Failed& f) { return f.error.subject() == "mine: all"; }, next));
    QVERIFY(!fs::exists(request.target));
}

void TestSessionModelExport::aRunTellsItsTraining()
{
    const fs::path run = root() / "a run", target = root() / "run-model";
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(run, {{"steps", 2LL}, {"class_conditional", true}}));
    QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
    session.waitForTraining();
    ModelExportRequest request;
    request.model = run.string();
    request.target = target.string();
    request.pictures = 0;
    session.exportModel(request);
    QVERIFY(log.wait<Exported>());
    QVERIFY(fs::is_regular_file(target / "loss.png") && !fs::exists(target / "samples.png"));
    const QString card = QString::fromStdString(readFile(target / "README.md"));
    for (const char* words : {"builtin:digits", "| steps | 2 |", "![Loss", "class_labels", "Mean squared error"})
        QVERIFY2(card.contains(QLatin1String(words)), words);
    QVERIFY(!card.contains(QString::fromStdString(root().string())));
}

// The losses are those up to the weights that are given away, not the run's last ones.
void TestSessionModelExport::anEarlyCheckpointTellsItsOwnLosses()
{
    const fs::path run = root() / "long run";
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(run, {{"steps", 6LL}, {"checkpoint_every", 3LL}, {"keep_checkpoints", 5LL}}));
    QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
    session.waitForTraining();
    QStringList cards;
    for (const char* which : {"step-000003", ""}) {
        fs::path model = run;
        if (*which)
            for (const auto& entry : fs::directory_iterator(run / "checkpoints"))
                if (entry.path().filename().string().find('3') != std::string::npos)
                    model = entry.path();
        ModelExportRequest request;
        request.model = model.string();
        request.target = (root() / (std::string("card ") + which)).string();
        request.pictures = 0;
        const std::size_t mark = log.size();
        session.exportModel(request);
        QVERIFY(log.wait<Exported>([](const Exported& each) { return !each.cancelled; }, mark));
        cards.append(QString::fromStdString(readFile(fs::path(request.target) / "README.md")));
    }
    QVERIFY2(cards[0].contains("after step 3: "), qPrintable(cards[0]));
    QVERIFY2(cards[1].contains("after step 6: "), qPrintable(cards[1]));
}

void TestSessionModelExport::aTrainingThatRunsTellsIt()
{
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(root() / "live run", {}));
    QVERIFY(log.wait<TrainStatus>([](const TrainStatus& told) { return told.step >= 2; }));
    ModelExportRequest request;
    request.model = "training";
    request.target = (root() / "live").string();
    request.pictures = 0;
    session.exportModel(request);
    QVERIFY(log.wait<Exported>());
    const QString card = QString::fromStdString(readFile(root() / "live" / "README.md"));
    QVERIFY2(card.contains("builtin:digits") && !card.contains("was not trained by this program"), qPrintable(card));
    session.stopTraining();
    session.waitForTraining();
}

// Whoever wants a picture meanwhile has it, and the model can be called off.
void TestSessionModelExport::writingDoesNotWaitForAModel()
{
    EventLog log;
    Session session(log.listener());
    ModelExportRequest request;
    request.model = model_;
    request.target = (root() / "slow gift").string();
    request.pictures = 64;
    request.steps = 1000;
    const JobId gift = session.exportModel(request);
    QVERIFY(log.wait<ExportProgress>([gift](const ExportProgress& each) { return each.job == gift; }));
    const JobId picture =
        session.exportImages({"png", (root() / "quick.png").string(), {}, {noiseImage(3, 16, 16, 1)}, ""});
    QVERIFY(log.wait<Exported>([picture](const Exported& each) { return each.job == picture; }));
    QVERIFY(log.all<Exported>().size() == 1); // the model is still being drawn with
    session.cancelExport(gift);
    const auto ended = log.wait<Exported>([gift](const Exported& each) { return each.job == gift; });
    QVERIFY(ended && ended->cancelled);
    QVERIFY(!fs::exists(request.target));
}

TEST_MAIN(TestSessionModelExport)
#include "tst_session_model_export.moc"
