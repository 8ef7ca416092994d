// The command line as people meet it: a process with arguments, files, exit codes and one line when it fails.
#include "core/export/recipe_reader.h"
#include "core/model/files/safetensors.h"
#include "core/recipe/recipe.h"
#include "tests/app/command_line.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>

using namespace diffuscope;

namespace {

std::vector<float> floatsOf(const QString& file, const char* tensor)
{
    const RawTensor raw = readSafetensors(file.toStdString()).tensors.at(tensor);
    std::vector<float> values(raw.bytes.size() / sizeof(float));
    std::memcpy(values.data(), raw.bytes.data(), raw.bytes.size());
    return values;
}

void writeNoise(const QString& file, int count, int channels, int side)
{
    RawTensor raw{"F32", {count, channels, side, side}, {}};
    for (int k = 0; k < count * channels * side * side; ++k) {
        const float value = std::sin(float(k) * 12.9898f) * 1.5f;
        raw.bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    writeSafetensors(file.toStdString(), {{{"noise", raw}}, {}});
}

const QStringList kTiny = {
    "--data", "builtin:digits",  "--size", "16", "--batch", "4", "--limit", "40", "--preview-count",
    "2",      "--preview-steps", "2"};

} // namespace

class TestCli : public QObject, CliFolder {
    Q_OBJECT
private Q_SLOTS:
    void listsAreTheCatalogs();
    void predictsWhatDiffusersPredicts_data();
    void predictsWhatDiffusersPredicts();
    void forwardStripHasOnePictureATimestep();
    void sameNoiseSamePictures();
    void classesHaveNames();
    void aStarterDrawsOnEveryMachine();
    void aSetIsWrittenAsArrays();
    void theWindowSaysItsVersionWithoutADisplay();
    void trainsSamplesAndInspects();
    void interruptLeavesACheckpointToResume();

private:
    void drawsAgainWhatARecipeSays(const QString& runFolder, const QString& sheet);
};

void TestCli::listsAreTheCatalogs()
{
    for (const auto& [catalog, member] :
         {std::pair{"schedules", "cosine"}, {"samplers", "ddim"}, {"formats", "gif"}, {"sources", "builtin:digits"}}) {
        const Outcome plain = run({"list", catalog});
        QCOMPARE(plain.code, 0);
        QVERIFY2(plain.out.contains(member), qPrintable(plain.out));
        const auto json = QJsonDocument::fromJson(run({"list", catalog, "--json"}).out.toUtf8());
        QVERIFY(json.isArray());
        QCOMPARE(json.array().size(), plain.out.trimmed().count('\n') + 1);
    }
}

void TestCli::predictsWhatDiffusersPredicts_data()
{
    QTest::addColumn<QString>("model");
    for (const char* name : {"unet-tiny", "unet-class-conditional", "unet-google-style"})
        QTest::newRow(name) << golden(name);
}

void TestCli::predictsWhatDiffusersPredicts()
{
    QFETCH(QString, model);
    const QString output = path("prediction.safetensors");
    const Outcome outcome =
        run({"predict", "--model", model, "--input", model + "/io.safetensors", "--output", output});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const auto ours = floatsOf(output, "output"), theirs = floatsOf(model + "/io.safetensors", "output");
    QCOMPARE(ours.size(), theirs.size());
    for (std::size_t k = 0; k < ours.size(); ++k)
        QVERIFY(std::abs(ours[k] - theirs[k]) < 1e-4f);
}

void TestCli::forwardStripHasOnePictureATimestep()
{
    const QString strip = path("strip.png");
    const Outcome outcome = run({"forward", "--image", "builtin:digits", "--timesteps", "0,250,500,999", "--schedule",
                                 "cosine", "--seed", "0", "--size", "32", "--out", strip});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QByteArray bytes = bytesOf(strip);
    QCOMPARE(bytes.mid(1, 3), QByteArray("PNG"));
    const auto side = [&bytes](int at) { return (quint8(bytes[at + 2]) << 8) + quint8(bytes[at + 3]); };
    QCOMPARE(side(16), 4 * 32 + 5 * 2); // IHDR width: four pictures and the gaps around them
    QCOMPARE(side(20), 32 + 2 * 2);

    const KeptRecipe kept = keptIn(strip.toStdString()); // the kind of recipe that the window writes and reads
    const ReadRecipe read = readRecipe(kept.recipe);
    QVERIFY(read.recipe && read.refused.empty());
    const auto recipe = std::get<ForwardRecipe>(*read.recipe);
    QVERIFY(recipe.schedule && recipe.schedule->id == "cosine" && recipe.schedule->timesteps == 1000);
    QCOMPARE(recipe.steps, (std::vector<int>{1, 251, 501, 1000}));
    QVERIFY(recipe.seed == 0 && recipe.step == 1000 && recipe.side == 32 && recipe.channels == 1);
    QVERIFY(recipe.dataset == "builtin:digits" && recipe.index == 0);
    QVERIFY(!kept.original.empty() && recipe.png == kept.original);
}

void TestCli::sameNoiseSamePictures()
{
    const QString noise = path("noise.safetensors"), a = path("a.safetensors"), b = path("b.safetensors"),
                  c = path("c.safetensors");
    writeNoise(noise, 2, 3, 16);
    const QStringList base = {"sample", "--model", golden("unet-tiny"), "--steps", "3", "--noise", noise, "--raw"};
    QCOMPARE(run(base + QStringList{a}).code, 0);
    QCOMPARE(run(base + QStringList{b}).code, 0);
    QCOMPARE(run(base + QStringList{c, "--sampler", "ddpm", "--seed", "1"}).code, 0);
    QCOMPARE(readSafetensors(a.toStdString()).tensors.at("images").shape, (std::vector<std::int64_t>{2, 3, 16, 16}));
    QCOMPARE(bytesOf(a), bytesOf(b));
    QVERIFY(floatsOf(a, "images") != floatsOf(c, "images"));
    for (const float value : floatsOf(c, "images"))
        QVERIFY(value >= -1 && value <= 1);

    const QString wrong = path("wrong.safetensors");
    writeNoise(wrong, 2, 1, 16); // one channel for a model of three
    const Outcome outcome =
        run({"sample", "--model", golden("unet-tiny"), "--noise", wrong, "--raw", path("d.safetensors")});
    QCOMPARE(outcome.code, 1);
    QVERIFY(outcome.err.contains("wrong.safetensors"));
}

// Folders may be called 3, 7 and cat: then 7 is the second class, and 2 the third.
void TestCli::classesHaveNames()
{
    const QString model = path("named");
    QVERIFY(QDir().mkpath(model + "/unet"));
    for (const char* file : {"/unet/config.json", "/unet/diffusion_pytorch_model.safetensors"})
        QVERIFY(QFile::copy(golden("unet-class-conditional") + file, model + file));
    QFile notes(model + "/diffuscope.json");
    QVERIFY(notes.open(QIODevice::WriteOnly));
    notes.write(R"({"class_names": ["3", "7", "cat"], "trained_steps": 5})");
    notes.close();
    const Outcome outcome = run({"sample", "--model", model, "--steps", "1", "--count", "4", "--class", "cat,7,2,0",
                                 "--raw", path("named.safetensors"), "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QCOMPARE(QJsonDocument::fromJson(outcome.out.toUtf8())["recipe"]["classes"].toArray(), (QJsonArray{2, 1, 2, 0}));
}

void TestCli::aStarterDrawsOnEveryMachine()
{
    QVERIFY(run({"list", "models"}).out.contains("starter:digits"));
    const QString sheet = path("starter.png"), again = path("starter again.png");
    Outcome outcome = run({"sample", "--model", "starter:digits", "--steps", "2", "--count", "2", "--class", "3",
                           "--seed", "5", "--out", sheet});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    // The recipe knows it by its name, not by where it happens to lie, and finds it so.
    QVERIFY(bytesOf(sheet).contains("\"starter:digits\""));
    QVERIFY(!bytesOf(sheet).contains("share/diffuscope"));
    outcome = run({"sample", "--recipe", sheet, "--out", again});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QCOMPARE(bytesOf(again), bytesOf(sheet));
    outcome = run({"sample", "--model", "starter:cats", "--out", again});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains("starter:digits"), qPrintable(outcome.err)); // what there is
    outcome = run({"inspect", "starter:digits"});
    QVERIFY2(outcome.code == 0 && outcome.out.contains("model"), qPrintable(outcome.err + outcome.out));
}

void TestCli::aSetIsWrittenAsArrays()
{
    const QString file = path("digits.safetensors");
    const Outcome outcome = run({"inspect", "builtin:digits", "--size", "8", "--arrays", file});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const TensorFile written = readSafetensors(file.toStdString());
    const RawTensor &images = written.tensors.at("images"), &labels = written.tensors.at("labels");
    QCOMPARE(images.dtype, std::string("F32"));
    QCOMPARE(images.shape, (std::vector<std::int64_t>{labels.shape.at(0), 1, 8, 8}));
    QCOMPARE(labels.dtype, std::string("I64"));
    std::vector<float> values(images.bytes.size() / sizeof(float));
    std::memcpy(values.data(), images.bytes.data(), images.bytes.size());
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    QVERIFY(*least >= -1 && *least < -0.9f && *most <= 1 && *most > 0);
    QCOMPARE(int(labels.bytes.size()), int(8 * labels.shape[0]));
    QVERIFY(written.metadata.at("classes").find("\"9\"") != std::string::npos);
}

void TestCli::theWindowSaysItsVersionWithoutADisplay()
{
    const QString program = QFileInfo(QStringLiteral(DIFFUSCOPE_CLI)).path() + QStringLiteral("/diffuscope");
    if (!QFileInfo::exists(program))
        QSKIP("built without the window");
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* display : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        environment.remove(QLatin1String(display));
    process.setProcessEnvironment(environment);
    process.start(program, {QStringLiteral("--version")});
    const Outcome outcome = outcomeOf(process);
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY2(outcome.out.startsWith("diffuscope "), qPrintable(outcome.out));
}

void TestCli::trainsSamplesAndInspects()
{
    const QString runFolder = path("run"), sheet = path("sheet.png"), film = path("film.gif");
    Outcome outcome = run(QStringList{"train", "--out", runFolder, "--steps", "3", "--preset", "quick"} + kTiny);
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY(outcome.out.contains(runFolder));

    outcome = run({"sample", "--model", runFolder, "--steps", "3", "--count", "4", "--class", "7", "--eta", "0.5",
                   "--out", sheet, "--trajectory", film});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QCOMPARE(bytesOf(sheet).mid(1, 3), QByteArray("PNG"));
    QVERIFY(bytesOf(sheet).contains("\"sampler\":\"ddim\"")); // the recipe travels with the picture
    QCOMPARE(bytesOf(film).left(6), QByteArray("GIF89a"));
    QCOMPARE(bytesOf(film).count(QByteArray("\x21\xF9\x04", 3)), 4); // noise and three steps

    drawsAgainWhatARecipeSays(runFolder, sheet);
    outcome = run({"inspect", runFolder, "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject report = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    QCOMPARE(report["kind"].toString(), QString("run"));
    QCOMPARE(report["facts"].toObject()["trained steps"].toInt(), 4);                 // a number is one
    QCOMPARE(run({"train", "--data", "builtin:digits", "--out", runFolder}).code, 1); // never over another run

    QFile weights(runFolder + "/checkpoints/step-000000004/unet/diffusion_pytorch_model.safetensors");
    QVERIFY2(weights.exists(), qPrintable(weights.fileName()));
    QVERIFY(weights.resize(weights.size() / 2));
    outcome = run({"inspect", runFolder});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.out.contains("problem: "), qPrintable(outcome.out));
}

// The sheet of sample, drawn again from its own recipe: the same file to the last byte, also from a checkpoint that is
// no longer the newest, and told where the weights are others.
void TestCli::drawsAgainWhatARecipeSays(const QString& runFolder, const QString& sheet)
{
    const auto recipeIn = [](const QString& file) {
        return QJsonDocument::fromJson(QByteArray::fromStdString(keptIn(file.toStdString()).recipe)).object();
    };
    const QJsonObject kept = recipeIn(sheet);
    QVERIFY(kept["model"].toString().startsWith(u'/') && kept["model_name"] == QString("run"));
    QCOMPARE(kept["trained_steps"].toInt(), 3);
    QCOMPARE(kept["step"].toInt(-1), 0);
    QCOMPARE(kept["weights_hash"].toString().size(), qsizetype(16));
    const QString again = path("again.png"), one = path("one.png");
    Outcome outcome = run({"sample", "--recipe", sheet, "--out", again, "--json"});
    QVERIFY2(outcome.code == 0 && outcome.err.count("Note: ") == 0, qPrintable(outcome.err));
    QVERIFY(bytesOf(again) == bytesOf(sheet));
    const QJsonObject told = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    QCOMPARE(told["files"].toArray(), QJsonArray{again});
    QCOMPARE(told["network_calls"].toInt(), 3);
    QVERIFY(told["seconds"].toDouble() > 0 && told["pictures"].toInt() == 4);
    QCOMPARE(told["recipe"].toObject(), kept);

    outcome = run({"inspect", sheet, "--json"}); // the recipe is there to be read
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject shown = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    QCOMPARE(shown["recipe"].toObject(), kept);
    QCOMPARE(shown["facts"].toObject()["shows"].toString(), QString("all 4 at step 0"));

    // Given beside it, an option wins.
    QCOMPARE(run({"sample", "--recipe", sheet, "--count", "1", "--class", "8", "--out", one}).code, 0);
    QCOMPARE(recipeIn(one)["count"].toInt(), 1);
    QCOMPARE(recipeIn(one)["classes"].toArray(), QJsonArray{8});

    outcome = run({"train", "--resume", "--out", runFolder, "--steps", "4"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    outcome = run({"sample", "--recipe", sheet, "--out", again}); // of the checkpoint of step 3
    QVERIFY2(outcome.code == 0 && outcome.err.count("Note: ") == 0, qPrintable(outcome.err));
    QJsonObject older = recipeIn(again);
    QVERIFY(older["model"].toString().endsWith("step-000000003"));
    QCOMPARE(older["weights_hash"], kept["weights_hash"]);
    QDir(runFolder + "/checkpoints/step-000000003").removeRecursively();
    outcome = run({"sample", "--recipe", sheet, "--out", again});
    QVERIFY2(outcome.code == 0 && outcome.err.contains("trained 4 steps now, 3 steps then"), qPrintable(outcome.err));
    QVERIFY(bytesOf(again) != bytesOf(sheet));
    QCOMPARE(run({"sample", "--recipe", path("film.gif"), "--out", again}).code, 0); // films keep one, too
    QCOMPARE(run({"sample", "--recipe", runFolder + "/config.toml", "--out", again}).code, 1);
    const QByteArray source = bytesOf(sheet);
    QCOMPARE(run({"sample", "--recipe", sheet, "--out", sheet}).code, 2); // a result never replaces its source
    QCOMPARE(bytesOf(sheet), source);
}

void TestCli::interruptLeavesACheckpointToResume()
{
    const QString runFolder = path("interrupted");
    QProcess process;
    process.start(DIFFUSCOPE_CLI, QStringList{"train", "--out", runFolder, "--steps", "100000", "--json"} + kTiny);
    QJsonObject last;
    while (last["step"].toInt() < 2 && process.waitForReadyRead(kProgramTime))
        while (process.canReadLine())
            last = QJsonDocument::fromJson(process.readLine()).object();
    QCOMPARE(last["state"].toString(), QString("running"));
    ::kill(pid_t(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(kProgramTime));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130); // as shells say it, so that scripts can tell it from a finished run
    while (process.canReadLine())
        last = QJsonDocument::fromJson(process.readLine()).object();
    QCOMPARE(last["state"].toString(), QString("finished"));
    const int stopped = last["step"].toInt();
    QCOMPARE(last["last_checkpoint"].toInt(), stopped);

    const Outcome resumed =
        run({"train", "--resume", "--out", runFolder, "--steps", QString::number(stopped + 2), "--json"});
    QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
    last = QJsonDocument::fromJson(resumed.out.trimmed().section('\n', -1).toUtf8()).object();
    QCOMPARE(last["step"].toInt(), stopped + 2);
    QCOMPARE(last["folder"].toString(), runFolder);
}

TEST_MAIN(TestCli)
#include "tst_cli.moc"
