// The gallery on a disk that fails, and in a program that is killed.
#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/gallery/gallery.h"
#include "tests/core/gallery/kept_walks.h"
#include "tests/support/faults.h"
#include "tests/support/test_main.h"

#include <sqlite3.h>

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <set>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace diffuscope;

namespace {

namespace fs = std::filesystem;

// Everything that the database speaks of is there, and nothing else.
void requireWhole(const fs::path& folder)
{
    Gallery gallery(folder); // takes in what came last
    std::set<fs::path> files;
    for (const GalleryEntry& entry : gallery.entries(gallery.list({}).ids, false)) {
        QVERIFY2(fs::exists(entry.file), entry.file.c_str());
        const GalleryPicture picture = gallery.picture(entry.id);
        QVERIFY(picture.image);
        QCOMPARE(picture.image->values.front(), greyOfPicture(picture.recipe.seed.value(), picture.entry.picture));
        files.insert(entry.file);
    }
    for (const auto& file : fs::recursive_directory_iterator(folder / "pictures"))
        if (file.is_regular_file() && file.path().extension() == ".png")
            QVERIFY2(files.contains(file.path()), file.path().c_str());
    sqlite3* handle = nullptr;
    QCOMPARE(sqlite3_open((folder / "gallery.db").c_str(), &handle), SQLITE_OK);
    std::string said;
    const auto take = [](void* text, int, char** values, char**) {
        *static_cast<std::string*>(text) += values[0];
        return 0;
    };
    QCOMPARE(sqlite3_exec(handle, "PRAGMA integrity_check", take, &said, nullptr), SQLITE_OK);
    sqlite3_close(handle);
    QCOMPARE(said, std::string("ok"));
}

// SQLite writes through functions of its own library: there the disk is full when `writesLeft` is used up.
std::atomic<int> writesLeft = -1;

ssize_t fullWrite(int file, const void* bytes, size_t count, off_t at)
{
    if (writesLeft == 0) {
        errno = ENOSPC;
        return -1;
    }
    if (writesLeft > 0)
        --writesLeft;
    return ::pwrite(file, bytes, count, at);
}

struct FullDatabase {
    explicit FullDatabase(int writes)
    {
        writesLeft = writes;
        sqlite3_vfs* files = sqlite3_vfs_find(nullptr);
        for (const char* name : {"pwrite", "pwrite64"})
            files->xSetSystemCall(files, name, reinterpret_cast<sqlite3_syscall_ptr>(fullWrite));
    }
    ~FullDatabase()
    {
        sqlite3_vfs* files = sqlite3_vfs_find(nullptr);
        for (const char* name : {"pwrite", "pwrite64"})
            files->xSetSystemCall(files, name, nullptr);
    }
};

} // namespace

class TestGalleryFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void killedAtAnyMoment();
    void aFullDiskLosesNothing();
    void aDatabaseThatCannotGrowLosesNothing_data();
    void aDatabaseThatCannotGrowLosesNothing();
    void aFolderThatCannotBeWrittenIsNamed();
};

void TestGalleryFaults::killedAtAnyMoment()
{
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    for (int round = 0; round < 8; ++round) {
        int ends[2] = {};
        QCOMPARE(pipe(ends), 0);
        const pid_t child = fork();
        if (child == 0) {
            Gallery gallery(root);
            for (std::uint64_t seed = 0;; ++seed) {
                const auto ids = gallery.add({keptWalk(seed % 200, 6), keptWalk(seed % 100, 3)}, std::int64_t(seed));
                gallery.change({{ids[0]}, true, "note"});
                if (::write(ends[1], "k", 1) != 1) // one more is kept
                    _exit(1);
                if (seed % 5 == 4)
                    gallery.prune(gallery.totals().bytes / 2);
            }
        }
        QVERIFY(child > 0);
        char told = 0;
        for (int kept = 0; kept <= round / 3; ++kept)
            QCOMPARE(read(ends[0], &told, 1), ssize_t(1));
        QTest::qWait(round * 3); // in the middle of the next one, at one place or another
        close(ends[0]);
        close(ends[1]);
        kill(child, SIGKILL);
        int status = 0;
        waitpid(child, &status, 0);
        QVERIFY(WIFSIGNALED(status));
        requireWhole(root);
        if (QTest::currentTestFailed())
            return;
    }
    QVERIFY(Gallery(root).totals().pictures > 0);
}

void TestGalleryFaults::aFullDiskLosesNothing()
{
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    Gallery gallery(root);
    gallery.add({keptWalk(1, 3)}, 1000);
    {
        const faults::Scope full(faults::Kind::diskFull, (root / "pictures").string());
        try {
            gallery.add({keptWalk(5, 3)}, 2000);
            QFAIL("it was kept");
        } catch (const Error& error) {
            QVERIFY(QString::fromStdString(error.advice()).contains("space"));
        }
    }
    QCOMPARE(gallery.list({}).ids.size(), std::size_t(3));
    QCOMPARE(filesIn(root / "pictures"), std::size_t(3)); // not even a temporary file
    QCOMPARE(gallery.add({keptWalk(5, 3)}, 3000).size(), std::size_t(3));
    requireWhole(root);
}

void TestGalleryFaults::aDatabaseThatCannotGrowLosesNothing_data()
{
    QTest::addColumn<int>("writes");
    for (const int writes : {0, 1, 3, 6})
        QTest::addRow("after %d writes", writes) << writes;
}

void TestGalleryFaults::aDatabaseThatCannotGrowLosesNothing()
{
    QFETCH(int, writes);
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    {
        Gallery gallery(root);
        const auto ids = gallery.add({keptWalk(1, 3)}, 1000);
        {
            const FullDatabase full(writes);
            try {
                gallery.add({keptWalk(5, 3)}, 2000);
                QFAIL("it was kept");
            } catch (const Error& error) {
                QVERIFY2(QString::fromStdString(error.advice()).contains("space"), error.what());
            }
            QVERIFY_THROWS_EXCEPTION(Error, gallery.change({ids, true}));
        }
        QCOMPARE(gallery.list({}).ids, ids);
        QCOMPARE(filesIn(root / "pictures"), std::size_t(3));
        QCOMPARE(gallery.add({keptWalk(5, 3)}, 3000).size(), std::size_t(3));
    }
    requireWhole(root);
}

void TestGalleryFaults::aFolderThatCannotBeWrittenIsNamed()
{
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    saveText(root / "file", "x");
    try {
        Gallery gallery(root / "file");
        QFAIL("it was made");
    } catch (const Error& error) {
        QVERIFY(QString::fromStdString(error.subject()).contains("file"));
    }
}

TEST_MAIN(TestGalleryFaults)
#include "tst_gallery_faults.moc"
