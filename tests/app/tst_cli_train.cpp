// diffuscope-cli train as it is left alone: whatever ends it, it ends in order; and a run is repeated from its
// settings.
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace {

constexpr int kLong = 300'000;

QStringList tinyRun(const QString& folder)
{
    return {"train",
            "--data",
            "builtin:digits",
            "--limit",
            "40",
            "--size",
            "16",
            "--batch",
            "4",
            "--steps",
            "1000000",
            "--seed",
            "3",
            "--preview-count",
            "1",
            "--preview-steps",
            "2",
            "--preview-every",
            "100000",
            "--json",
            "--out",
            folder};
}

QByteArray contentsOf(const QString& name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList checkpointsOf(const QString& run)
{
    return QDir(run + "/checkpoints").entryList({"step-*"}, QDir::Dirs, QDir::Name);
}

// Until the program says that some steps are done.
bool awaitSteps(QProcess& program)
{
    for (QByteArray said; program.waitForReadyRead(kLong);) {
        said += program.readAllStandardOutput();
        if (QRegularExpression("\"state\":\"running\",\"step\":[1-9]").match(QString::fromUtf8(said)).hasMatch())
            return true;
    }
    return false;
}

} // namespace

class TestCliTrain : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(folder_.isValid());
        qputenv("OMP_NUM_THREADS", "1"); // small networks: threads only get in each other's way
    }

    void signalsEndTheRunInOrder_data()
    {
        QTest::addColumn<QList<int>>("signals_");
        QTest::newRow("Ctrl-C") << QList<int>{SIGINT};
        QTest::newRow("timeout, which sends it twice") << QList<int>{SIGTERM, SIGTERM};
        QTest::newRow("the terminal is closed") << QList<int>{SIGHUP};
    }

    void signalsEndTheRunInOrder()
    {
        QFETCH(QList<int>, signals_);
        const QString run =
            folder_.filePath(QString::number(signals_.size()) + "-" + QString::number(signals_.first()));
        QProcess program;
        program.start(DIFFUSCOPE_CLI, tinyRun(run));
        QVERIFY(awaitSteps(program));
        for (const int signal : signals_) {
            ::kill(pid_t(program.processId()), signal);
            QTest::qWait(20);
        }
        QVERIFY(program.waitForFinished(kLong));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 128 + signals_.first()); // as shells say what ended it
        QCOMPARE(checkpointsOf(run).size(), 1);
        QVERIFY(!QFile::exists(run + "/run.lock"));
    }

    void nobodyReadsAnyMore()
    {
        const QString run = folder_.filePath("pipe");
        QProcess shell;
        const QStringList words = {"-c", "\"$0\" \"$@\" | head -n 3", DIFFUSCOPE_CLI};
        shell.start("sh", words + tinyRun(run)); // head goes after three lines
        QVERIFY(shell.waitForFinished(kLong));
        QCOMPARE(shell.readAllStandardOutput().count('\n'), 3);
        QCOMPARE(checkpointsOf(run).size(), 1);
        QVERIFY(!QFile::exists(run + "/run.lock"));
    }

    void nohupIsObeyed()
    {
        const QString run = folder_.filePath("nohup");
        QProcess program;
        program.setChildProcessModifier([] { std::signal(SIGHUP, SIG_IGN); }); // what nohup does
        program.start(DIFFUSCOPE_CLI, tinyRun(run));
        QVERIFY(awaitSteps(program));
        ::kill(pid_t(program.processId()), SIGHUP);
        QVERIFY(!program.waitForFinished(300));
        ::kill(pid_t(program.processId()), SIGINT);
        QVERIFY(program.waitForFinished(kLong));
        QCOMPARE(program.exitCode(), 130);
    }

    void repeatedFromItsSettings()
    {
        QStringList first = tinyRun(folder_.filePath("first"));
        first << "--steps"
              << "4"
              << "--prediction-type"
              << "sample";
        first.removeOne("1000000");
        first.removeOne("--steps");
        QVERIFY(ends(first, 0));
        QVERIFY(
            ends({"train", "--config", folder_.filePath("first/config.toml"), "--out", folder_.filePath("again")}, 0));
        QCOMPARE(checkpointsOf(folder_.filePath("again")), QStringList{"step-000000004"});
        for (const char* file : {"config.toml", "metrics.csv", "checkpoints/step-000000004/checksums.txt"})
            QVERIFY2(contentsOf(folder_.filePath("again/") + file) == contentsOf(folder_.filePath("first/") + file) &&
                         !contentsOf(folder_.filePath("first/") + file).isEmpty(),
                     file);
        QVERIFY(ends({"train", "--config", folder_.filePath("first"), "--out", folder_.filePath("again")}, 1));
        QVERIFY(ends({"train", "--config", folder_.filePath("first"), "--preset", "quick", "--out", "x"}, 2));
        QVERIFY(ends({"train", "--config", folder_.filePath("nothing"), "--out", folder_.filePath("no")}, 1));
        QVERIFY(!QFile::exists(folder_.filePath("no")));
    }

private:
    static bool ends(const QStringList& arguments, int code)
    {
        QProcess program;
        program.start(DIFFUSCOPE_CLI, arguments);
        return program.waitForFinished(kLong) && program.exitStatus() == QProcess::NormalExit &&
               program.exitCode() == code;
    }

    QTemporaryDir folder_;
};

TEST_MAIN(TestCliTrain)
#include "tst_cli_train.moc"
