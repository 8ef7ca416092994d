// A run that goes on or is done again: what may change of it, and that nothing else does.
#include "core/base/save_file.h"
#include "core/run/folder/run_folder.h"
#include "core/run/runs.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

using namespace diffuscope;

namespace {

void writePictures(const fs::path& folder, int from, int to)
{
    fs::create_directories(folder);
    for (int k = from; k < to; ++k) {
        cv::Mat picture(16, 16, CV_8UC3);
        for (int y = 0; y < 16; ++y)
            for (int x = 0; x < 16; ++x)
                picture.at<cv::Vec3b>(y, x) =
                    cv::Vec3b(std::uint8_t(k * 31), std::uint8_t(y * 13 + k * 7), std::uint8_t(x * 16));
        QVERIFY(cv::imwrite((folder / (std::to_string(1000 + k) + ".png")).string(), picture));
    }
}

} // namespace

class TestSessionRepeating : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlySomeSettingsMayChange();
    void changedPicturesAreSaid();
    void picturesAreFoundFromAnywhereAndMayMove();
    void aRunIsRepeatedBitForBit();
};

void TestSessionRepeating::onlySomeSettingsMayChange()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(run, {{"steps", 2LL}}));
    QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
    session.waitForTraining();
    session.startTraining(continued(run, {{"seed", 4LL}}));
    const auto failed = log.wait<Failed>();
    QVERIFY(failed);
    QVERIFY2(failed->error.subject().starts_with("seed = 4, before "), failed->error.subject().c_str());
    QVERIFY(QString::fromStdString(failed->error.advice()).contains("learning_rate"));
    // Its own values are no change: the line that started it, and --resume.
    ParamValues own = trainValues(RunFolder::readConfig(run));
    own["steps"] = 3LL;
    session.waitForTraining();
    session.startTraining(continued(run, own));
    QVERIFY(log.wait<TrainStatus>([](const TrainStatus& s) { return s.state == TrainState::Finished && s.step == 3; }));
}

void TestSessionRepeating::changedPicturesAreSaid()
{
    QTemporaryDir dir;
    const fs::path root = dir.path().toStdString(), run = root / "run";
    writePictures(root / "pictures", 0, 6);
    TrainRequest request = tinyRun(run, {{"steps", 2LL}});
    request.source = (root / "pictures").string();
    EventLog log;
    {
        Session session(log.listener());
        session.startTraining(request);
        QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
    }
    for (const bool changed : {false, true}) {
        if (changed)
            writePictures(root / "pictures", 6, 8);
        EventLog again;
        Session session(again.listener());
        session.startTraining(continued(run, {{"steps", changed ? 4LL : 3LL}}));
        const auto running = again.wait<TrainStatus>(state(TrainState::Running));
        QVERIFY(running);
        const QString message = QString::fromStdString(running->message.text());
        QCOMPARE(message.contains("6 then, 8 now"), changed);
        QVERIFY(again.wait<TrainStatus>(state(TrainState::Finished)));
        QCOMPARE(QString::fromStdString(readFile(run / "log.txt")).contains("have changed"), changed);
    }
}

void TestSessionRepeating::picturesAreFoundFromAnywhereAndMayMove()
{
    QTemporaryDir dir;
    const fs::path root = fs::path(dir.path().toStdString()), run = root / "run", before = fs::current_path();
    writePictures(root / "pictures", 0, 6);
    TrainRequest request = tinyRun(run, {{"steps", 2LL}});
    request.source = "pictures/";
    fs::current_path(root);
    EventLog log;
    Session session(log.listener());
    DatasetRequest open;
    open.source = "pictures/";
    open.side = 16;
    open.limit = 40;
    session.openDataset(open);
    session.waitForFiles();
    session.startTraining(request);
    const auto end = log.wait<TrainStatus>(state(TrainState::Finished));
    fs::current_path(before);
    QVERIFY(end);
    QCOMPARE(log.all<DatasetOpened>().size(), std::size_t(1)); // what is open is not read again
    QCOMPARE(RunFolder::readConfig(run).source, (root / "pictures").string());

    fs::rename(root / "pictures", root / "moved");
    session.waitForTraining();
    session.startTraining(continued(run, {{"steps", 3LL}}));
    const auto failed = log.wait<Failed>();
    QVERIFY(failed);
    QCOMPARE(failed->error.subject(), (root / "pictures").string());
    QVERIFY(QString::fromStdString(failed->error.advice()).contains("--data"));
    session.waitForTraining();
    TrainRequest elsewhere = continued(run, {{"steps", 3LL}});
    elsewhere.source = (root / "moved").string();
    const std::size_t mark = log.size();
    session.startTraining(elsewhere);
    QVERIFY(log.wait<TrainStatus>([](const TrainStatus& s) { return inState(s, TrainState::Finished) && s.step == 3; },
                                  mark));
    QCOMPARE(RunFolder::readConfig(run).source, (root / "moved").string());
    const QString text = QString::fromStdString(readFile(run / "log.txt"));
    QVERIFY(text.contains("steps = 3, before 2") && !text.contains("have changed"));
}

void TestSessionRepeating::aRunIsRepeatedBitForBit()
{
    QTemporaryDir dir;
    const fs::path root = dir.path().toStdString();
    const auto train = [](const TrainRequest& request) {
        EventLog log;
        Session session(log.listener());
        session.startTraining(request);
        return log.wait<TrainStatus>(state(TrainState::Finished)).has_value();
    };
    const ParamValues unusual = {{"steps", 5LL},          {"dropout", 0.2},
                                 {"mirror", true},        {"gradient_accumulation", 2LL},
                                 {"seed", 77LL},          {"ema_more", std::string("0.9")},
                                 {"label_dropout", 0.25}, {"prediction_type", std::string("v_prediction")}};
    QVERIFY(train(tinyRun(root / "first", unusual)));
    fs::copy_file(root / "first" / "config.toml", root / "mailed.toml");
    repeatRun((root / "mailed.toml").string(), (root / "second").string(), "", {});
    QVERIFY(train(continued(root / "second")));
    repeatRun((root / "first").string(), (root / "third").string(), "", {{"seed", 78LL}});
    QVERIFY(train(continued(root / "third")));
    const auto sums = [&](const char* run) {
        return readFile(RunFolder::newestCheckpoint(root / run) / "checksums.txt");
    };
    QCOMPARE(sums("second"), sums("first"));
    QCOMPARE(readFile(root / "second" / "metrics.csv"), readFile(root / "first" / "metrics.csv"));
    QCOMPARE(readFile(root / "second" / "config.toml"), readFile(root / "first" / "config.toml"));
    QVERIFY(sums("third") != sums("first"));
    QVERIFY_EXCEPTION_THROWN(repeatRun((root / "first").string(), (root / "second").string(), "", {}), Error);
    QVERIFY_EXCEPTION_THROWN(repeatRun((root / "first").string(), (root / "4").string(), "", {{"size", 32LL}}), Error);
    QVERIFY(!fs::exists(root / "4"));
}

TEST_MAIN(TestSessionRepeating)
#include "tst_session_repeating.moc"
