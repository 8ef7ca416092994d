// Measuring pictures against a dataset, through the session.
#include "core/base/random.h"
#include "core/session/session.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace diffuscope;

namespace {

const DatasetRequest kDigits = {"builtin:digits", 16, 0, 200, "white"};

DatasetOpened openDigits(Session& session, EventLog& log)
{
    session.openDataset(kDigits);
    session.waitForFiles();
    return log.all<DatasetOpened>().back();
}

MeasureRequest measuringRequest(std::vector<Image> images, const std::string& source = {})
{
    MeasureRequest request;
    request.images = std::move(images);
    request.source = source;
    return request;
}

bool mentions(const std::vector<std::string>& notes, const std::string& words)
{
    return std::any_of(notes.begin(), notes.end(),
                       [&](const std::string& note) { return note.find(words) != std::string::npos; });
}

} // namespace

class TestMeasure : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qputenv("OMP_NUM_THREADS", "1"); }
    void copiesAndNoiseAreToldApart();
    void anotherSetCanBeNamed();
    void failuresAreNamed();
    void everyMeasurementIsAnswered();
};

void TestMeasure::copiesAndNoiseAreToldApart()
{
    EventLog log;
    Session session(log.listener());
    const DatasetOpened digits = openDigits(session, log);
    std::vector<Image> noise;
    for (std::uint64_t k = 0; k < 16; ++k)
        noise.push_back(noiseImage(1, 16, 16, k));
    session.measure(measuringRequest(digits.samples));
    session.waitForSampling();
    const JobId job = session.measure(measuringRequest(noise));
    session.waitForSampling();
    const auto results = log.all<QualityMeasured>();
    QCOMPARE(results.size(), std::size_t(2));
    const QualityMeasured &copies = results[0], &strange = results[1];
    QCOMPARE(strange.job, job);
    QCOMPARE(copies.pictures, 16);
    QCOMPARE(copies.references, 200);
    QVERIFY(copies.medianNeighbourDistance > 0);
    for (std::size_t k = 0; k < 16; ++k) {
        QCOMPARE(copies.nearest[k].index, int(k * 200 / 16)); // where samples come from
        QCOMPARE(copies.nearest[k].distance, 0.0);
        QVERIFY(copies.nearest[k].picture.values == digits.samples[k].values);
        QVERIFY(strange.nearest[k].distance > copies.medianNeighbourDistance);
    }
    QVERIFY(copies.slicedWasserstein < strange.slicedWasserstein / 2);
    QVERIFY(std::abs(copies.kernelDistance) < 4 * copies.kernelDistanceError);
    QVERIFY(strange.kernelDistance > 4 * strange.kernelDistanceError);
    QVERIFY(!copies.fid && !copies.kid && !mentions(copies.notes, "FID"));
}

void TestMeasure::anotherSetCanBeNamed()
{
    EventLog log;
    Session session(log.listener());
    const std::vector<Image> colours(4, Image(3, 16, 16, 0.5f));
    session.measure(measuringRequest(colours, "builtin:shapes"));
    session.waitForSampling();
    QVERIFY(log.all<Failed>().empty());
    const QualityMeasured result = log.all<QualityMeasured>().back();
    QVERIFY(result.references > 200);
    QVERIFY(result.nearest[0].picture.sameShape(colours[0]));
    QVERIFY(result.nearest[0].distance > 0);
}

void TestMeasure::failuresAreNamed()
{
    EventLog log;
    Session session(log.listener());
    const auto failure = [&](const MeasureRequest& request) {
        const JobId job = session.measure(request);
        session.waitForSampling();
        const Failed failed = log.all<Failed>().back();
        return failed.job == job && failed.task == Task::Measure ? QString(failed.error.what()) : QString("not told");
    };
    QVERIFY(failure(measuringRequest({Image(1, 16, 16)})).contains("No dataset is open"));
    openDigits(session, log);
    QVERIFY(failure(measuringRequest({})).contains("too few"));
    QVERIFY(failure(measuringRequest({}, "builtin:digits")).contains("no pictures"));
    QVERIFY(failure(measuringRequest(std::vector<Image>(4, Image(3, 16, 16)))).contains("16 x 16 grey"));
    QVERIFY(failure(measuringRequest(std::vector<Image>(4, Image(1, 16, 16)), "/no/such")).contains("/no/such"));
    MeasureRequest request = measuringRequest(std::vector<Image>(4, Image(1, 16, 16)));
    request.inceptionFile = "/no/such.pt";
    QVERIFY(failure(request).contains("/no/such.pt"));
    QVERIFY(log.all<QualityMeasured>().empty());
}

// A later request of the same worker ends it, and it says so.
void TestMeasure::everyMeasurementIsAnswered()
{
    EventLog log;
    Session session(log.listener());
    const DatasetOpened digits = openDigits(session, log);
    std::vector<JobId> jobs;
    for (int k = 0; k < 5; ++k)
        jobs.push_back(session.measure(measuringRequest(digits.samples)));
    jobs.push_back(session.measure(measuringRequest(digits.samples, "builtin:shapes"))); // slower
    session.cancelSampling();
    session.waitForSampling();
    for (const JobId job : jobs) {
        int answers = 0;
        for (const Failed& failed : log.all<Failed>())
            answers += failed.job == job && failed.cancelled;
        for (const QualityMeasured& result : log.all<QualityMeasured>())
            answers += result.job == job;
        QCOMPARE(answers, 1);
    }
    QVERIFY(!log.all<Failed>().empty());
}

TEST_MAIN(TestMeasure)
#include "tst_measure.moc"
