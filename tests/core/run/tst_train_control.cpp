// Questions to a training: asked from anywhere, answered on its thread between two steps or in a pause, and never lost.
#include "core/base/worker.h"
#include "core/data/dataset.h"
#include "core/data/dataset_store.h"
#include "core/messages/event_sink.h"
#include "core/run/folder/run_folder.h"
#include "core/run/train_control.h"
#include "core/run/train_loop.h"
#include "core/run/train_setup.h"
#include "core/train/trainer.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

using namespace diffuscope;

namespace {

// An answer that can be told from others.
Event numbered(JobId job) { return Exported{job, {}}; }

TrainQuestion question(JobId job, const std::string& kind = {})
{
    TrainQuestion asked;
    asked.kind = kind;
    asked.answer = [job](TrainLoop&) { return numbered(job); };
    asked.refuse = [job](const Error& error) { return Failed{job, Task::Probe, error}; };
    return asked;
}

std::vector<JobId> answers(const EventLog& log)
{
    std::vector<JobId> jobs;
    for (const Exported& answer : log.all<Exported>())
        jobs.push_back(answer.job);
    return jobs;
}

auto answered(JobId job)
{
    return [job](const Exported& answer) { return answer.job == job; };
}

// A run with nothing around it.
class Bench {
public:
    Bench(const fs::path& folder, long long steps)
        : request_(tinyRun(folder, {{"steps", steps}, {"preview_every", 1'000'000LL}}))
    {
    }
    void start()
    {
        worker_.post(
            [this](std::stop_token stop) {
                PreparedRun run = prepareRun(request_, 1, {datasets_, sink, reporter_}, stop);
                TrainLoop(std::move(run), control, sink, reporter_, stop).run();
            },
            [this](const Error& error) {
                control.end();
                reporter_.fail(error);
            });
    }
    ~Bench() { control.close(); }

    EventLog log;
    EventSink sink{log.listener()};
    TrainControl control{sink};

private:
    TrainRequest request_;
    DatasetStore datasets_;
    TrainReporter reporter_{sink, 1};
    Worker worker_{"training"}; // last: joined first
};

} // namespace

class TestTrainControl : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyAnActiveRunIsAsked();
    void theNewestOfAKindIsAnsweredInItsTurn();
    void whatThrowsIsRefusedAndTheRunGoesOn();
    void aPauseAnswers();
    void theEndAnswersOrRefuses();
    void weightsComeFromTheNewestStep();
    void weightsOfARunThatCannotBeginAreRefused();

private:
    fs::path folder() const { return fs::path(dir_.path().toStdString()) / QTest::currentTestFunction(); }
    QTemporaryDir dir_;
};

void TestTrainControl::onlyAnActiveRunIsAsked()
{
    EventLog log;
    EventSink sink(log.listener());
    TrainControl control(sink);
    control.ask(question(1));
    control.keepAsking(question(2, "kept"));
    control.end();
    QCOMPARE(log.size(), std::size_t(0));
    QVERIFY(control.begin());
    QVERIFY(!control.begin());
    control.ask(question(3));
    control.ask(question(4, "kind"));
    control.ask(question(5, "kind"));
    control.end();
    const auto refused = log.all<Failed>();
    QCOMPARE(refused.size(), std::size_t(2)); // 4 was overtaken
    QCOMPARE(refused[0].job, JobId(3));
    QCOMPARE(refused[1].job, JobId(5));
    QVERIFY(refused[1].error.happened().find("ended") != std::string::npos);
    control.ask(question(6));
    QCOMPARE(log.size(), std::size_t(2));
}

void TestTrainControl::theNewestOfAKindIsAnsweredInItsTurn()
{
    Bench bench(folder(), 1'000'000);
    QVERIFY(bench.control.begin());
    bench.control.ask(question(1, "probe"));
    bench.control.ask(question(2));
    bench.control.ask(question(3, "probe"));
    bench.control.ask(question(4));
    bench.start(); // while it prepares they wait
    QVERIFY(bench.log.wait<Exported>(answered(4)));
    QCOMPARE(answers(bench.log), (std::vector<JobId>{2, 3, 4}));
}

