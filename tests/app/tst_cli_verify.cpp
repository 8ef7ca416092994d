// diffuscope-cli: films by their ending, verify and its exit codes, and files that tell nothing.
#include "tests/app/command_line.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

class TestCliVerify : public QObject, CliFolder {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void filmsAreWhatTheirNamesSay();
    void theSameIsZero();
    void differentIsThree();
    void notComparedIsFour();
    void nothingIsToldWhereNothingShouldBe();

private:
    QStringList sample(const QStringList& more) const
    {
        return QStringList{"sample", "--model", path("model"), "--steps", "3", "--count", "2"} + more;
    }
};

void TestCliVerify::initTestCase()
{
    QCOMPARE(run({"convert", "--model", golden("unet-tiny"), "--out", path("model"), "--pictures", "0"}).code, 0);
}

void TestCliVerify::filmsAreWhatTheirNamesSay()
{
    for (const auto& [name, start, at] : {std::tuple("film.webp", "WEBP", 8), std::tuple("film.mp4", "ftyp", 4),
                                          std::tuple("film.apng", "\x89PNG", 0), std::tuple("film.gif", "GIF89a", 0)}) {
        const Outcome made = run(sample({"--trajectory", path(name)}));
        QVERIFY2(made.code == 0, qPrintable(made.err));
        QVERIFY2(bytesOf(path(name)).mid(at).startsWith(start), name);
    }
    const Outcome wrong = run(sample({"--trajectory", path("film.avi")}));
    QCOMPARE(wrong.code, 2);
    QVERIFY2(wrong.err.contains(".webp"), qPrintable(wrong.err));
}

void TestCliVerify::theSameIsZero()
{
    QCOMPARE(run(sample({"--out", path("sheet.png")})).code, 0);
    const Outcome same = run({"verify", path("sheet.png")});
    QVERIFY2(same.code == 0, qPrintable(same.out + same.err));
    QVERIFY2(same.out.contains("the same, bit for bit (2 pictures"), qPrintable(same.out));
    const Outcome json = run({"verify", path("sheet.png"), "--json"});
    QCOMPARE(json.code, 0);
    const QJsonObject said = QJsonDocument::fromJson(json.out.toUtf8()).object();
    QCOMPARE(said["verdict"].toString(), QString("same"));
    QCOMPARE(said["largest_difference"].toInt(-1), 0);
}

void TestCliVerify::differentIsThree()
{
    QCOMPARE(run(sample({"--out", path("one.png")})).code, 0);
    QCOMPARE(run(sample({"--out", path("two.png"), "--seed", "9"})).code, 0);
    const QByteArray one = bytesOf(path("one.png")), two = bytesOf(path("two.png"));
    const auto recipeIn = [](const QByteArray& png) { // the first chunk behind the header
        constexpr qsizetype kHeader = 33;
        return png.mid(kHeader, 12 + qFromBigEndian<quint32>(png.constData() + kHeader));
    };
    QFile file(path("changed.png"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(two).replace(recipeIn(two), recipeIn(one)));
    file.close();
    const Outcome differs = run({"verify", path("changed.png")});
    QCOMPARE(differs.code, 3);
    QVERIFY2(differs.out.contains("differs by up to "), qPrintable(differs.out));
}

void TestCliVerify::notComparedIsFour()
{
    QCOMPARE(run(sample({"--out", path("plain.png"), "--no-metadata"})).code, 0);
    const Outcome plain = run({"verify", path("plain.png"), "--json"});
    QCOMPARE(plain.code, 4);
    QCOMPARE(QJsonDocument::fromJson(plain.out.toUtf8()).object()["verdict"].toString(), QString("no recipe"));
    QCOMPARE(run({"verify", path("nowhere.png")}).code, 1);
    QCOMPARE(run({"verify"}).code, 2);
    QCOMPARE(run(sample({"--out", path("lonely.png")})).code, 0);
    QVERIFY(QDir().rename(path("model"), path("moved")));
    const Outcome gone = run({"verify", path("lonely.png")});
    const Outcome found = run({"verify", path("lonely.png"), "--model", path("moved")});
    QVERIFY(QDir().rename(path("moved"), path("model")));
    QCOMPARE(gone.code, 4);
    QVERIFY2(gone.out.contains("was not found"), qPrintable(gone.out));
    QVERIFY2(found.code == 0, qPrintable(found.out)); // its weights tell that it is the one
}

void TestCliVerify::nothingIsToldWhereNothingShouldBe()
{
    for (const char* name : {"bare.png", "bare.mp4", "bare.webp"}) {
        const QString out = QString(name).endsWith("png") ? "--out" : "--trajectory";
        const Outcome made = run(sample({out, path(name), "--no-metadata"}));
        QVERIFY2(made.code == 0, qPrintable(made.err));
        for (const char* word : {"diffuscope", "DDIM", "trainedAlgorithmicMedia", "parameters"})
            QVERIFY2(!bytesOf(path(name)).contains(word), word);
        QCOMPARE(run({"verify", path(name)}).code, 4);
    }
}

TEST_MAIN(TestCliVerify)
#include "tst_cli_verify.moc"
