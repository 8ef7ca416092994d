// The ways of previews: kept while they are drawn, told again after a resume, made from checkpoints where an older run
// has none, and none of it changes what is trained.
#include "core/base/save_file.h"
#include "core/model/model_folder.h"
#include "core/run/folder/run_folder.h"
#include "core/run/folder/walk_files.h"
#include "core/run/preview_walks.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace diffuscope;

namespace {

using Steps = std::vector<std::int64_t>;
using Bytes = std::vector<std::uint8_t>;

const ParamValues kWalked = {{"steps", 12LL}, {"preview_steps", 4LL}, {"checkpoint_every", 5LL}};

std::vector<PreviewWalkPtr> walksIn(const EventLog& log)
{
    std::vector<PreviewWalkPtr> walks;
    for (const PreviewWalkArrived& arrived : log.all<PreviewWalkArrived>())
        walks.push_back(arrived.walk);
    return walks;
}

Steps stepsOf(const std::vector<PreviewWalkPtr>& walks)
{
    Steps steps;
    for (const PreviewWalkPtr& walk : walks)
        steps.push_back(walk->step);
    return steps;
}

void train(const TrainRequest& request, EventLog& log)
{
    Session session(log.listener());
    session.startTraining(request);
    session.waitForTraining();
}

std::vector<PreviewWalkPtr> readAgain(const fs::path& run, EventLog& log)
{
    Session session(log.listener());
    session.readPreviewWalks(run.string());
    session.waitForPreviewWalks();
    return walksIn(log);
}

bool same(const PackedImage& a, const PackedImage& b)
{
    return a.parts().data == b.parts().data && a.parts().least == b.parts().least && a.parts().step == b.parts().step;
}

bool same(const PreviewWalk& a, const PreviewWalk& b)
{
    bool equal = a.step == b.step && a.stops == b.stops && a.pictures.size() == b.pictures.size();
    for (std::size_t k = 0; equal && k < a.pictures.size(); ++k)
        for (std::size_t stop = 0; stop < a.stops.size(); ++stop)
            equal = equal && same(a.pictures[k].states[stop], b.pictures[k].states[stop]) &&
                    same(a.pictures[k].guesses[stop], b.pictures[k].guesses[stop]);
    return equal;
}

Bytes bytesOf(const Image& image)
{
    Bytes bytes;
    for (const float value : image.values)
        bytes.push_back(toByte(value));
    return bytes;
}

void removeWalks(const fs::path& run)
{
    for (const std::int64_t step : previewWalkSteps(run))
        fs::remove(previewWalkPath(run, step));
}

} // namespace

class TestPreviewWalks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everyPreviewKeepsItsWay();
    void theLastCellIsThePreview();
    void trainingIsTheSameWithAndWithout();
    void aResumeGoesOn();
    void damageCostsOneMoment();
    void oldRunsHaveTheirFinishedPictures();
    void checkpointsWalkTheSameWay();
    void makingCanBeStopped();
    void whatIsNoRunIsSaid();
    void momentsAreThinned();
    void theyStayWithinTheirBudget();

private:
    fs::path copyOf(const char* name) const
    {
        const fs::path copy = fs::path(folder_.path().toStdString()) / name;
        fs::copy(run_, copy, fs::copy_options::recursive);
        return copy;
    }
    QTemporaryDir folder_;
    fs::path run_;
    EventLog first_;
};

void TestPreviewWalks::initTestCase()
{
    qputenv("OMP_NUM_THREADS", "1"); // small networks: threads only get in each other's way
    qputenv("XDG_DATA_HOME", (folder_.path() + "/data").toUtf8());
    run_ = fs::path(folder_.path().toStdString()) / "run";
    train(tinyRun(run_, kWalked), first_);
}