void TestTrainControl::whatThrowsIsRefusedAndTheRunGoesOn()
{
    Bench bench(folder(), 1'000'000);
    QVERIFY(bench.control.begin());
    TrainQuestion wrong = question(1);
    wrong.answer = [](TrainLoop&) -> TrainQuestion::Reply { throw std::bad_alloc(); };
    bench.control.ask(wrong);
    bench.start();
    const auto refused = bench.log.wait<Failed>(failedJob(1));
    QVERIFY(refused);
    QCOMPARE(refused->error.happened(), std::string("Out of memory"));
    QVERIFY(bench.log.wait<TrainStatus>([](const TrainStatus& s) { return s.step >= 2; }));
}

void TestTrainControl::aPauseAnswers()
{
    Bench bench(folder(), 1'000'000);
    QVERIFY(bench.control.begin());
    bench.start();
    QVERIFY(bench.log.wait<TrainStatus>([](const TrainStatus& s) { return s.step >= 1; }));
    bench.control.pause();
    const auto paused = bench.log.wait<TrainStatus>(state(TrainState::Paused));
    QVERIFY(paused);
    TrainQuestion where;
    where.answer = [](TrainLoop& loop) -> TrainQuestion::Reply {
        loop.resendStatus();
        return std::nullopt;
    };
    const std::size_t mark = bench.log.size();
    bench.control.ask(where);
    const auto told = bench.log.wait<TrainStatus>([](const TrainStatus&) { return true; }, mark);
    QVERIFY(told && told->state == TrainState::Paused);
    QCOMPARE(told->step, paused->step);
}

// A run as short as can be: what is asked in its last answer comes too late for another, and is refused.
void TestTrainControl::theEndAnswersOrRefuses()
{
    Bench bench(folder(), 1);
    QVERIFY(bench.control.begin());
    TrainQuestion last = question(1);
    const std::function<TrainQuestion::Reply(TrainLoop&)> askAgain = [&](TrainLoop& loop) -> TrainQuestion::Reply {
        if (loop.publish()->trainedSteps < 1) { // and once more, after the last step
            TrainQuestion later = question(2);
            later.answer = askAgain;
            bench.control.ask(later);
            return numbered(1);
        }
        bench.control.ask(question(3));
        return numbered(2);
    };
    last.answer = askAgain;
    bench.control.ask(last);
    bench.start();
    QVERIFY(bench.log.wait<TrainStatus>(state(TrainState::Finished)));
    QCOMPARE(answers(bench.log), (std::vector<JobId>{1, 2}));
    const auto refused = bench.log.all<Failed>();
    QCOMPARE(refused.size(), std::size_t(1));
    QCOMPARE(refused[0].job, JobId(3));
}

void TestTrainControl::weightsComeFromTheNewestStep()
{
    Bench bench(folder(), 1'000'000);
    QVERIFY(bench.control.begin());
    bench.start();
    const auto first = bench.control.freshSnapshot({}); // waits until there is a network
    QVERIFY(first);
    QVERIFY(bench.log.wait<TrainStatus>([&](const TrainStatus& s) { return s.step > first->trainedSteps; }));
    bench.control.pause();
    const auto paused = bench.log.wait<TrainStatus>(state(TrainState::Paused));
    QVERIFY(paused);
    const auto fresh = bench.control.freshSnapshot({});
    QCOMPARE(fresh->trainedSteps, paused->step);
    QCOMPARE(bench.control.freshSnapshot({}).get(), fresh.get()); // no step since: no second copy
    bench.control.stop();
    QVERIFY(bench.log.wait<TrainStatus>(state(TrainState::Finished)));
    QCOMPARE(bench.control.freshSnapshot({})->trainedSteps, paused->step); // and after the end
}

void TestTrainControl::weightsOfARunThatCannotBeginAreRefused()
{
    EventLog log;
    EventSink sink(log.listener());
    TrainControl control(sink);
    QVERIFY_EXCEPTION_THROWN(control.freshSnapshot({}), Error);
    QVERIFY(control.begin());
    std::stop_source impatient;
    impatient.request_stop();
    QVERIFY_EXCEPTION_THROWN(control.freshSnapshot(impatient.get_token()), Error); // does not wait
    Worker asker("asker");
    std::promise<bool> refused;
    asker.post(
        [&](std::stop_token) {
            (void)control.freshSnapshot({});
            refused.set_value(false);
        },
        [&](const Error&) { refused.set_value(true); });
    control.end(); // whether it waits already or not
    QVERIFY(refused.get_future().get());
}

TEST_MAIN(TestTrainControl)
#include "tst_train_control.moc"
