// Writing through the session: how far it is, that it can be cancelled, and that its end leaves no half of a file.
#include "core/base/save_file.h"
#include "core/session/catalog.h"
#include "tests/core/session/event_log.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <filesystem>
#include <set>
#include <thread>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

bool isEmpty(const fs::path& folder) { return fs::directory_iterator(folder) == fs::directory_iterator(); }

} // namespace

class TestSessionExport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }
    void everyFormatReportsItsEnd();
    void aRunningExportIsCancelled();
    void aWaitingExportIsCancelled();
    void onlyTheOneNamedIsCancelled();
    void aSaveIsCancelledBeforeItsFileAppears();
    void closingNeitherWaitsNorLeavesAFile();
    void writingDoesNotWaitForReading();
    void everyEndingIsInTheCatalog();

private:
    fs::path root() const { return folder_->path().toStdString(); }
    // A film of `count` grey frames, each told to `frame` as it is asked for.
    ExportRequest film(const std::string& format, const std::string& name, std::size_t count,
                       std::function<void(std::size_t)> frame = {}) const
    {
        ExportRequest request;
        request.format = format;
        request.target = (root() / name).string();
        request.params = {{"scale", 1LL}};
        request.frames = {count, [frame](std::size_t k) {
                              if (frame)
                                  frame(k);
                              return Image(1, 8, 8, float(k % 3) - 1);
                          }};
        return request;
    }
    std::unique_ptr<QTemporaryDir> folder_;
};

void TestSessionExport::everyFormatReportsItsEnd()
{
    for (const CatalogEntry& format : formats()) {
        EventLog log;
        Session session(log.listener());
        const JobId job = session.exportImages(film(format.id, "out" + format.extension, 100));
        const auto exported = log.wait<Exported>();
        QVERIFY2(exported && !exported->cancelled, format.id.c_str());
        const auto reports = log.all<ExportProgress>();
        QVERIFY2(!reports.empty(), format.id.c_str());
        int before = 0;
        for (const ExportProgress& report : reports) {
            QCOMPARE(report.job, job);
            QCOMPARE(report.total, 100);
            QVERIFY(report.done > before);
            before = report.done;
        }
        QCOMPARE(before, 100);
    }
}

void TestSessionExport::aRunningExportIsCancelled()
{
    for (const CatalogEntry& format : formats()) {
        EventLog log;
        Session session(log.listener());
        std::atomic<bool> begun = false, cancelled = false;
        const auto hold = [&](std::size_t k) {
            if (k < 2)
                return;
            begun = true;
            while (!cancelled)
                std::this_thread::yield();
        };
        const JobId job = session.exportImages(film(format.id, "out" + format.extension, 100, hold));
        while (!begun)
            std::this_thread::yield();
        session.cancelExport(job);
        cancelled = true;
        const auto answer = log.wait<Exported>();
        QVERIFY2(answer && answer->cancelled && answer->files.empty(), format.id.c_str());
        QCOMPARE(answer->job, job);
        QVERIFY(log.all<Failed>().empty());
        QVERIFY2(isEmpty(root()), format.id.c_str());
    }
}

void TestSessionExport::aWaitingExportIsCancelled()
{
    EventLog log;
    Session session(log.listener());
    std::atomic<bool> free = false;
    session.exportImages(film("gif", "first.gif", 3, [&free](std::size_t) {
        while (!free)
            std::this_thread::yield();
    }));
    const JobId job = session.exportImages(film("gif", "second.gif", 3));
    session.cancelExport(job);
    free = true;
    const auto answer = log.wait<Exported>([job](const Exported& e) { return e.job == job; });
    QVERIFY(answer && answer->cancelled);
    for (const ExportProgress& report : log.all<ExportProgress>())
        QVERIFY(report.job != job);
    QVERIFY(fs::exists(root() / "first.gif") && !fs::exists(root() / "second.gif"));
}

void TestSessionExport::onlyTheOneNamedIsCancelled()
{
    EventLog log;
    Session session(log.listener());
    const JobId first = session.exportImages(film("gif", "first.gif", 3));
    QVERIFY(log.wait<Exported>());
    session.cancelExport(first); // too late, and no other's business
    session.cancelExport(first + 77);
    const JobId second = session.exportImages(film("gif", "second.gif", 3));
    const auto answer = log.wait<Exported>([second](const Exported& e) { return e.job == second; });
    QVERIFY(answer && !answer->cancelled);
    QVERIFY(fs::exists(root() / "first.gif") && fs::exists(root() / "second.gif"));
}

void TestSessionExport::aSaveIsCancelledBeforeItsFileAppears()
{
    EventLog log;
    Session session(log.listener());
    std::atomic<bool> begun = false, cancelled = false;
    const JobId job = session.save({(root() / "figure.svg").string(), [&] {
                                        begun = true;
                                        while (!cancelled)
                                            std::this_thread::yield();
                                        return std::string("<svg/>");
                                    }});
    while (!begun)
        std::this_thread::yield();
    session.cancelExport(job);
    cancelled = true;
    const auto answer = log.wait<Exported>();
    QVERIFY(answer && answer->cancelled);
    QVERIFY(isEmpty(root()));
}

// As when the window is closed while a long film is being written.
void TestSessionExport::closingNeitherWaitsNorLeavesAFile()
{
    constexpr std::size_t kEndless = 100'000'000;
    for (const CatalogEntry& format : formats()) {
        EventLog log;
        std::atomic<bool> begun = false;
        {
            Session session(log.listener());
            session.exportImages(film(format.id, "out" + format.extension, kEndless, [&](std::size_t k) {
                if (k > 2)
                    begun = true;
            }));
            while (!begun)
                std::this_thread::yield();
        }
        QVERIFY2(isEmpty(root()), format.id.c_str());
    }
}

// A large dataset takes minutes to read, and nobody's file waits for it.
void TestSessionExport::writingDoesNotWaitForReading()
{
    EventLog log;
    Session session(log.listener());
    session.openDataset({"builtin:shapes", 1024}); // thousands of large pictures
    session.save({(root() / "note.txt").string(), [] { return std::string("now"); }});
    QVERIFY(log.wait<Exported>());
    QVERIFY(log.all<DatasetOpened>().empty());
    QCOMPARE(readFile(root() / "note.txt"), std::string("now"));
    session.cancelOpening();
}

void TestSessionExport::everyEndingIsInTheCatalog()
{
    const auto all = datasetFileExtensions();
    QCOMPARE(std::set<std::string>(all.begin(), all.end()).size(), all.size());
    for (const CatalogEntry& source : sources())
        for (const std::string& ending : source.endings)
            QVERIFY2(std::find(all.begin(), all.end(), ending) != all.end(), ending.c_str());
    for (const char* known : {".zip", ".tar.gz", ".7z", "idx3-ubyte", ".idx", ".gz", ".bin", ".mp4"})
        QVERIFY2(std::any_of(all.begin(), all.end(),
                             [known](const std::string& ending) { return std::string(known).ends_with(ending); }),
                 known);
}

TEST_MAIN(TestSessionExport)
#include "tst_session_export.moc"
