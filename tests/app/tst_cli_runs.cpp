// diffuscope-cli runs: the table, what differs, one run, and folders without any.
#include "tests/app/command_line.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

namespace {

QStringList names(const Outcome& outcome)
{
    QStringList found;
    for (const QJsonValue& value : QJsonDocument::fromJson(outcome.out.toUtf8()).array())
        found << value.toObject()["name"].toString();
    return found;
}

} // namespace

class TestCliRuns : public QObject, CliFolder {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void tableAndWhatDiffers();
    void sortedAsAsked();
    void oneRun();
    void nothingToShow();

private:
    QString path(const QString& name) const { return folder_.filePath(name); }
    void train(const QString& name, const QStringList& settings) const;
};

void TestCliRuns::train(const QString& name, const QStringList& settings) const
{
    const QStringList tiny = {"train",   "--data", "builtin:digits",    "--size", "16",
                              "--limit", "40",     "--preview-count",   "2",      "--preview-steps",
                              "2",       "--out",  path("runs/" + name)};
    const Outcome outcome = run(tiny + settings);
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
}

void TestCliRuns::initTestCase()
{
    QVERIFY(folder_.isValid());
    train("grün", {"--steps", "2", "--batch", "4"});
    train("blue", {"--steps", "4", "--batch", "8", "--mirror", "true"});
    // losses that are known
    for (const auto& [name, loss] : {std::pair{"grün", "0.25"}, {"blue", "0.125"}}) {
        QFile metrics(path(QString("runs/%1/metrics.csv").arg(name)));
        QVERIFY(metrics.open(QIODevice::WriteOnly | QIODevice::Truncate));
        metrics.write("step,loss,gradient_norm,learning_rate,skipped\n");
        for (int k = 0; k < 50; ++k)
            metrics.write(QString("%1,%2,1,0.001,0\n").arg(k + 10).arg(loss).toUtf8());
    }
    QVERIFY(QDir(folder_.path()).mkpath("runs/photos"));
}

void TestCliRuns::tableAndWhatDiffers()
{
    const Outcome outcome = run({"runs", path("runs"), "--sort", "name"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QStringList lines = outcome.out.split('\n');
    QVERIFY2(lines.size() > 8, qPrintable(outcome.out));
    const auto cells = [](const QString& line) { return line.split(QRegularExpression("  +")); };
    QCOMPARE(cells(lines[0]), (QStringList{"Name", "State", "Step", "Loss", "Validation", "Parameters", "Preset",
                                           "Dataset", "Changed"}));
    const QStringList blue = cells(lines[1]), green = cells(lines[2]);
    QCOMPARE(blue.mid(0, 4), (QStringList{"blue", "finished", "4 / 4", "0.1250"}));
    QCOMPARE(green.mid(0, 4), (QStringList{"grün", "finished", "2 / 2", "0.2500"}));
    QCOMPARE(blue.mid(6, 2), (QStringList{"quick", "builtin:digits"}));
    QVERIFY2(QRegularExpression("^[0-9.]+ [kM]$").match(blue[5]).hasMatch(), qPrintable(blue[5]));
    QCOMPARE(lines[1].indexOf("finished"), lines[2].indexOf("finished")); // ü is one character wide
    QVERIFY2(lines[3].startsWith("Loss: smoothed over about the last 100 steps."), qPrintable(lines[3]));
    QCOMPARE(lines[5], QString("What differs:"));
    QCOMPARE(cells(lines[6]), (QStringList{"Run", "Steps", "Batch", "Mirror pictures"}));
    QCOMPARE(cells(lines[7]), (QStringList{"blue", "4", "8", "on"}));
    QCOMPARE(cells(lines[8]), (QStringList{"grün", "2", "4", "off"}));
    QVERIFY2(!outcome.out.contains("photos"), qPrintable(outcome.out)); // which is no run
}

void TestCliRuns::sortedAsAsked()
{
    const auto sorted = [this](const char* by) { return names(run({"runs", path("runs"), "--json", "--sort", by})); };
    QCOMPARE(sorted("name"), (QStringList{"blue", "grün"}));
    QCOMPARE(sorted("loss"), (QStringList{"blue", "grün"}));
    QCOMPARE(sorted("step"), (QStringList{"blue", "grün"}));
    QFile config(path("runs/grün/config.toml")), checkpoint(path("runs/grün/metrics.csv"));
    for (QFile* file : {&config, &checkpoint}) {
        QVERIFY(file->open(QIODevice::ReadWrite));
        QVERIFY(file->setFileTime(QDateTime::currentDateTime().addDays(1), QFileDevice::FileModificationTime));
    }
    QCOMPARE(sorted("date"), (QStringList{"grün", "blue"}));
    QCOMPARE(run({"runs", path("runs"), "--sort", "colour"}).code, 2);
}

void TestCliRuns::oneRun()
{
    const Outcome outcome = run({"runs", path("runs/blue")});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY(outcome.out.startsWith("blue: finished\n"));
    for (const char* line :
         {"  step +4 / 4\n", "  loss +0.1250, smoothed", "  batch +8\n", "  learning_rate +0.0015\n", "  mirror +on\n"})
        QVERIFY2(outcome.out.contains(QRegularExpression(line)), line);
    const QJsonObject json =
        QJsonDocument::fromJson(run({"runs", path("runs/blue"), "--json"}).out.toUtf8()).array().at(0).toObject();
    QCOMPARE(json["state"].toString(), QString("finished"));
    QCOMPARE(json["loss"].toDouble(), 0.125);
    QVERIFY(json["validation_loss"].isNull() || json["validation_loss"].toDouble() > 0);
    QCOMPARE(json["settings"].toObject()["batch"].toInt(), 8);
    QCOMPARE(json["settings"].toObject()["mirror"].toBool(), true);

    QVERIFY(QDir(folder_.path()).mkpath("broken"));
    QFile config(path("broken/config.toml"));
    QVERIFY(config.open(QIODevice::WriteOnly) && config.write("steps = [") > 0);
    config.close();
    const Outcome broken = run({"runs", path("broken")});
    QCOMPARE(broken.code, 1);
    QVERIFY2(broken.err.contains("config.toml"), qPrintable(broken.err));
}

void TestCliRuns::nothingToShow()
{
    QVERIFY(QDir(folder_.path()).mkpath("empty"));
    const Outcome empty = run({"runs", path("empty")});
    QCOMPARE(empty.code, 0);
    QVERIFY2(empty.out.startsWith("There are no runs in " + path("empty")), qPrintable(empty.out));
    QCOMPARE(run({"runs", path("empty"), "--json"}).out, QString("[]\n"));
    const Outcome missing = run({"runs", path("missing")});
    QCOMPARE(missing.code, 1);
    QVERIFY(missing.err.contains(path("missing")));
}

TEST_MAIN(TestCliRuns)
#include "tst_cli_runs.moc"
