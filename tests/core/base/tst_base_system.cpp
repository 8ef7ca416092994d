#include "core/base/memory.h"
#include "core/base/save_file.h"
#include "core/base/worker.h"
#include "tests/support/patience.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#ifdef __linux__
#include <sys/resource.h>
#include <sys/stat.h>
#endif

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

std::size_t entriesIn(const fs::path& folder)
{
    return std::size_t(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

void runUntilStopped(std::stop_token stop)
{
    while (!stop.stop_requested())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

} // namespace

class TestBaseSystem : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saveFileReplacesOnCommitOnly();
    void saveFileNamesThePathItCannotWrite();
    void saveFileFollowsALink();
    void saveFolderReplacesAsAWhole();
    void readFileRefusesWhatIsNotAFile();
    void workerRunsJobsInOrder();
    void whatIsCancelledMakesWay();
    void cancelAndDestructionStopTheJob();
    void exceptionsArriveAsErrors();
    void outOfMemoryIsRecognised();
    void aFileErrorSaysTheSystemsReason();
    void backgroundWorkerYields();
};

void TestBaseSystem::saveFileReplacesOnCommitOnly()
{
    QTemporaryDir folder;
    const fs::path target = fs::path(folder.path().toStdString()) / "new" / "file.txt";
    saveText(target, "old");
    QCOMPARE(readFile(target), std::string("old"));
    {
        SaveFile file(target);
        file.write("half ");
        QCOMPARE(readFile(target), std::string("old"));
        QCOMPARE(entriesIn(target.parent_path()), std::size_t(2));
    }
    QCOMPARE(readFile(target), std::string("old"));
    QCOMPARE(entriesIn(target.parent_path()), std::size_t(1));
    SaveFile file(target);
    file.write("new ");
    file.write(std::as_bytes(std::span(std::string_view("content"))));
    file.commit();
    QCOMPARE(readFile(target), std::string("new content"));
    QCOMPARE(entriesIn(target.parent_path()), std::size_t(1));
}

void TestBaseSystem::saveFileNamesThePathItCannotWrite()
{
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    saveText(root / "file", "x");
    const std::string below = messageOf([&] { saveText(root / "file" / "child.txt", "x"); });
    QVERIFY2(below.find("child.txt: ") != std::string::npos, below.c_str());
    fs::create_directories(root / "folder" / "inside");
    const std::string over = messageOf([&] { saveText(root / "folder", "x"); });
    QVERIFY2(over.find("folder: ") != std::string::npos, over.c_str());
    QCOMPARE(entriesIn(root), std::size_t(2)); // no temporary is left behind
    QVERIFY(!messageOf([] { saveText("", "x"); }).empty());
}

void TestBaseSystem::saveFileFollowsALink()
{
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    saveText(root / "real", "old");
    fs::create_symlink("real", root / "link");
    saveText(root / "link", "new");
    QVERIFY(fs::is_symlink(root / "link"));
    QCOMPARE(readFile(root / "real"), std::string("new"));
}

void TestBaseSystem::saveFolderReplacesAsAWhole()
{
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString(), target = root / "model";
    {
        SaveFolder first(target);
        saveText(first.temporary() / "unet" / "a.txt", "1");
        QVERIFY(!fs::exists(target));
        first.commit();
    }
    QCOMPARE(readFile(target / "unet" / "a.txt"), std::string("1"));
    {
        SaveFolder dropped(target);
        saveText(dropped.temporary() / "b.txt", "2");
    }
    QVERIFY(fs::exists(target / "unet"));
    SaveFolder second(target);
    saveText(second.temporary() / "c.txt", "3");
    second.commit();
    QVERIFY(!fs::exists(target / "unet"));
    QCOMPARE(readFile(target / "c.txt"), std::string("3"));
    QCOMPARE(entriesIn(root), std::size_t(1));
    saveText(root / "plain", "x");
    QVERIFY(messageOf([&] { SaveFolder over(root / "plain"); }).find("plain") != std::string::npos);
}

void TestBaseSystem::readFileRefusesWhatIsNotAFile()
{
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    saveText(root / "five", "12345");
    QCOMPARE(readFile(root / "five", 5), std::string("12345"));
    QVERIFY(messageOf([&] { readFile(root / "five", 4); }).find("five: 5 bytes") != std::string::npos);
    QVERIFY(messageOf([&] { readFile(root / "none"); }).find("none: ") != std::string::npos);
    QVERIFY(!messageOf([&] { readFile(root); }).empty());
#ifdef __linux__
    QCOMPARE(mkfifo((root / "pipe").c_str(), 0600), 0);
    QVERIFY(!messageOf([&] { readFile(root / "pipe"); }).empty()); // and does not wait for a writer
    QVERIFY(!messageOf([] { readFile("/dev/zero"); }).empty());
#endif
}

void TestBaseSystem::workerRunsJobsInOrder()
{
    Worker worker("order");
    std::vector<int> order; // written by the worker alone; waitUntilIdle() comes after all of it
    for (int i = 0; i < 50; ++i)
        worker.post([&order, i](std::stop_token) { order.push_back(i); }, {});
    worker.waitUntilIdle();
    QCOMPARE(order.size(), std::size_t(50));
    QVERIFY(std::is_sorted(order.begin(), order.end()));
}

void TestBaseSystem::whatIsCancelledMakesWay()
{
    Worker worker("newest");
    std::atomic<int> stopped = 0, dropped = 0, newest = 0;
    std::atomic<bool> started = false;
    worker.post(
        [&](std::stop_token stop) {
            started = true;
            runUntilStopped(stop);
            ++stopped;
        },
        {});
    QTRY_VERIFY(started);
    for (int i = 0; i < 5; ++i)
        worker.post([&](std::stop_token) { ++dropped; }, {});
    worker.cancel();
    worker.post([&](std::stop_token stop) { newest += stop.stop_requested() ? 100 : 1; }, {});
    worker.waitUntilIdle();
    QCOMPARE(stopped.load(), 1);
    QCOMPARE(dropped.load(), 0);
    QCOMPARE(newest.load(), 1);
}

void TestBaseSystem::cancelAndDestructionStopTheJob()
{
    std::atomic<int> stopped = 0, dropped = 0;
    const auto endless = [&](std::stop_token stop) {
        runUntilStopped(stop);
        ++stopped;
    };
    {
        Worker worker("stop");
        worker.post(endless, {});
        worker.cancel();
        worker.waitUntilIdle();
        std::atomic<bool> begun = false;
        worker.post(
            [&](std::stop_token stop) {
                begun = true;
                endless(stop);
            },
            {});
        worker.post([&](std::stop_token) { ++dropped; }, {});
        QTRY_VERIFY(begun);
    }
    QVERIFY(stopped >= 1); // the first may have been dropped before it began; the second ran and was stopped
    QCOMPARE(dropped.load(), 0);
    for (int i = 0; i < 200; ++i) { // the race between the first job and destruction
        Worker brief("brief");
        brief.post(endless, {});
    }
}

void TestBaseSystem::exceptionsArriveAsErrors()
{
    const auto caught = [](const Worker::Job& job) {
        Worker worker("errors");
        std::vector<std::string> messages;
        worker.post(job, [&](const Error& error) { messages.push_back(error.what()); });
        worker.waitUntilIdle();
        return messages.size() == 1 ? messages.front() : std::string("none");
    };
    QCOMPARE(caught([](std::stop_token) { throw Error("A", "b", "C."); }), std::string("A: b. C."));
    QVERIFY(caught([](std::stop_token) { throw std::bad_alloc(); }).starts_with("Out of memory"));
    const std::string trace = caught([](std::stop_token) { throw std::runtime_error("what broke\nframe #0: 0x1"); });
    QVERIFY(trace.find("what broke") != std::string::npos && trace.find("frame") == std::string::npos);
    QVERIFY(caught([](std::stop_token) {
                throw std::runtime_error("DefaultCPUAllocator: can't allocate memory");
            }).starts_with("Out of memory"));
    QVERIFY(caught([](std::stop_token) { fs::remove_all(fs::canonical("no/such/file")); }).find("no/such/file") !=
            std::string::npos);
    QVERIFY(caught([](std::stop_token) { throw 7; }).find("unknown") != std::string::npos);

    Worker worker("again"); // a failed job does not end the worker, with or without a listener
    std::atomic<bool> ran = false;
    worker.post([](std::stop_token) { throw 7; }, {});
    worker.post([&](std::stop_token) { ran = true; }, {});
    worker.waitUntilIdle();
    QVERIFY(ran);
}

void TestBaseSystem::outOfMemoryIsRecognised()
{
    QVERIFY(isOutOfMemory(std::bad_alloc()));
    QVERIFY(isOutOfMemory(OutOfMemory("There is not enough room for this batch", "batch = 8")));
    for (const char* said :
         {"[enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: can't allocate memory: you tried to allocate 9",
          "CUDA out of memory. Tried to allocate 2.00 GiB", "MPS backend out of memory",
          "DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes.",
          "OpenCV(4.6.0) alloc.cpp:73: error: (-4:Insufficient memory) Failed to allocate 9 bytes",
          "The following operation failed in the interpreter.\nRuntimeError: can't allocate memory",
          "mmap: Cannot allocate memory"})
        QVERIFY2(isOutOfMemory(std::runtime_error(said)), said);
    QVERIFY(!isOutOfMemory(std::runtime_error("The file is too large")));
    QVERIFY(!isOutOfMemory(Error("Cannot read", "/novels/out of memory.txt"))); // ours say what they are
    QCOMPARE(std::string(outOfMemory("x").what()).find("Out of memory: x. Choose"), std::size_t(0));
}

void TestBaseSystem::aFileErrorSaysTheSystemsReason()
{
    QTemporaryDir folder;
    const fs::path missing = fs::path(folder.path().toStdString()) / "100%1.png";
    try {
        readFile(missing);
        QFAIL("read a file that is not there");
    } catch (const FileError& error) {
        QCOMPARE(error.reason(), std::string("No such file or directory"));
        QCOMPARE(error.subject(), missing.string() + ": No such file or directory");
    }
}

void TestBaseSystem::backgroundWorkerYields()
{
#ifdef __linux__
    const auto niceness = [](Worker::Priority priority) {
        Worker worker("a name longer than fifteen", priority);
        std::atomic<int> value = -100, child = -100;
        worker.post(
            [&](std::stop_token) {
                value = getpriority(PRIO_PROCESS, 0);
                std::thread([&] { child = getpriority(PRIO_PROCESS, 0); }).join();
            },
            {});
        worker.waitUntilIdle();
        return std::pair(value.load(), child.load());
    };
    const int ours = getpriority(PRIO_PROCESS, 0);
    QCOMPARE(niceness(Worker::Priority::Normal), std::pair(ours, ours));
    const int expected = std::max(ours, 10);
    QCOMPARE(niceness(Worker::Priority::Background), std::pair(expected, expected));
    QCOMPARE(getpriority(PRIO_PROCESS, 0), ours);
#else
    QSKIP("Thread priorities are set on Linux only");
#endif
}

TEST_MAIN(TestBaseSystem)
#include "tst_base_system.moc"
