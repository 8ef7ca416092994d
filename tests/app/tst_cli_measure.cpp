// diffuscope-cli measure: numbers, the sheet, and what is refused.
#include "tests/app/command_line.h"
#include "tests/support/dataset_image.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <opencv2/imgcodecs.hpp>

using namespace diffuscope;

class TestCliMeasure : public QObject, CliFolder {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void copiesAreFound();
    void picturesOfAModel();
    void wrongUseAndFailures();

private:
    QString path(const QString& name) const { return folder_.filePath(name); }
};

void TestCliMeasure::initTestCase()
{
    QVERIFY(folder_.isValid());
    for (int k = 0; k < 10; ++k) // a set of ten, and copies of three of them
        writeDatasetImage("builtin:digits", k, 16, path(QString("set/%1.png").arg(k)).toStdString());
    QVERIFY(QDir(folder_.path()).mkpath("made/deeper"));
    for (const auto& [from, to] :
         {std::pair{"set/7.png", "made/a.png"}, {"set/2.png", "made/b.png"}, {"set/4.png", "made/deeper/c.png"}})
        QVERIFY(QFile::copy(path(from), path(to)));
}

void TestCliMeasure::copiesAreFound()
{
    const QStringList command = {"measure", "--data", path("set"), "--images", path("made"), "--size", "16"};
    Outcome outcome = run(command + QStringList{"--json", "--sheet", path("sheet.png")});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject json = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    QCOMPARE(json["pictures"].toInt(), 3);
    QCOMPARE(json["references"].toInt(), 10);
    QVERIFY(json["usual_distance"].toDouble() > 0.1);
    QVERIFY(json["sliced_wasserstein"].toDouble() > 0);
    QVERIFY(!json.contains("fid"));
    const QJsonArray nearest = json["nearest"].toArray();
    const int wanted[] = {7, 2, 4};
    for (int k = 0; k < 3; ++k) {
        QCOMPARE(nearest[k].toObject()["index"].toInt(), wanted[k]);
        QCOMPARE(nearest[k].toObject()["distance"].toDouble(), 0.0);
    }
    const cv::Mat sheet = cv::imread(path("sheet.png").toStdString()); // two rows of three, gaps of 2
    const int scale = sheet.cols / (3 * 18 + 2), step = 18 * scale;
    QVERIFY(scale >= 1);
    QCOMPARE(sheet.rows, (2 * 18 + 2) * scale);
    const cv::Mat above = sheet.rowRange(2 * scale, step), below = sheet.rowRange(2 * scale + step, 2 * step);
    QCOMPARE(cv::norm(above, below, cv::NORM_INF), 0.0); // copies: the rows are the same
    QVERIFY(cv::norm(above) > 0);

    outcome = run(command);
    QCOMPARE(outcome.code, 0);
    QVERIFY2(outcome.out.contains("3 pictures against 10") && outcome.out.contains("0.0000 to 0.0000"),
             qPrintable(outcome.out));
    QVERIFY(outcome.out.contains("Note: "));
}

void TestCliMeasure::picturesOfAModel()
{
    const QStringList command = {"measure", "--data", path("set"), "--model", DIFFUSCOPE_GOLDEN_DIR "/unet-tiny",
                                 "--count", "5",      "--steps",   "2",       "--json"};
    const Outcome outcome = run(command), again = run(command), other = run(command + QStringList{"--seed", "9"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject json = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    QCOMPARE(json["nearest"].toArray().size(), 5); // the grey set was read as the model's colours
    QVERIFY(json["nearest"].toArray()[0].toObject()["distance"].toDouble() > 0.1);
    QCOMPARE(outcome.out, again.out);
    QVERIFY(outcome.out != other.out);
}

void TestCliMeasure::wrongUseAndFailures()
{
    QCOMPARE(run({"measure", "--data", "x"}).code, 2);
    QCOMPARE(run({"measure", "--data", "x", "--model", "a", "--images", "b"}).code, 2);
    QCOMPARE(run({"measure", "--data", "x", "--images", "b", "--steps", "5"}).code, 2);
    QCOMPARE(run({"measure", "--data", "x", "--model", "b", "--size", "32"}).code, 2);
    QVERIFY(QDir(folder_.path()).mkpath("empty"));
    const auto refused = [this](const QStringList& more, const QString& named) {
        const Outcome outcome = run(QStringList{"measure", "--data", path("set")} + more);
        const QString last = outcome.err.trimmed().section('\n', -1);
        return outcome.code == 1 && outcome.out.isEmpty() && last.startsWith("diffuscope-cli: ") &&
               last.contains(named);
    };
    QVERIFY(refused({"--images", path("empty")}, path("empty")));
    QVERIFY(refused({"--images", "/no/such"}, "/no/such"));
    QVERIFY(refused({"--model", "/no/such"}, "/no/such"));
    QVERIFY(refused({"--images", path("made"), "--inception", path("set/1.png")}, "set/1.png"));
    QVERIFY(QFile::copy(path("set/1.png"), path("empty/one.png")));
    QVERIFY(refused({"--images", path("empty")}, "too few"));
}

TEST_MAIN(TestCliMeasure)
#include "tst_cli_measure.moc"
