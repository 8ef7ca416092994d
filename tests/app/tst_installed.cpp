// The program installed, moved elsewhere and run there: it finds what belongs to it.
#include "tests/app/command_line.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>
#include <QTemporaryDir>
#include <QtTest>

class TestInstalled : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void theBuiltProgramFindsTheSourceTree();
    void aMovedInstallationFindsItsOwn();
    void whatDesktopsReadIsInstalled();
    void aMissingFolderIsExplained();

private:
    QString place(const char* path) const
    {
        return folder_.filePath(QLatin1String("moved here/") + QLatin1String(path));
    }
    Outcome list(const QString& program) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove(QStringLiteral("DIFFUSCOPE_RESOURCES"));
        process.setProcessEnvironment(environment);
        process.start(program, {QStringLiteral("list"), QStringLiteral("resources")});
        return outcomeOf(process);
    }
    // The launcher, and the program itself where that is a file of its own.
    static bool copyProgram(const QString& folder)
    {
        for (const QString& file : QSet<QString>{QStringLiteral(DIFFUSCOPE_CLI), QStringLiteral(DIFFUSCOPE_COMMAND)})
            if (!QFile::copy(file, folder + u'/' + QFileInfo(file).fileName()))
                return false;
        return true;
    }
    QTemporaryDir folder_;
};

void TestInstalled::initTestCase()
{
    const QString prefix = folder_.filePath(QStringLiteral("prefix"));
    QVERIFY(QDir().mkpath(prefix + QStringLiteral("/bin")));
    QVERIFY(copyProgram(prefix + QStringLiteral("/bin")));
    QProcess install; // the program itself was copied: its rule would want every program to be built
    install.start(QStringLiteral(DIFFUSCOPE_CMAKE),
                  {QStringLiteral("-DCMAKE_INSTALL_PREFIX=") + prefix, QStringLiteral("-P"),
                   QStringLiteral(DIFFUSCOPE_BUILD_DIR "/resources/cmake_install.cmake")});
    const Outcome outcome = outcomeOf(install);
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY(QDir().rename(prefix, folder_.filePath(QStringLiteral("moved here"))));
}

void TestInstalled::theBuiltProgramFindsTheSourceTree()
{
    const Outcome outcome = list(QStringLiteral(DIFFUSCOPE_CLI));
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY2(outcome.out.contains(QStringLiteral("icons/diffuscope.svg")), qPrintable(outcome.out));
}

void TestInstalled::aMovedInstallationFindsItsOwn()
{
    const Outcome outcome = list(place("bin/diffuscope-cli"));
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY2(outcome.out.contains(place("share/diffuscope/icons/diffuscope.svg")), qPrintable(outcome.out));
    QVERIFY2(!outcome.out.contains(QStringLiteral("CMakeLists")), qPrintable(outcome.out));
}

void TestInstalled::whatDesktopsReadIsInstalled()
{
    for (const char* file : {"share/applications/org.diffuscope.Diffuscope.desktop",
                             "share/metainfo/org.diffuscope.Diffuscope.metainfo.xml",
                             "share/icons/hicolor/scalable/apps/org.diffuscope.Diffuscope.svg"})
        QVERIFY2(QFileInfo(place(file)).size() > 0 || !DIFFUSCOPE_HAS_WINDOW, file);
}

void TestInstalled::aMissingFolderIsExplained()
{
    const QString alone = folder_.filePath(QStringLiteral("alone/bin"));
    QVERIFY(QDir().mkpath(alone));
    QVERIFY(copyProgram(alone));
    const Outcome outcome = list(alone + QStringLiteral("/diffuscope-cli"));
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains(folder_.filePath(QStringLiteral("alone/share/diffuscope"))), qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains(QStringLiteral("DIFFUSCOPE_RESOURCES")), qPrintable(outcome.err));
}

TEST_MAIN(TestInstalled)
#include "tst_installed.moc"
