// Walks that are kept with every step: written and read again through the session.
#include "core/session/session.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/faults.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

using namespace diffuscope;

class TestSessionWalks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }
    void aKeptWalkComesBackStepByStep();
    void aWalkBeyondTheLimitIsRefused();
    void aFullDiskLeavesWhatWasThere();
    void theEndOfTheSessionWaitsForIt();

private:
    fs::path root() const { return folder_->path().toStdString(); }
    GallerySettings settings(std::uint64_t walks = 0) const { return {true, 0, walks, (root() / "gallery").string()}; }
    // Draws one, and what its listener has of it.
    static std::pair<GalleryId, RecordedWalk> drawn(EventLog& log, Session& session)
    {
        const JobId job = session.sample(pictures(DIFFUSCOPE_GOLDEN_DIR "/unet-tiny", 3, [](SampleRequest& request) {
            request.count = 2;
            request.trajectoryBudget = 10'000'000;
        }));
        const auto ofJob = [job](const auto& event) { return event.job == job; };
        const auto changed = log.wait<GalleryChanged>(
            [job](const GalleryChanged& c) { return !c.walks.empty() && c.walks[0].first == job; });
        RecordedWalk walk;
        walk.started = *log.wait<SampleStarted>(ofJob);
        walk.seconds = log.wait<SampleFinished>(ofJob)->seconds;
        for (const FrameArrived& arrived : log.all<FrameArrived>())
            if (arrived.job == job)
                walk.frames.push_back(arrived.frame);
        walk.model.name = "unet-tiny";
        walk.model.channels = walk.frames[0]->pictures.state(0).channels;
        return {changed->walks[0].second, walk};
    }
    std::size_t walkFiles() const
    {
        std::size_t files = 0;
        if (fs::exists(root() / "gallery" / "walks"))
            for (const auto& each : fs::directory_iterator(root() / "gallery" / "walks"))
                files += each.is_regular_file();
        return files;
    }
    std::unique_ptr<QTemporaryDir> folder_;
};

void TestSessionWalks::aKeptWalkComesBackStepByStep()
{
    EventLog log;
    Session session(log.listener());
    session.keepInGallery(settings());
    const auto [picture, walk] = drawn(log, session);
    const JobId job = session.keepWalk(picture, walk);
    const auto kept = log.wait<GalleryChanged>([job](const GalleryChanged& c) { return c.job == job; });
    QVERIFY(kept && kept->walkKept == picture);
    QCOMPARE(kept->totals.walks, std::int64_t(1));
    const std::size_t started = log.all<SampleStarted>().size();
    const JobId read = session.readWalk(picture);
    const auto again = log.wait<GalleryWalk>([read](const GalleryWalk& w) { return w.job == read; });
    QVERIFY(again && again->entry.id == picture && again->entry.walkBytes > 0);
    QCOMPARE(again->walk.frames.size(), walk.frames.size());
    for (std::size_t k = 0; k < walk.frames.size(); ++k)
        for (int one = 0; one < 2; ++one) {
            const FrameImages &was = walk.frames[k]->pictures, &is = again->walk.frames[k]->pictures;
            QVERIFY(is.state(one).values == was.state(one).values);
            QVERIFY(is.predictedData(one).values == was.predictedData(one).values);
        }
    QCOMPARE(log.all<SampleStarted>().size(), started); // nothing was drawn
    GalleryChange forgotten;
    forgotten.ids = {picture};
    forgotten.forgetWalk = true;
    session.changeGallery(forgotten);
    const JobId gone = session.readWalk(picture);
    const auto failed = log.wait<Failed>(failedJob(gone));
    QVERIFY(failed && failed->task == Task::Gallery);
}

void TestSessionWalks::aWalkBeyondTheLimitIsRefused()
{
    EventLog log;
    Session session(log.listener());
    session.keepInGallery(settings(1000));
    const auto [picture, walk] = drawn(log, session);
    const auto failed = log.wait<Failed>(failedJob(session.keepWalk(picture, walk)));
    QVERIFY(failed && failed->task == Task::KeepWalk);
    QCOMPARE(walkFiles(), std::size_t(0));
    const auto unknown = log.wait<Failed>(failedJob(session.keepWalk(4711, walk)));
    QVERIFY(unknown);
}

void TestSessionWalks::aFullDiskLeavesWhatWasThere()
{
    EventLog log;
    Session session(log.listener());
    session.keepInGallery(settings());
    const auto [picture, walk] = drawn(log, session);
    {
        const faults::Scope full(faults::Kind::diskFull, (root() / "gallery" / "walks").string());
        const auto failed = log.wait<Failed>(failedJob(session.keepWalk(picture, walk)));
        QVERIFY(failed && failed->task == Task::KeepWalk);
        QVERIFY(QString::fromStdString(failed->error.advice()).contains("space"));
    }
    QCOMPARE(walkFiles(), std::size_t(0));
    const JobId job = session.keepWalk(picture, walk);
    QVERIFY(log.wait<GalleryChanged>([job](const GalleryChanged& c) { return c.job == job; }));
    QCOMPARE(walkFiles(), std::size_t(1));
}

void TestSessionWalks::theEndOfTheSessionWaitsForIt()
{
    {
        EventLog log;
        Session session(log.listener());
        session.keepInGallery(settings());
        const auto [picture, walk] = drawn(log, session);
        session.keepWalk(picture, walk);
    }
    EventLog log;
    Session session(log.listener());
    session.keepInGallery(settings());
    GalleryQuery query;
    query.walks = true;
    session.listGallery(query);
    const auto listed = log.wait<GalleryListed>();
    QVERIFY(listed);
    QCOMPARE(listed->ids.size(), std::size_t(2));
}

TEST_MAIN(TestSessionWalks)
#include "tst_session_walks.moc"
