#include "core/base/error.h"
#include "core/base/resources.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace diffuscope;
namespace fs = std::filesystem;

// Where a program finds what ships beside it.
class TestResources : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void besideTheProgram();
    void theChosenFolderComesFirst();
    void aFolderOfTheSameNameIsNotTaken();
    void everyPlaceIsNamed();
    void thisBuildHasItsOwn();

private:
    fs::path root() const { return fs::path(folder_.path().toStdString()); }
    static void fill(const fs::path& folder)
    {
        fs::create_directories(folder / "icons");
        std::ofstream(folder / "icons/diffuscope.svg") << "<svg/>";
    }
    QTemporaryDir folder_;
};

void TestResources::besideTheProgram()
{
    fill(root() / "opt/a b/share/diffuscope");
    QCOMPARE(resourceFolderOf(root() / "opt/a b/bin/diffuscope", nullptr), root() / "opt/a b/share/diffuscope");
    QCOMPARE(resourceFolderOf(root() / "opt/a b/bin/diffuscope", ""), root() / "opt/a b/share/diffuscope");
    fs::rename(root() / "opt/a b", root() / "moved"); // as a whole, as a package is
    QCOMPARE(resourceFolderOf(root() / "moved/bin/diffuscope", nullptr), root() / "moved/share/diffuscope");
}

void TestResources::theChosenFolderComesFirst()
{
    fill(root() / "two/share/diffuscope");
    fill(root() / "mine");
    const std::string mine = (root() / "mine").string(), gone = (root() / "gone").string();
    QCOMPARE(resourceFolderOf(root() / "two/bin/diffuscope", mine.c_str()), root() / "mine");
    QCOMPARE(resourceFolderOf(root() / "two/bin/diffuscope", gone.c_str()), root() / "two/share/diffuscope");
}

void TestResources::aFolderOfTheSameNameIsNotTaken()
{
    fs::create_directories(root() / "home/.local/share/diffuscope/runs"); // a user's, where programs may be, too
    QVERIFY_THROWS_EXCEPTION(Error, resourceFolderOf(root() / "home/.local/bin/diffuscope", nullptr));
}

void TestResources::everyPlaceIsNamed()
{
    try {
        resourceFolderOf("/nowhere/bin/diffuscope", "/neither");
        QFAIL("found what is not there");
    } catch (const Error& error) {
        QVERIFY(QString::fromStdString(error.subject()).contains("/neither"));
        QVERIFY(QString::fromStdString(error.subject()).contains("/nowhere/share/diffuscope"));
        QVERIFY(QString::fromStdString(error.advice()).contains("DIFFUSCOPE_RESOURCES"));
    }
}

void TestResources::thisBuildHasItsOwn()
{
    QVERIFY(fs::equivalent(resourceFolder(), fs::path(DIFFUSCOPE_SOURCE_DIR) / "resources"));
    QVERIFY(fs::is_regular_file(resource("icons/diffuscope.svg")));
    try {
        resource("icons/no such.svg");
        QFAIL("found what is not there");
    } catch (const Error& error) {
        QVERIFY(QString::fromStdString(error.subject()).contains("no such.svg"));
    }
}

TEST_MAIN(TestResources)
#include "tst_resources.moc"
