// The commands that try several things with one model: ladder, race, interpolate, anagram, hybrid, fan.
#include "tests/app/command_line.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

class TestCliCompare : public QObject, CliFolder {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void ladderComparesNumbersOfSteps();
    void raceTakesSamplersAndGuidances();
    void theJudgeReadsTheRows();
    void blendsComeBack_data();
    void blendsComeBack();
    void fanTellsTheCurve();
    void wrongUsageIsNamed_data();
    void wrongUsageIsNamed();

private:
    void comesBack(const QString& sheet)
    {
        const Outcome again = run({"sample", "--recipe", sheet, "--out", path("again.png")});
        QVERIFY2(again.code == 0, qPrintable(again.err));
        QVERIFY(bytesOf(path("again.png")) == bytesOf(sheet));
    }

    QString network_;
};

void TestCliCompare::initTestCase()
{
    QVERIFY(folder_.isValid());
    network_ = golden("unet-class-conditional");
}

void TestCliCompare::ladderComparesNumbersOfSteps()
{
    const Outcome outcome = run({"ladder", network_, "--steps", "2,20,5", "--count", "2", "--class", "3", "--out",
                                 path("ladder.png"), "--csv", path("ladder.csv")});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains("3 walks, 27 network calls"), qPrintable(outcome.err)); // said before
    QVERIFY2(outcome.out.contains("DDIM, 20 steps"), qPrintable(outcome.out));
    const QList<QByteArray> lines = bytesOf(path("ladder.csv")).trimmed().split('\n');
    QCOMPARE(lines.size(), qsizetype(4));
    QCOMPARE(lines[0], QByteArray("name,network_calls,seconds,distance,variety"));
    const auto last = [&lines](int row, int column) { // from the end: the names have commas
        const QList<QByteArray> cells = lines[row].split(',');
        return cells[cells.size() - column].toDouble();
    };
    QVERIFY(lines[2].startsWith("\"DDIM, 20 steps\",20,") && last(2, 2) == 0);
    QVERIFY(last(1, 2) > last(3, 2)); // 2 are farther off than 5
    QVERIFY(last(1, 1) > 0 && last(2, 1) > 0);
    comesBack(path("ladder.png"));
}

void TestCliCompare::raceTakesSamplersAndGuidances()
{
    const Outcome outcome = run({"race", network_, "--samplers", "ddpm:4,heun:3", "--guidances", "1,2", "--null-class",
                                 "9", "--count", "1", "--class", "3", "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject told = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    QCOMPARE(told["network_calls"].toInt(), 4 + 8 + 5 + 10);
    QCOMPARE(told["reference"].toString(), QString("Heun, 3 steps, guidance 2"));
    const QJsonArray rows = told["rows"].toArray();
    QCOMPARE(rows.size(), qsizetype(4));
    QCOMPARE(rows[1].toObject()["name"].toString(), QString("DDPM, 4 steps, guidance 2"));
    QCOMPARE(rows[1].toObject()["network_calls"].toInt(), 8);
}

void TestCliCompare::theJudgeReadsTheRows()
{
    const Outcome outcome = run({"race", network_, "--samplers", "ddim:3,ddim:2", "--count", "2", "--class", "3",
                                 "--judge", "--csv", path("judged.csv"), "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains("Judging 4 pictures, 160 network calls"), qPrintable(outcome.err)); // said before
    const QJsonObject told = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    QCOMPARE(told["judge"].toObject()["network_calls"].toInt(), 160);
    QCOMPARE(told["network_calls"].toInt(), 5); // the walks' alone
    for (const QJsonValue& row : told["rows"].toArray()) {
        const double share = row.toObject()["as_its_class"].toDouble(-1);
        QVERIFY(share == 0 || share == 0.5 || share == 1);
        QVERIFY(row.toObject()["variety"].toDouble() > 0);
    }
    QVERIFY(bytesOf(path("judged.csv")).startsWith("name,network_calls,seconds,distance,variety,as_its_class\n"));
}

void TestCliCompare::blendsComeBack_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("interpolate") << QStringList{"interpolate", network_,  "--seeds", "3,8",    "--count",
                                                "4",           "--class", "3",       "--film", path("film.gif")};
    QTest::newRow("anagram") << QStringList{"anagram", network_, "--class", "6", "--class-turned", "9", "--turn", "90"};
    QTest::newRow("hybrid") << QStringList{"hybrid", network_, "--class", "6", "--class-near", "9", "--blur", "1.5"};
}

void TestCliCompare::blendsComeBack()
{
    QFETCH(QStringList, arguments);
    const Outcome outcome = run(arguments + QStringList{"--steps", "3", "--out", path("blend.png"), "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject told = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    const bool film = arguments.contains("--film");
    QCOMPARE(told["files"].toArray().size(), qsizetype(film ? 2 : 1));
    QCOMPARE(told["network_calls"].toInt(), film ? 3 : 6);
    QVERIFY(!film || bytesOf(path("film.gif")).startsWith("GIF89a"));
    comesBack(path("blend.png"));
}

void TestCliCompare::fanTellsTheCurve()
{
    const Outcome outcome =
        run({"fan", network_, "--every", "2", "--steps", "4", "--futures", "3", "--class", "3", "--out",
             path("futures.png"), "--means", path("means.png"), "--csv", path("curve.csv"), "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject told = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    QCOMPARE(told["network_calls"].toInt(), 4 + 2 + 2); // 4 from the noise, 2 on the way, 2 from the middle
    QVERIFY(outcome.err.contains("2 fans, 8 network calls"));
    QCOMPARE(told["files"].toArray().size(), qsizetype(3));
    const QJsonArray points = told["points"].toArray();
    QCOMPARE(points.size(), qsizetype(2));
    QVERIFY(points[0].toObject()["timestep"].toInt() > points[1].toObject()["timestep"].toInt());
    QVERIFY(points[0].toObject()["spread"].toDouble() > 0);
    const QList<QByteArray> lines = bytesOf(path("curve.csv")).trimmed().split('\n');
    QCOMPARE(lines.size(), qsizetype(3));
    QCOMPARE(lines[0], QByteArray("timestep,alpha_bar,spread,settled"));
    comesBack(path("futures.png"));
}

void TestCliCompare::wrongUsageIsNamed_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("said");
    QTest::newRow("nothing to race") << QStringList{"race", network_} << "--samplers or --guidances";
    QTest::newRow("nobody to judge") << QStringList{"race", golden("unet-tiny"), "--samplers", "ddim:1", "--judge"}
                                     << "--judge";
    QTest::newRow("no sampler") << QStringList{"race", network_, "--samplers", "ddim,warp"} << "warp";
    QTest::newRow("one seed") << QStringList{"interpolate", network_, "--seeds", "3", "--out", "x.png"} << "--seeds";
    QTest::newRow("no class") << QStringList{"anagram", network_, "--class", "6", "--out", "x.png"} << "--class-turned";
}

void TestCliCompare::wrongUsageIsNamed()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, said);
    const Outcome outcome = run(arguments);
    QVERIFY2(outcome.code == 2 && outcome.err.contains(said), qPrintable(outcome.err));
}

TEST_MAIN(TestCliCompare)
#include "tst_cli_compare.moc"