void TestPreviewWalks::everyPreviewKeepsItsWay()
{
    const auto found = first_.all<PreviewWalksFound>();
    QCOMPARE(found.size(), 1u); // told when it starts to train
    QCOMPARE(found[0].folder, run_.string());
    QVERIFY(found[0].moments.empty());
    QCOMPARE(found[0].betas.size(), 1000u);
    QCOMPARE(previewWalkSteps(run_), (Steps{5, 10, 12}));
    const auto walks = walksIn(first_);
    QCOMPARE(stepsOf(walks), (Steps{5, 10, 12}));
    for (const PreviewWalkPtr& walk : walks) {
        QCOMPARE(walk->stops.size(), 5u);
        QCOMPARE(walk->stops.front(), 0);
        QVERIFY(std::is_sorted(walk->stops.begin(), walk->stops.end()));
        QVERIFY(walk->loss > 0);
        QCOMPARE(walk->pictures.size(), 2u);
        QVERIFY(walk->pictures[0].guesses[0].empty()); // nothing is asked of the finished picture
        QVERIFY(!walk->pictures[0].guesses[4].empty());
        for (const int picture : {0, 1}) // the same noise at every moment
            QVERIFY(same(walk->pictures[std::size_t(picture)].states.back(),
                         walks[0]->pictures[std::size_t(picture)].states.back()));
        QVERIFY(same(*walk, readPreviewWalk(run_, walk->step)));
    }
}

void TestPreviewWalks::theLastCellIsThePreview()
{
    const auto previews = first_.all<TrainPreview>();
    const auto walks = walksIn(first_);
    QCOMPARE(previews.size(), walks.size());
    for (std::size_t k = 0; k < walks.size(); ++k)
        for (std::size_t picture = 0; picture < 2; ++picture)
            QCOMPARE(walks[k]->pictures[picture].states[0].parts().data, bytesOf(previews[k].images[picture]));
}

void TestPreviewWalks::trainingIsTheSameWithAndWithout()
{
    const fs::path quiet = fs::path(folder_.path().toStdString()) / "quiet";
    ParamValues values = kWalked;
    values["preview_every"] = 1000LL; // only the one of the last step
    EventLog log;
    train(tinyRun(quiet, values), log);
    QCOMPARE(previewWalkSteps(quiet), (Steps{12}));
    for (const char* file : {"metrics.csv", "checkpoints/step-000000012/unet/diffusion_pytorch_model.safetensors"})
        QVERIFY2(readFile(quiet / file) == readFile(run_ / file), file);

    const SnapshotPtr model = openModel(run_);
    const TrainConfig config = RunFolder::readConfig(run_);
    PreviewWalkRecord record(config);
    const SampleFinished watched = generate(model, previewRequest(config), record.observer(), {});
    const SampleFinished alone = generate(model, previewRequest(config), {}, {});
    QCOMPARE(watched.networkCalls, alone.networkCalls);
    for (std::size_t k = 0; k < alone.images.size(); ++k)
        QVERIFY(watched.images[k].values == alone.images[k].values);
}

void TestPreviewWalks::aResumeGoesOn()
{
    const fs::path run = copyOf("resumed");
    PreviewWalk beyond = readPreviewWalk(run, 12);
    beyond.step = 99; // of a longer run that went back to a checkpoint
    writePreviewWalk(run, beyond);
    EventLog log;
    train(continued(run, {{"steps", 16LL}}), log);
    const auto walks = walksIn(log);
    QCOMPARE(stepsOf(walks), (Steps{5, 10, 12, 15, 16}));
    QCOMPARE(log.all<PreviewWalksFound>().at(0).moments, (Steps{5, 10, 12}));
    QVERIFY(same(*walks[1], *walksIn(first_)[1]));
    QVERIFY(same(walks[4]->pictures[0].states.back(), walks[0]->pictures[0].states.back()));
    QCOMPARE(previewWalkSteps(run), (Steps{5, 10, 12, 15, 16}));
}

void TestPreviewWalks::damageCostsOneMoment()
{
    const fs::path run = copyOf("damaged");
    std::string text = readFile(previewWalkPath(run, 10));
    text[text.size() / 2] = char(~text[text.size() / 2]);
    saveText(previewWalkPath(run, 10), text);
    saveText(previewWalkPath(run, 5), readFile(previewWalkPath(run, 5)).substr(0, 40));
    EventLog log;
    const auto walks = readAgain(run, log);
    QCOMPARE(stepsOf(walks), (Steps{5, 10, 12}));
    for (const int damaged : {0, 1}) {
        QVERIFY(walks[std::size_t(damaged)]->pictures.empty());
        QVERIFY(walks[std::size_t(damaged)]->problem.text().find("walk-0000000") != std::string::npos);
    }
    QVERIFY(same(*walks[2], *walksIn(first_)[2]));
    const auto ends = log.all<PreviewWalksEnded>();
    QCOMPARE(ends.size(), 1u);
    QCOMPARE(ends[0].walks, 3);
    QVERIFY(ends[0].problem.empty());
}

