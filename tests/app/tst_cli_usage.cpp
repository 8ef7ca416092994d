// What the command line says of itself, of wrong usage and of failures: one line, and an exit code for each kind.
#include "tests/app/command_line.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

class TestCliUsage : public QObject, CliFolder {
    Q_OBJECT
private Q_SLOTS:
    void helpAndVersion();
    void wrongUsageIsTwo_data();
    void wrongUsageIsTwo();
    void wrongUsageNamesWhatIsWrong_data();
    void wrongUsageNamesWhatIsWrong();
    void failureIsOneLine_data();
    void failureIsOneLine();
};

void TestCliUsage::helpAndVersion()
{
    QCOMPARE(start({"--help"}).code, 0);
    const Outcome version = start({"--version"});
    QCOMPARE(version.code, 0);
    QVERIFY(version.out.startsWith("diffuscope-cli "));
}

void TestCliUsage::wrongUsageNamesWhatIsWrong_data()
{
    const QString model = golden("unet-tiny");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("said");
    QTest::newRow("subcommand") << QStringList{"paint"} << "There is no such subcommand: paint (diffuscope-cli --help";
    QTest::newRow("option") << QStringList{"sample", "--model", model, "--paint", "3"}
                            << "There is no such option: --paint (diffuscope-cli sample --help";
    QTest::newRow("value") << QStringList{"sample", "--model"} << "--model needs a value (";
    QTest::newRow("none") << QStringList{"sample", "--model", model, "--steps", "0"}
                          << "--steps: 0 is not a whole number from 1 (";
    QTest::newRow("letters") << QStringList{"sample", "--model", model, "--count", "many"}
                             << "--count: many is not a whole number from 1 (";
    QTest::newRow("seed") << QStringList{"sample", "--model", model, "--seed", "-1", "--out", "x.png"}
                          << "--seed: -1 is not a whole number from 0 to 18446744073709551615 (";
    QTest::newRow("long seed") << QStringList{"sample", "--model", model, "--seed", "18446744073709551616"}
                               << "--seed: 18446744073709551616 is not a whole number from 0 to";
    QTest::newRow("list") << QStringList{"forward", "--image", "builtin:digits", "--timesteps", "0,x", "--out", "x.png"}
                          << "--timesteps: 0,x is not a number (";
    QTest::newRow("half a step") << QStringList{"train", "--data", "x", "--out", "y", "--steps", "1.5"}
                                 << "--steps: 1.5 is not a whole number from 1 to ";
    QTest::newRow("size") << QStringList{"train", "--data", "builtin:digits", "--out", "y", "--size", "15"}
                          << "This training setting cannot be used: size = 15";
    QTest::newRow("small") << QStringList{"forward", "--image", "x",     "--timesteps", "0",
                                          "--size",  "4",       "--out", "x.png"}
                           << "--size: 4 is not a whole number from 8 to 1024 (";
    QTest::newRow("timestep") << QStringList{"forward", "--image", "builtin:digits", "--timesteps",
                                             "0,1000",  "--out",   "x.png"}
                              << "--timesteps: 1000 is not a timestep from 0 to 999 (";
    QTest::newRow("eta") << QStringList{"sample", "--model", model,   "--sampler", "ddpm",
                                        "--eta",  "0.5",     "--out", "x.png"}
                         << "--eta: the sampler ddpm has no such setting (";
    QTest::newRow("more steps") << QStringList{"sample", "--model", model, "--steps", "5000", "--out", "x.png"}
                                << "--steps: 5000 is not a whole number from 1 to 1000, the steps of the model (";
    QTest::newRow("no classes") << QStringList{"sample", "--model", model, "--class", "3", "--out", "x.png"}
                                << "--class: 3: the model has no classes (";
    QTest::newRow("class") << QStringList{"sample", "--model", golden("unet-class-conditional"), "--class", "dog",
                                          "--out",  "x.png"}
                           << "--class: dog is no class of the model; it has 0 to ";
    QTest::newRow("catalog") << QStringList{"list"} << "Say what to list: schedules, ";
    QTest::newRow("own source") << QStringList{"predict",
                                               "--model",
                                               model,
                                               "--input",
                                               model + "/io.safetensors",
                                               "--output",
                                               model + "/io.safetensors"}
                                << model + "/io.safetensors belongs to what it would be made from (";
    QTest::newRow("own weights") << QStringList{"sample", "--model", model, "--raw",
                                                model + "/unet/diffusion_pytorch_model.safetensors"}
                                 << model + "/unet/diffusion_pytorch_model.safetensors belongs to what";
    QTest::newRow("sheet") << QStringList{"sample", "--model", model, "--out", "x.jpg"}
                           << "--out: x.jpg does not end in .png (";
    QTest::newRow("strip") << QStringList{"forward", "--image", "builtin:digits", "--timesteps", "0", "--out", "x.gif"}
                           << "--out: x.gif does not end in .png (";
}

void TestCliUsage::wrongUsageNamesWhatIsWrong()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, said);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.err.startsWith("diffuscope-cli: " + said), qPrintable(outcome.err));
    QCOMPARE(outcome.err.count(u'\n'), 1);
}

void TestCliUsage::wrongUsageIsTwo_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("nothing") << QStringList{};
    QTest::newRow("unknown command") << QStringList{"paint"};
    QTest::newRow("no data") << QStringList{"train", "--out", "x"};
    QTest::newRow("no number") << QStringList{"train", "--data", "x", "--out", "x", "--steps", "many"};
    QTest::newRow("out of range") << QStringList{"train", "--data", "x", "--out", "x", "--lr", "-1"};
    QTest::newRow("unknown sampler") << QStringList{"sample", "--model", "x", "--out", "x", "--sampler", "magic"};
    QTest::newRow("no target") << QStringList{"sample", "--model", "x"};
    QTest::newRow("unknown catalog") << QStringList{"list", "stars"};
}

void TestCliUsage::wrongUsageIsTwo()
{
    QFETCH(QStringList, arguments);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.err.startsWith("diffuscope-cli: "), qPrintable(outcome.err));
    QCOMPARE(outcome.err.trimmed().count('\n'), 0);
}

void TestCliUsage::failureIsOneLine_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("named");
    const QString model = golden("unet-tiny"), out = path("never.png");
    QTest::newRow("dataset") << QStringList{"train", "--data", "/no/such", "--out", path("never")} << "/no/such";
    QTest::newRow("model") << QStringList{"sample", "--model", "/no/such", "--out", out} << "/no/such";
    QTest::newRow("image") << QStringList{"forward", "--image", "/no/such.png", "--timesteps", "0", "--out", out}
                           << "/no/such.png";
    QTest::newRow("input") << QStringList{"predict", "--model", model, "--input", "/no/such", "--output", out}
                           << "/no/such";
    QTest::newRow("inspect") << QStringList{"inspect", "/no/such"} << "/no/such";
    QTest::newRow("resume") << QStringList{"train", "--resume", "--out", "/no/such"} << "/no/such";
}

void TestCliUsage::failureIsOneLine()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, named);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.code, 1);
    const QString last = outcome.err.trimmed().section('\n', -1);
    QVERIFY2(last.startsWith("diffuscope-cli: ") && last.contains(named), qPrintable(outcome.err));
    QVERIFY(!QFile::exists(path("never.png")));
}

TEST_MAIN(TestCliUsage)
#include "tst_cli_usage.moc"
