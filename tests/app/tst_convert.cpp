// diffuscope-cli convert: any model becomes a clean folder that computes the same, or nothing is written.
#include "core/model/files/safetensors.h"
#include "tests/app/command_line.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>

using namespace diffuscope;

namespace {

std::vector<float> outputIn(const QString& file)
{
    const RawTensor raw = readSafetensors(file.toStdString()).tensors.at("output");
    std::vector<float> values(raw.bytes.size() / sizeof(float));
    std::memcpy(values.data(), raw.bytes.data(), raw.bytes.size());
    return values;
}

} // namespace

class TestConvert : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(dir_.isValid()); }
    void computesTheSame_data();
    void computesTheSame();
    void takesTheNewestCheckpoint();
    void leavesWhatIsThere();

private:
    QString path(const QString& name) const { return dir_.filePath(name); }
    QTemporaryDir dir_;
};

void TestConvert::computesTheSame_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<QString>("dtype");
    QTest::addColumn<double>("tolerance");
    QTest::newRow("bin") << "bin-flat"
                         << "bin-flat"
                         << "fp32" << 1e-5;
    QTest::newRow("trainer") << "bin-trainer"
                             << "bin-flat"
                             << "fp32" << 1e-5;
    QTest::newRow("halved") << "bin-flat"
                            << "bin-flat"
                            << "fp16" << 1e-2;
    QTest::newRow("classes") << "unet-class-conditional"
                             << "unet-class-conditional"
                             << "fp16" << 1e-1;
}

void TestConvert::computesTheSame()
{
    QFETCH(QString, model);
    QFETCH(QString, expected);
    QFETCH(QString, dtype);
    QFETCH(double, tolerance);
    const QString out = path("out-" + QString(QTest::currentDataTag()).replace(' ', '-')), output = path("output");
    const Outcome converted =
        run({"convert", "--model", golden(model), "--out", out, "--dtype", dtype, "--pictures", "2", "--steps", "2"});
    QVERIFY2(converted.code == 0, qPrintable(converted.err));

    const QString io = golden(expected + "/io.safetensors"),
                  weights = out + "/unet/diffusion_pytorch_model.safetensors";
    QCOMPARE(run({"predict", "--model", out, "--input", io, "--output", output}).code, 0);
    const std::vector<float> theirs = outputIn(io), ours = outputIn(output);
    QCOMPARE(ours.size(), theirs.size());
    for (std::size_t k = 0; k < ours.size(); ++k)
        QVERIFY2(std::abs(ours[k] - theirs[k]) < tolerance, qPrintable(QString::number(ours[k] - theirs[k])));

    QCOMPARE(QDir(out).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden, QDir::Name),
             (QStringList{"README.md", "diffuscope.json", "model_index.json", "samples.png", "scheduler", "unet"}));
    for (const auto& [name, info] : listSafetensors(weights.toStdString())) {
        QCOMPARE(QString::fromStdString(info.dtype), dtype == "fp16" ? QString("F16") : QString("F32"));
        QVERIFY2(name.find(".query.") == std::string::npos && name.find(".op.") == std::string::npos, name.c_str());
    }
}

void TestConvert::takesTheNewestCheckpoint()
{
    const QString checkpoints = path("run/checkpoints/"), out = path("newest"), output = path("newest-output");
    QCOMPARE(
        run({"convert", "--model", golden("unet-tiny"), "--out", checkpoints + "step-000000009", "--pictures", "0"})
            .code,
        0);
    QCOMPARE(run({"convert", "--model", golden("bin-flat"), "--out", checkpoints + "step-000000010", "--pictures", "0"})
                 .code,
             0);
    QCOMPARE(run({"convert", "--model", path("run"), "--out", out, "--pictures", "0"}).code, 0);
    const QString io = golden("bin-flat/io.safetensors");
    QCOMPARE(run({"predict", "--model", out, "--input", io, "--output", output}).code, 0);
    QVERIFY(std::abs(outputIn(output).front() - outputIn(io).front()) < 1e-5);
}

void TestConvert::leavesWhatIsThere()
{
    const QString model = golden("bin-flat"), full = path("full"), file = path("file"), empty = path("empty");
    QVERIFY(QDir().mkpath(full) && QDir().mkpath(empty));
    for (const QString& name : {full + "/kept", file})
        QVERIFY(QFile(name).open(QIODevice::WriteOnly));
    for (const QString& taken : {full, file}) {
        const Outcome outcome = run({"convert", "--model", model, "--out", taken});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.err.contains(taken) && outcome.err.contains("already exists"), qPrintable(outcome.err));
    }
    QCOMPARE(QDir(full).entryList(QDir::Files), QStringList{"kept"});
    QCOMPARE(run({"convert", "--model", model, "--out", empty, "--pictures", "0"}).code, 0);
    QVERIFY(QFile::exists(empty + "/model_index.json"));
    QCOMPARE(run({"convert", "--model", model, "--out", empty}).code, 1);

    const QStringList before = QDir(dir_.path()).entryList(QDir::AllEntries | QDir::Hidden);
    QCOMPARE(run({"convert", "--model", path("nowhere"), "--out", path("never")}).code, 1);
    QCOMPARE(run({"convert", "--model", model, "--out", path("never"), "--dtype", "fp8"}).code, 2);
    QCOMPARE(QDir(dir_.path()).entryList(QDir::AllEntries | QDir::Hidden), before);
}

TEST_MAIN(TestConvert)
#include "tst_convert.moc"