void TestPreviewWalks::oldRunsHaveTheirFinishedPictures()
{
    const fs::path run = copyOf("old");
    removeWalks(run);
    EventLog log;
    const auto walks = readAgain(run, log);
    QCOMPARE(stepsOf(walks), (Steps{5, 10, 12}));
    for (std::size_t k = 0; k < walks.size(); ++k) {
        QCOMPARE(walks[k]->stops, std::vector<int>{0});
        QVERIFY(same(walks[k]->pictures[1].states[0], walksIn(first_)[k]->pictures[1].states[0]));
        QVERIFY(std::abs(walks[k]->loss - walksIn(first_)[k]->loss) < 1e-4); // the table has fewer figures
    }
    QCOMPARE(log.all<PreviewWalksFound>().at(0).checkpoints, (Steps{5, 10, 12}));
}

void TestPreviewWalks::checkpointsWalkTheSameWay()
{
    const fs::path run = copyOf("made");
    removeWalks(run);
    EventLog log;
    {
        Session session(log.listener());
        session.walkCheckpoints(run.string());
        session.waitForPreviewWalks();
    }
    const auto walks = walksIn(log);
    QCOMPARE(stepsOf(walks), (Steps{5, 10, 12}));
    for (std::size_t k = 0; k < walks.size(); ++k) {
        QVERIFY(walks[k]->fromCheckpoint);
        QVERIFY(same(*walks[k], *walksIn(first_)[k])); // the same weights, the same noise
    }
    EventLog again;
    QCOMPARE(stepsOf(readAgain(run, again)), (Steps{5, 10, 12, 5, 10, 12})); // first without, then with their ways
    QVERIFY(again.all<PreviewWalksFound>().at(0).checkpoints.empty());
}

void TestPreviewWalks::makingCanBeStopped()
{
    const fs::path run = copyOf("stopped");
    removeWalks(run);
    EventLog log;
    Session session(log.listener());
    session.walkCheckpoints(run.string());
    session.cancelCheckpointWalks();
    session.waitForPreviewWalks();
    const auto ends = log.all<PreviewWalksEnded>();
    QCOMPARE(ends.size(), 1u);
    QVERIFY(ends[0].cancelled);
    QCOMPARE(previewWalkSteps(run).size(), std::size_t(ends[0].walks));
}

void TestPreviewWalks::whatIsNoRunIsSaid()
{
    EventLog log;
    QVERIFY(readAgain(fs::path(folder_.path().toStdString()) / "none", log).empty());
    const auto ends = log.all<PreviewWalksEnded>();
    QCOMPARE(ends.size(), 1u);
    QCOMPARE(ends[0].problem.text(), std::string("This is not a run"));
}

void TestPreviewWalks::momentsAreThinned()
{
    QCOMPARE(superfluousMoment({100, 200, 300, 310}), 2u);
    QCOMPARE(superfluousMoment({1, 900, 950, 1000}), 2u);
    const fs::path run = copyOf("thinned");
    PreviewWalk walk = readPreviewWalk(run, 12);
    for (int k = 1; k <= 40; ++k) {
        walk.step = 100 * k;
        writePreviewWalk(run, walk);
        thinPreviewWalks(run, 9);
    }
    const Steps left = previewWalkSteps(run);
    QCOMPARE(left.size(), 9u);
    QCOMPARE(left.front(), std::int64_t(5)); // the first and the newest stay
    QCOMPARE(left.back(), std::int64_t(4000));
    QVERIFY(left[4] < 2000); // more of the early ones
}

void TestPreviewWalks::theyStayWithinTheirBudget()
{
    for (const std::size_t side : {8u, 16u, 32u, 64u, 128u, 256u})
        for (const std::size_t channels : {1u, 3u}) {
            const std::size_t values = channels * side * side;
            const PreviewWalkBudget budget = previewWalkBudget(values, 16, 21);
            QVERIFY(budget.pictures >= 1 && budget.pictures <= 16);
            QVERIFY(budget.moments >= 8 && budget.moments <= kMostPreviewWalks);
            QVERIFY(values * 42 * std::size_t(budget.pictures) * std::size_t(budget.moments) <=
                    kPreviewWalkBytes * 11 / 10);
        }
    QCOMPARE(previewWalkBudget(256, 16, 21).pictures, 16);
    QCOMPARE(previewWalkBudget(256, 16, 21).moments, 60);
    QCOMPARE(previewWalkBudget(256, 1, 21).pictures, 1);
}

TEST_MAIN(TestPreviewWalks)
#include "tst_preview_walks.moc"
