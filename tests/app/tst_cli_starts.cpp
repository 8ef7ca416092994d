// sample from a picture, with a mask and with a branch, from the command line: files, recipes, and what is wrong usage.
#include "core/export/format.h"
#include "core/model/files/safetensors.h"
#include "tests/app/command_line.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>

using namespace diffuscope;

namespace {

constexpr int kSide = 16; // of the network's pictures

QByteArray fileBytes(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QJsonObject told(const Outcome& outcome) { return QJsonDocument::fromJson(outcome.out.toUtf8()).object(); }

} // namespace

class TestCliStarts : public QObject, CliFolder {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void ladderOfStrengthsComesBack();
    void repaintedPictureComesBack();
    void branchComesBack();
    void ofSeveralBranchesOneIsNamed();
    void wrongStartsAreWrongUsage_data();
    void wrongStartsAreWrongUsage();

private:
    // Draws, and draws again from the recipe in the result: the same file to the last byte.
    QJsonObject drawnTwice(const QStringList& arguments);

    QStringList model_;
};

void TestCliStarts::initTestCase()
{
    QVERIFY(folder_.isValid());
    model_ = QStringList{"--model", golden("unet-class-conditional"), "--class", "3", "--steps", "5"};
    Image picture(1, kSide, kSide), mask(1, kSide, kSide);
    for (int row = 0; row < kSide; ++row)
        for (int column = 0; column < kSide; ++column) {
            picture.at(0, row, column) = fromByte(std::uint8_t(column * 16 + row));
            mask.at(0, row, column) = column < kSide / 2 ? 1.0f : -1.0f;
        }
    const auto save = [this](const Image& image, const char* name) {
        exportFormat("png").write({{image}, ""}, path(name).toStdString(), {{"scale", 1LL}});
    };
    save(picture, "picture.png");
    save(mask, "mask.png");
}

QJsonObject TestCliStarts::drawnTwice(const QStringList& arguments)
{
    const QString first = path("first.png"), again = path("again.png");
    const Outcome drawn = run(QStringList{"sample"} + model_ + arguments + QStringList{"--out", first, "--json"});
    if (drawn.code != 0)
        qFatal("%s", qPrintable(drawn.err));
    QFile::rename(path("picture.png"), path("gone.png")); // the recipe has it inside
    const Outcome redrawn = run({"sample", "--recipe", first, "--out", again});
    QFile::rename(path("gone.png"), path("picture.png"));
    if (redrawn.code != 0 || fileBytes(again) != fileBytes(first))
        qFatal("not the same: %s", qPrintable(redrawn.err));
    return told(drawn);
}

void TestCliStarts::ladderOfStrengthsComesBack()
{
    const QJsonObject made =
        drawnTwice({"--from-image", path("picture.png"), "--strength", "0.2,0.6,1", "--count", "2"});
    QCOMPARE(made["pictures"].toInt(), 6);
    QCOMPARE(made["network_calls"].toInt(), 2 + 4 + 5);
    const QJsonArray rows = made["rows"].toArray();
    QCOMPARE(rows.size(), qsizetype(3));
    QCOMPARE(rows[1].toObject()["strength"].toDouble(), 0.6);
    QCOMPARE(rows[2].toObject()["distance"].toDouble(), 0.0); // the longest
    QCOMPARE(made["recipe"].toObject()["variations"].toArray().size(), qsizetype(3));
    const QByteArray header = fileBytes(path("first.png")).mid(16, 8); // width and height
    QVERIFY(header.left(4) < header.right(4));                         // three rows of two
}

void TestCliStarts::repaintedPictureComesBack()
{
    const QJsonObject made = drawnTwice(
        {"--from-image", path("picture.png"), "--mask", path("mask.png"), "--redos", "2", "--sampler", "ddpm"});
    QCOMPARE(made["network_calls"].toInt(), 4 * 2 + 1);
    const QJsonObject recipe = made["recipe"].toObject();
    QVERIFY(recipe["from"].toObject().contains("png") && recipe["mask"].toObject().contains("png"));
    QCOMPARE(recipe["redos"].toInt(), 2);
    QCOMPARE(run({"sample", "--recipe", path("first.png"), "--raw", path("raw.safetensors")}).code, 0);
    const std::string values = readSafetensors(path("raw.safetensors").toStdString()).tensors.at("images").bytes;
    int changed = 0;
    for (int row = 0; row < kSide; ++row)
        for (int column = 0; column < kSide; ++column) {
            float value = 0;
            std::memcpy(&value, values.data() + sizeof value * std::size_t(row * kSide + column), sizeof value);
            const int now = toByte(value), before = column * 16 + row;
            if (column >= kSide / 2)
                QCOMPARE(now, before); // unchanged to 1/255
            changed += now != before;
        }
    QVERIFY(changed > 20);
}

void TestCliStarts::branchComesBack()
{
    const QJsonObject made = drawnTwice({"--sampler", "ddpm", "--branch-at", "599", "--branch-class", "8",
                                         "--branch-seed", "7", "--branch-sampler", "euler"});
    const QJsonObject branch = made["recipe"].toObject()["branch"].toObject();
    QCOMPARE(branch["step"].toInt(), 600);
    QCOMPARE(branch["sampler"].toString(), QString("euler"));
    QCOMPARE(branch["classes"].toArray(), QJsonArray{8});
    const QString whole = path("whole.safetensors"), branched = path("branched.safetensors");
    const QStringList walk = QStringList{"sample", "--sampler", "dpmsolver++"} + model_;
    QCOMPARE(run(walk + QStringList{"--raw", whole}).code, 0);
    QCOMPARE(run(walk + QStringList{"--branch-at", "400", "--raw", branched}).code, 0);
    const QByteArray pictures = fileBytes(whole).right(16 * 16 * 4); // behind the header, which has the recipe
    QCOMPARE(fileBytes(branched).right(16 * 16 * 4), pictures);      // without a change it is the same walk
    QCOMPARE(run(walk + QStringList{"--branch-at", "400", "--branch-class", "8", "--raw", branched}).code, 0);
    QVERIFY(fileBytes(branched).right(16 * 16 * 4) != pictures);
}

// Options beside a recipe with several branches change the one that they name, and never drop the others.
void TestCliStarts::ofSeveralBranchesOneIsNamed()
{
    const Outcome one =
        run(QStringList{"sample"} + model_ +
            QStringList{"--branch-at", "599", "--branch-class", "8", "--out", path("one.png"), "--json"});
    QVERIFY2(one.code == 0, qPrintable(one.err));
    QJsonObject recipe = QJsonDocument::fromJson(one.out.toUtf8()).object()["recipe"].toObject();
    QJsonObject first = recipe.take("branch").toObject(), second = first;
    second["step"] = 300;
    second["classes"] = QJsonArray{1};
    recipe["branches"] = QJsonArray{first, second};
    Image picture(1, kSide, kSide);
    const std::string text = QJsonDocument(recipe).toJson(QJsonDocument::Compact).toStdString();
    exportFormat("png").write({{picture}, text}, path("two.png").toStdString(), {{"scale", 1LL}});
    const QStringList again = QStringList{"sample",  "--recipe", path("two.png"),       "--model",
                                          model_[1], "--out",    path("again-two.png"), "--json"};
    for (const QStringList& unclear : {QStringList{"--branch-at", "500"}, QStringList{"--branch-class", "5"}}) {
        const Outcome refused = run(again + unclear);
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.err.contains("599, 299"), qPrintable(refused.err));
    }
    const Outcome changed = run(again + QStringList{"--branch-at", "299", "--branch-class", "5"});
    QVERIFY2(changed.code == 0, qPrintable(changed.err));
    const QJsonArray branches =
        QJsonDocument::fromJson(changed.out.toUtf8()).object()["recipe"].toObject()["branches"].toArray();
    QCOMPARE(branches.size(), qsizetype(2));
    QCOMPARE(branches[0].toObject()["classes"].toArray(), QJsonArray{8});
    QCOMPARE(branches[1].toObject()["classes"].toArray(), QJsonArray{5});
}

void TestCliStarts::wrongStartsAreWrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* name, const QStringList& arguments, int code, const char* said) {
        QTest::newRow(name) << arguments << code << QString(said);
    };
    row("strength alone", {"--strength", "0.5"}, 2, "--from-image");
    row("redos alone", {"--redos", "3"}, 2, "--mask");
    row("no branch", {"--branch-class", "3"}, 2, "--branch-at");
    row("strength 1.5", {"--from-image", "x.png", "--strength", "0.5,1.5"}, 2, "--strength");
    row("film of rows", {"--from-image", "x.png", "--strength", "0.5,1", "--trajectory", "x.gif"}, 2, "--trajectory");
    row("no such step", {"--branch-at", "1000"}, 1, "1001");
}

void TestCliStarts::wrongStartsAreWrongUsage()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, said);
    const Outcome outcome = run(QStringList{"sample"} + model_ + arguments + QStringList{"--out", path("never.png")});
    QVERIFY2(outcome.code == code && outcome.err.contains(said) && outcome.err.count('\n') == 1,
             qPrintable(outcome.err));
    QVERIFY(!QFile::exists(path("never.png")));
}

TEST_MAIN(TestCliStarts)
#include "tst_cli_starts.moc"
