// diffuscope-cli gallery, and what sample --keep puts there.
#include "tests/app/command_line.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

class TestCliGallery : public QObject, CliFolder {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void aGalleryIsNotMadeByLooking();
    void samplesAreKeptOnRequest();
    void futuresAreNotSilentlyLeftOut();
    void aSearchIsListed();
    void oneIsShownWithItsRecipe();
    void exportsCarryTheirRecipes();
    void picturesAreVerified();
    void pruningNeedsALimit();
    void wrongUsageIsNamed();

private:
    QJsonDocument told(const QStringList& words)
    {
        const Outcome outcome = run(QStringList{"gallery"} + words + QStringList{"--json"});
        if (outcome.code != 0)
            qWarning("%s", qPrintable(outcome.err));
        return QJsonDocument::fromJson(outcome.out.toUtf8());
    }
    QJsonArray list(const QStringList& words = {}) { return told(QStringList{"list"} + words)["pictures"].toArray(); }
};

void TestCliGallery::initTestCase()
{
    QVERIFY(folder_.isValid());
    qputenv("XDG_DATA_HOME", folder_.path().toUtf8());
}

void TestCliGallery::aGalleryIsNotMadeByLooking()
{
    const Outcome outcome = run({"gallery", "list"});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains("There is no gallery"), qPrintable(outcome.err));
    QVERIFY(!QFile::exists(folder_.filePath("diffuscope")));
}

void TestCliGallery::samplesAreKeptOnRequest()
{
    const QStringList sample = {"sample",
                                "--model",
                                golden("unet-class-conditional"),
                                "--steps",
                                "2",
                                "--count",
                                "2",
                                "--class",
                                "3,1",
                                "--seed",
                                "40",
                                "--out",
                                folder_.filePath("sheet.png")};
    QCOMPARE(run(sample).code, 0);
    QVERIFY(!QFile::exists(folder_.filePath("diffuscope"))); // not unasked
    const Outcome kept = run(sample + QStringList{"--keep"});
    QVERIFY2(kept.code == 0, qPrintable(kept.err));
    QVERIFY2(kept.err.contains("Kept in the gallery: 2 pictures"), qPrintable(kept.err));
    const Outcome ladder = run({"sample", "--model", golden("unet-class-conditional"), "--sampler", "euler", "--steps",
                                "2", "--class", "2", "--seed", "7", "--out", folder_.filePath("one.png"), "--keep"});
    QVERIFY2(ladder.code == 0, qPrintable(ladder.err));
    QCOMPARE(list().size(), qsizetype(3));
}

// A recipe may tell of what is no walk with an end of its own.
void TestCliGallery::futuresAreNotSilentlyLeftOut()
{
    const QString sheet = folder_.filePath("futures.png");
    const Outcome fan = run({"fan", golden("unet-class-conditional"), "--steps", "3", "--class", "2", "--futures", "2",
                             "--every", "2", "--out", sheet});
    QVERIFY2(fan.code == 0, qPrintable(fan.err));
    const QStringList again = {"sample", "--recipe", sheet, "--out", folder_.filePath("again.png")};
    const Outcome refused = run(again + QStringList{"--keep"});
    QVERIFY(refused.code != 0);
    QVERIFY2(refused.err.contains("--keep") && refused.err.contains("futures"), qPrintable(refused.err));
    QCOMPARE(run(again).code, 0);
}

void TestCliGallery::aSearchIsListed()
{
    const QJsonArray seeds = list({"seed:41"});
    QCOMPARE(seeds.size(), qsizetype(1));
    QCOMPARE(seeds[0].toObject()["class"].toInt(), 1);
    QCOMPARE(list({"euler"}).size(), qsizetype(1));
    QCOMPARE(list({"euler", "class:1"}).size(), qsizetype(0));
    const QJsonArray first = list({"--limit", "2"});
    const QString last = QString::number(first[1].toObject()["id"].toInt());
    const QJsonArray rest = list({"--after", last});
    QCOMPARE(rest.size(), qsizetype(1));
    const Outcome table = run({"gallery", "list"});
    QVERIFY2(table.out.contains("The gallery has 3 pictures"), qPrintable(table.out));
}

void TestCliGallery::oneIsShownWithItsRecipe()
{
    const QString id = QString::number(list({"seed:41"})[0].toObject()["id"].toInt());
    const QJsonObject shown = told({"show", "--id", id}).array()[0].toObject();
    QCOMPARE(shown["recipe"]["picture"].toInt(), 1);
    QCOMPARE(shown["recipe"]["count"].toInt(), 2);
    QVERIFY(QFile::exists(shown["file"].toString()));
    QVERIFY(run({"gallery", "show", "--id", id}).out.contains("unet-class-conditional"));
    QCOMPARE(run({"gallery", "show", "--id", "999"}).code, 1);
}

void TestCliGallery::exportsCarryTheirRecipes()
{
    const Outcome outcome = run({"gallery", "export", "seed:41", "--out", folder_.filePath("two.png"), "--scale", "1"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const Outcome again = run({"sample", "--recipe", folder_.filePath("two.png"), "--model",
                               golden("unet-class-conditional"), "--out", folder_.filePath("again.png")});
    QVERIFY2(again.code == 0, qPrintable(again.err));
    QVERIFY(QFile::exists(folder_.filePath("again.png")));
}

void TestCliGallery::picturesAreVerified()
{
    const QString id = QString::number(list({"seed:41"})[0].toObject()["id"].toInt());
    const QJsonObject same = told({"verify", "--id", id}).array()[0].toObject();
    QVERIFY2(same["verdict"].toString() == "same", qPrintable(same["reason"].toString()));
    // A file that somebody has changed is not what its recipe draws.
    const QString file = told({"show", "--id", id}).array()[0].toObject()["file"].toString();
    const QString other = list({"euler"})[0].toObject()["file"].toString();
    const QByteArray before = bytesOf(file), others = bytesOf(other);
    const qsizetype mine = before.indexOf("IDAT"), theirs = others.indexOf("IDAT");
    QFile changed(file);
    QVERIFY(changed.open(QIODevice::WriteOnly));
    changed.write(before.left(mine - 4) + others.mid(theirs - 4)); // another picture's pixels under this recipe
    changed.close();
    const Outcome differs = run({"gallery", "verify", "--id", id});
    QCOMPARE(differs.code, 3);
    QVERIFY2(differs.out.contains("differs by up to"), qPrintable(differs.out));
}

void TestCliGallery::pruningNeedsALimit()
{
    QCOMPARE(run({"gallery", "prune"}).code, 2);
    const QJsonObject kept = told({"prune", "--limit", "1GB"}).object();
    QCOMPARE(kept["removed"].toInt(), 0);
    const QJsonObject gone = told({"prune", "--limit", "1"}).object();
    QCOMPARE(gone["removed"].toInt(), 3);
    QCOMPARE(list().size(), qsizetype(0));
}

void TestCliGallery::wrongUsageIsNamed()
{
    QCOMPARE(run({"gallery"}).code, 2);
    const Outcome outcome = run({"gallery", "list", "colour:red"});
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.err.contains("colour:red"), qPrintable(outcome.err));
}

TEST_MAIN(TestCliGallery)
#include "tst_cli_gallery.moc"
