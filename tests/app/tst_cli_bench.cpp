// diffuscope-cli bench: every number is there and they agree with each other; wrong use; Ctrl+C.
#include "tests/app/command_line.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <csignal>

namespace {

const QString kTinyModel = QStringLiteral(DIFFUSCOPE_GOLDEN_DIR "/unet-tiny");

Outcome bench(const QStringList& arguments) { return run(QStringList{"bench"} + arguments); }

bool near(double value, double wanted, double tolerance) { return qAbs(value - wanted) <= tolerance * qAbs(wanted); }

double ceilingOf(const QJsonObject& report, const QString& precision)
{
    for (const QJsonValue& ceiling : report["ceiling"].toArray())
        if (ceiling["precision"].toString() == precision)
            return ceiling["gflops"].toDouble();
    return 0;
}

double millisecondsOf(const QJsonObject& measurement, const QString& kind)
{
    for (const QJsonValue& one : measurement["breakdown"].toArray())
        if (one["kind"].toString() == kind)
            return one["ms"].toDouble();
    return -1;
}

} // namespace

class TestCliBench : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyNumberOfANamedConfig();
    void aModelFolderInBothPrecisions();
    void onlyWhatIsAskedFor();
    void aTableForPeople();
    void wrongUse_data();
    void wrongUse();
    void interruptEndsIt();
};

namespace {

void checkMeasurement(const QJsonObject& report, const QJsonObject& one)
{
    const double speed = one["pictures_per_second"].toDouble(), step = one["step_ms"].toDouble();
    QVERIFY(speed > 0 && step > 0 && one["rounds"].toInt() >= 3 && one["steps_per_round"].toInt() >= 1);
    QVERIFY(near(speed, report["batch"].toInt() / step * 1000, 1e-6));
    QVERIFY(one["pictures_per_second_least"].toDouble() <= speed &&
            speed <= one["pictures_per_second_most"].toDouble());
    const int forwards = one["what"].toString() == "training" ? 3 : 1;
    const double gflops = one["gflops"].toDouble();
    QVERIFY(near(gflops, speed * report["gflop_per_picture"].toDouble() * forwards, 1e-6));
    QVERIFY(near(one["share_of_ceiling"].toDouble(), gflops / ceilingOf(report, one["precision"].toString()), 1e-6));
    QVERIFY(one["peak_memory_bytes"].toDouble() > 50e6); // LibTorch alone takes more

    const double observed = one["observed_step_ms"].toDouble();
    QVERIFY(observed > 0); // how it compares to `step` depends on what else the machine does
    QStringList kinds;
    double sum = 0, share = 0;
    for (const QJsonValue& kind : one["breakdown"].toArray()) {
        kinds << kind["kind"].toString();
        QVERIFY(kind["ms"].toDouble() >= 0);
        sum += kind["ms"].toDouble();
        share += kind["share"].toDouble();
    }
    QCOMPARE(kinds, (QStringList{"convolution", "linear", "attention", "normalisation", "copy", "elementwise",
                                 "optimiser", "data", "other"}));
    QVERIFY2(near(sum, observed, 0.03), qPrintable(QString("%1 and %2 ms").arg(sum).arg(observed)));
    QVERIFY(near(share, 1, 0.03));
    for (const char* kind : {"convolution", "linear", "attention", "normalisation"})
        QVERIFY2(millisecondsOf(one, kind) > 0, kind);
    QVERIFY((millisecondsOf(one, "optimiser") > 0) == (forwards == 3));
    QVERIFY(one["operators"].toArray().size() >= 5);
}

} // namespace

