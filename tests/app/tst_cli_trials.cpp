// The commands that ask what a model has learnt: copying, denoise, and sample --break.
#include "tests/app/command_line.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

class TestCliTrials : public QObject, CliFolder {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void copyingComparesWithTheSet();
    void denoiseSetsABlurAgainstTheNetwork();
    void aBrokenWalkComesBack();
    void theNetworkJudges();
    void wrongUsageIsNamed();

private:
    QString network_;
};

void TestCliTrials::initTestCase()
{
    QVERIFY(folder_.isValid());
    network_ = golden("unet-class-conditional");
}

void TestCliTrials::copyingComparesWithTheSet()
{
    const Outcome outcome = run({"copying", network_, "--data", "builtin:shapes", "--count", "1", "--steps", "4",
                                 "--class", "3", "--at", "900,100", "--json", "--out", path("copying.png")});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject told = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    QVERIFY(told["training_pictures"].toInt() > 200);
    QVERIFY(told["usual_distance"].toDouble() > 0);
    const QJsonArray moments = told["moments"].toArray();
    QCOMPARE(moments.size(), qsizetype(3));
    for (const QJsonValue& value : moments) {
        const QJsonObject moment = value.toObject();
        const QJsonObject nearest = moment["nearest"].toArray().at(0).toObject();
        QVERIFY(qFuzzyCompare(moment["times_usual"].toDouble(),
                              nearest["distance"].toDouble() / told["usual_distance"].toDouble()));
        QCOMPARE(moment.contains("exact_difference"), !moment["finished"].toBool());
    }
    QVERIFY(moments[0].toObject()["timestep"].toInt() > moments[1].toObject()["timestep"].toInt());
    QVERIFY(!bytesOf(path("copying.png")).isEmpty());
}

void TestCliTrials::denoiseSetsABlurAgainstTheNetwork()
{
    QVERIFY(run({"sample", "--model", network_, "--steps", "2", "--class", "3", "--out", path("true.png")}).code == 0);
    const Outcome outcome = run({"denoise", network_, "--image", path("true.png"), "--at", "100,800", "--class", "3",
                                 "--json", "--out", path("rows.png")});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject told = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    QCOMPARE(told["network_calls"].toInt(), 2);
    const QJsonArray points = told["points"].toArray();
    QCOMPARE(points.size(), qsizetype(2));
    QCOMPARE(points[1].toObject()["timestep"].toInt(), 800);
    QVERIFY(points[1].toObject()["blur"].toDouble() > points[0].toObject()["blur"].toDouble());
    QVERIFY(points[0].toObject()["blur_psnr"].toDouble() >= points[0].toObject()["noisy_psnr"].toDouble());
    QVERIFY(!bytesOf(path("rows.png")).isEmpty());
}

void TestCliTrials::aBrokenWalkComesBack()
{
    const QStringList walk{"sample", "--model", network_, "--steps", "3", "--class", "3", "--out"};
    QVERIFY(run(walk + QStringList{path("healthy.png")}).code == 0);
    const Outcome broken = run(walk + QStringList{path("broken.png"), "--break", "t-offset=200,cut-skips", "--json"});
    QVERIFY2(broken.code == 0, qPrintable(broken.err));
    QVERIFY(bytesOf(path("healthy.png")) != bytesOf(path("broken.png")));
    const QJsonObject faults =
        QJsonDocument::fromJson(broken.out.toUtf8()).object()["recipe"].toObject()["faults"].toObject();
    QCOMPARE(faults["t_offset"].toInt(), 200);
    QCOMPARE(faults["cut_skips"].toBool(), true);
    QCOMPARE(faults.size(), qsizetype(2));
    const Outcome again = run({"sample", "--recipe", path("broken.png"), "--out", path("again.png")});
    QVERIFY2(again.code == 0, qPrintable(again.err));
    QVERIFY(bytesOf(path("again.png")) == bytesOf(path("broken.png")));
}

void TestCliTrials::theNetworkJudges()
{
    QVERIFY(run({"sample", "--model", network_, "--steps", "2", "--class", "3", "--count", "1", "--out",
                 path("judged.png")})
                .code == 0);
    const Outcome outcome = run({"judge", network_, "--image", path("judged.png"), "--draws", "3", "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject told = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    const QJsonObject picture = told["pictures"].toArray().at(0).toObject();
    const QJsonArray errors = picture["errors"].toArray();
    QVERIFY(errors.size() > 1);
    QCOMPARE(told["network_calls"].toInt(), 3 * int(errors.size()));
    for (const QJsonValue& error : errors)
        QVERIFY(error.toDouble() >= errors[picture["class"].toInt()].toDouble());
    const Outcome without = run({"judge", golden("unet-tiny"), "--image", path("judged.png")});
    QCOMPARE(without.code, 1);
    QVERIFY2(without.err.contains("no classes"), qPrintable(without.err));
}

void TestCliTrials::wrongUsageIsNamed()
{
    const QStringList walk{"sample", "--model", network_, "--out", path("none.png"), "--break"};
    const Outcome word = run(walk + QStringList{"gravity"});
    QCOMPARE(word.code, 2);
    QVERIFY2(word.err.contains("gravity") && word.err.contains("cut-skips"), qPrintable(word.err));
    QCOMPARE(run(walk + QStringList{"t-offset=x"}).code, 2);
    const Outcome nothing = run(walk + QStringList{"no-noise", "--steps", "2"}); // DDIM adds none
    QCOMPARE(nothing.code, 1);
    QVERIFY2(nothing.err.contains("adds no noise"), qPrintable(nothing.err));
    QCOMPARE(run({"denoise", network_}).code, 2);
    QCOMPARE(run({"copying", network_}).code, 2);
}

TEST_MAIN(TestCliTrials)
#include "tst_cli_trials.moc"
