#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

// The benchmark of the window runs and says sane things. No time is asserted: that is for a quiet machine and a reader.
class WindowBench : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runsAndPrintsEveryCase();
    void unknownCaseIsRefused();
};

namespace {

struct Ended {
    int code = -1;
    QByteArray out, errors;
};

Ended bench(const QStringList& arguments)
{
    QProcess process;
    process.start(QStringLiteral(WINDOW_BENCH), arguments);
    if (!process.waitForFinished(1'000'000))
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

void WindowBench::runsAndPrintsEveryCase()
{
    const Ended ended = bench({"--json", "--quick", "--seconds", "0.5", "--moves", "20", "--starts", "1"});
    QVERIFY2(ended.code == 0, ended.errors.constData());
    QVERIFY2(!ended.errors.contains("libpng"), ended.errors.constData()); // a second start finds an empty picture
    const QJsonObject all = QJsonDocument::fromJson(ended.out).object();
    QCOMPARE(all["platform"].toString(), QStringLiteral("offscreen"));
    QVERIFY(all["processors"].toInt() >= 1);
    QStringList names;
    for (const QJsonValue& value : all["cases"].toArray()) {
        const QJsonObject row = value.toObject();
        const QString name = row["name"].toString();
        names.append(name);
        for (auto entry = row.begin(); entry != row.end(); ++entry)
            if (entry->isDouble())
                QVERIFY2(entry->toDouble() >= 0, qPrintable(name + u' ' + entry.key()));
        if (name.contains(QStringLiteral("scrub ")))
            QVERIFY2(row["pictures_painted"].toDouble() >= 20, qPrintable(name)); // every move was seen
        if (row.contains(QStringLiteral("p99_ms")))
            QVERIFY(row["p50_ms"].toDouble() <= row["p99_ms"].toDouble() &&
                    row["p99_ms"].toDouble() <= row["max_ms"].toDouble());
        if (name.startsWith(QStringLiteral("start")))
            QVERIFY(row["window_p50_ms"].toDouble() > 0 &&
                    row["window_p50_ms"].toDouble() <= row["picture_p50_ms"].toDouble());
        if (name == QStringLiteral("training, alone"))
            QVERIFY(row["steps_per_s"].toDouble() > 0);
    }
    for (const char* part : {"start", "forward-scrub", "forward-play", "reverse-scrub", "training, scrubbing"})
        QVERIFY2(names.filter(QLatin1String(part)).size() >= 1, part);
}

void WindowBench::unknownCaseIsRefused()
{
    const Ended ended = bench({"--case", "nothing"});
    QCOMPARE(ended.code, 1);
    QVERIFY(ended.errors.contains("no such case") && ended.errors.contains("forward"));
}

TEST_MAIN(WindowBench)
#include "tst_window_bench.moc"