void TestCliBench::everyNumberOfANamedConfig()
{
    const Outcome outcome = bench({"--config", "small", "--batch", "2", "--seconds", "0.2", "--json", "--precision",
                                   "float32", "--threads", "1"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject report = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    QCOMPARE(report["config"].toString(), QString("small"));
    QCOMPARE(report["parameters"].toInteger(), 2587491);
    QCOMPARE(report["gflop_per_picture"].toDouble(), 0.755646464);
    QCOMPARE(report["batch"].toInt(), 2);
    QCOMPARE(report["size"].toInt(), 32);
    QCOMPARE(report["channels"].toInt(), 3);
    QVERIFY(report["complete"].toBool());
    QVERIFY(report["notes"].isArray());
    const QJsonObject machine = report["machine"].toObject();
    QVERIFY(!machine["cpu"].toString().isEmpty() && !machine["libtorch"].toString().isEmpty());
    QVERIFY(!machine["blas"].toString().isEmpty() && machine["blas_optimised"].isBool());
    QVERIFY(machine["instruction_sets"].isArray() && machine["bfloat16_native"].isBool());
    QCOMPARE(machine["threads"].toInt(), 1);
    const QJsonArray ceilings = report["ceiling"].toArray();
    QCOMPARE(ceilings.size(), 1);
    QVERIFY(ceilings[0]["gflops"].toDouble() > 0 && ceilings[0]["channels"].toInt() >= 64);
    QVERIFY(ceilings[0]["batch"].toInt() > 0 && ceilings[0]["size"].toInt() > 0);
    const QJsonArray measurements = report["measurements"].toArray();
    QCOMPARE(measurements.size(), 2);
    QCOMPARE(measurements[0]["what"].toString(), QString("training"));
    QCOMPARE(measurements[1]["what"].toString(), QString("sampling"));
    double peak = 0;
    for (const QJsonValue& measurement : measurements) {
        checkMeasurement(report, measurement.toObject());
        peak = qMax(peak, measurement["peak_memory_bytes"].toDouble());
    }
    QCOMPARE(report["peak_memory_bytes"].toDouble(), peak);
}

void TestCliBench::aModelFolderInBothPrecisions()
{
    const Outcome outcome = bench({"--config", kTinyModel, "--seconds", "0.05", "--json", "--precision", "both"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject report = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    QCOMPARE(report["batch"].toInt(), 4);
    QCOMPARE(report["size"].toInt(), 16);
    QCOMPARE(report["parameters"].toInteger(), 177427);
    QCOMPARE(report["ceiling"].toArray().size(), 2);
    QStringList found;
    for (const QJsonValue& one : report["measurements"].toArray()) {
        found << one["what"].toString() + " " + one["precision"].toString();
        checkMeasurement(report, one.toObject());
    }
    QCOMPARE(found, (QStringList{"training float32", "training bfloat16", "sampling float32", "sampling bfloat16"}));
    const bool native = report["machine"]["bfloat16_native"].toBool();
    QCOMPARE(outcome.out.contains("does not multiply"), !native);
}

void TestCliBench::onlyWhatIsAskedFor()
{
    const Outcome outcome = bench({"--config", kTinyModel, "--seconds", "0.05", "--json", "--what", "sample"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject report = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    const bool native = report["machine"]["bfloat16_native"].toBool();
    QCOMPARE(report["measurements"].toArray().size(), native ? 2 : 1);
    QCOMPARE(report["measurements"][0]["what"].toString(), QString("sampling"));
    QCOMPARE(outcome.out.contains("bfloat16 was left out"), !native); // said, not passed over
}

void TestCliBench::aTableForPeople()
{
    const Outcome outcome = bench({"--config", kTinyModel, "--seconds", "0.05", "--precision", "float32"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    for (const char* word : {"Machine", "177 k parameters", "0.032 GFLOP", "ceiling", "training", "sampling",
                             "of ceiling", "convolution", "observed in all"})
        QVERIFY2(outcome.out.contains(word), qPrintable(word + ("\n" + outcome.out)));
    QVERIFY(outcome.err.contains("Measuring training in float32"));
}

void TestCliBench::wrongUse_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("named");
    QTest::newRow("config") << QStringList{"--config", "huge"} << 1 << "huge. Choose small, medium, cifar";
    QTest::newRow("folder") << QStringList{"--config", DIFFUSCOPE_GOLDEN_DIR "/images"} << 1 << "images";
    QTest::newRow("batch") << QStringList{"--batch", "0"} << 2 << "--batch";
    QTest::newRow("seconds") << QStringList{"--seconds", "-1"} << 2 << "--seconds";
    QTest::newRow("no seconds") << QStringList{"--seconds", "0"} << 2 << "0 is not a number above 0";
    QTest::newRow("threads") << QStringList{"--threads", "x"} << 2 << "--threads";
    QTest::newRow("precision") << QStringList{"--precision", "float8"} << 2 << "float8";
    QTest::newRow("what") << QStringList{"--what", "train,swim"} << 2 << "swim";
}

void TestCliBench::wrongUse()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, named);
    const Outcome outcome = bench(arguments);
    QCOMPARE(outcome.code, code);
    QVERIFY2(outcome.out.isEmpty() && outcome.err.startsWith("diffuscope-cli: ") && outcome.err.contains(named),
             qPrintable(outcome.err));
}

void TestCliBench::interruptEndsIt()
{
    QProcess process;
    process.start(DIFFUSCOPE_CLI,
                  {"bench", "--config", kTinyModel, "--seconds", "60", "--precision", "float32", "--json"});
    process.setReadChannel(QProcess::StandardError);
    QTRY_VERIFY_WITH_TIMEOUT(process.peek(1000).contains("Measuring"), 60000);
    QCOMPARE(::kill(pid_t(process.processId()), SIGINT), 0);
    const Outcome outcome = outcomeOf(process);
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains("stopped before its end"), qPrintable(outcome.err));
    const QJsonObject report = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    QVERIFY(report.contains("complete") && !report["complete"].toBool());
}

TEST_MAIN(TestCliBench)
#include "tst_cli_bench.moc"
