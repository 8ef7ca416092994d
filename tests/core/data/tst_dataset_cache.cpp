// Sets that are too large for memory lie in a mapped file: the same pictures, found again, and never a wrong one.
#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/data/batch_loader.h"
#include "core/data/dataset_cache.h"
#include "core/data/pixel_file.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <opencv2/imgcodecs.hpp>
#include <torch/types.h>

#include <chrono>
#include <cstdio>
#include <filesystem>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

void writePicture(const fs::path& file, int k, bool grey)
{
    cv::Mat picture(20, 20, CV_8UC3);
    for (int y = 0; y < 20; ++y)
        for (int x = 0; x < 20; ++x) {
            const auto value = std::uint8_t(k * 37 + y * 9 + x * 5);
            picture.at<cv::Vec3b>(y, x) = grey ? cv::Vec3b(value, value, value) : cv::Vec3b(value, std::uint8_t(k), 9);
        }
    cv::imwrite(file.string(), picture);
}

fs::path onlyFileIn(const fs::path& folder)
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        files.push_back(entry.path());
    return files.size() == 1 ? files[0] : fs::path();
}

bool samePixels(const Dataset& a, const Dataset& b)
{
    if (a.size() != b.size() || a.labels != b.labels || a.channels != b.channels || a.classNames != b.classNames)
        return false;
    for (int k = 0; k < a.size(); ++k)
        if (!std::equal(a.pixels(k), a.pixels(k) + a.imageBytes(), b.pixels(k)))
            return false;
    return true;
}

void flipByte(const fs::path& file, long offset, int whence)
{
    FILE* stream = std::fopen(file.c_str(), "r+b");
    std::fseek(stream, offset, whence);
    const int was = std::fgetc(stream);
    std::fseek(stream, offset, whence);
    std::fputc(was ^ 1, stream);
    std::fclose(stream);
}

} // namespace

class TestDatasetCache : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void theSameSetFromMemoryAndFile();
    void theSecondOpeningReuses();
    void greySetsAreGreyInTheFile();
    void anyWrongByteIsRebuilt();
    void changedFilesAreRebuilt();
    void settingsHaveFilesOfTheirOwn();
    void cancelledAndKilledLeaveNothing();
    void theOldestGoFirst();
    void aFullDiskIsNamed();
    void aReadOnlyCacheFallsBackToMemory();
    void trainingReadsTheSame();

private:
    DatasetOptions small() const // so small a memory that the set goes to the cache
    {
        DatasetOptions options;
        options.image.size = 16;
        options.memoryLimit = 1000;
        options.cacheFolder = cache_;
        return options;
    }
    DatasetOptions large() const
    {
        DatasetOptions options = small();
        options.memoryLimit = 1 << 30;
        return options;
    }
    std::unique_ptr<QTemporaryDir> dir_;
    fs::path root_, cache_, pictures_;
};

void TestDatasetCache::init()
{
    dir_ = std::make_unique<QTemporaryDir>();
    root_ = dir_->path().toStdString();
    cache_ = root_ / "cache";
    pictures_ = root_ / "pictures";
    for (const char* name : {"cats", "dogs"})
        fs::create_directories(pictures_ / name);
    for (int k = 0; k < 40; ++k)
        writePicture(pictures_ / (k % 3 == 0 ? "cats" : "dogs") / (std::to_string(100 + k) + ".png"), k, false);
    saveText(pictures_ / "cats" / "105.png", "not a picture"); // a hole in the middle
}

void TestDatasetCache::theSameSetFromMemoryAndFile()
{
    const auto memory = openDataset(pictures_.string(), large()), file = openDataset(pictures_.string(), small());
    QVERIFY(!memory->file && file->file);
    QCOMPARE(file->size(), 40);
    QVERIFY(samePixels(*memory, *file));
    QCOMPARE(file->digest(), memory->digest());
    QCOMPARE(int(file->skipped.size()), 1);
    QVERIFY(!file->report.reused && memory->report.cacheFile.empty());
    QCOMPARE(file->report.cacheFile, onlyFileIn(cache_).string());
    QCOMPARE(file->image(7).values, memory->image(7).values);
    QVERIFY_EXCEPTION_THROWN((void)file->image(40), Error);
}

void TestDatasetCache::theSecondOpeningReuses()
{
    const auto first = openDataset(pictures_.string(), small());
    const auto second = openDataset(pictures_.string(), small());
    QVERIFY(second->report.reused);
    QVERIFY(samePixels(*first, *second));
    QCOMPARE(second->digest(), first->digest());
    QCOMPARE(second->name, first->name);
    QCOMPARE(int(second->skipped.size()), 1);
    QCOMPARE(second->skipped[0].reason, first->skipped[0].reason);
    QCOMPARE(int(second->report.colourModes.size()), int(first->report.colourModes.size()));
    QCOMPARE(second->report.sizes[0].count, first->report.sizes[0].count);
    fs::remove_all(cache_); // what is mapped stays readable
    QVERIFY(samePixels(*first, *second));
}

void TestDatasetCache::greySetsAreGreyInTheFile()
{
    fs::remove_all(pictures_);
    fs::create_directories(pictures_);
    for (int k = 0; k < 10; ++k)
        writePicture(pictures_ / (std::to_string(100 + k) + ".png"), k, true);
    const auto memory = openDataset(pictures_.string(), large()), file = openDataset(pictures_.string(), small());
    QCOMPARE(file->channels, 1);
    QVERIFY(samePixels(*memory, *file));
    QVERIFY(openDataset(pictures_.string(), small())->report.reused);
}

void TestDatasetCache::anyWrongByteIsRebuilt()
{
    const auto wanted = openDataset(pictures_.string(), large());
    (void)openDataset(pictures_.string(), small());
    const fs::path file = onlyFileIn(cache_);
    const long size = long(fs::file_size(file));
    for (const long at : {0L, size / 2, size - 200, size - 60, size - 1, 40L * 3 * 256 + 2}) {
        flipByte(file, at, SEEK_SET);
        const auto set = openDataset(pictures_.string(), small());
        QVERIFY2(!set->report.reused, qPrintable(QString::number(at)));
        QVERIFY(samePixels(*set, *wanted));
        QVERIFY(openDataset(pictures_.string(), small())->report.reused); // whole again
    }
    for (const long shorter : {0L, 10L, size / 3, size - 1}) {
        fs::resize_file(file, std::uintmax_t(shorter));
        QVERIFY(!openDataset(pictures_.string(), small())->report.reused);
    }
}

void TestDatasetCache::changedFilesAreRebuilt()
{
    (void)openDataset(pictures_.string(), small());
    writePicture(pictures_ / "dogs" / "999.png", 99, false);
    const auto more = openDataset(pictures_.string(), small());
    QVERIFY(!more->report.reused);
    QCOMPARE(more->size(), 41);
    fs::remove(pictures_ / "dogs" / "999.png");
    QCOMPARE(openDataset(pictures_.string(), small())->size(), 40);
    writePicture(pictures_ / "cats" / "100.png", 200, false); // the same name
    fs::last_write_time(pictures_ / "cats" / "100.png", fs::file_time_type::clock::now() + std::chrono::seconds(5));
    const auto other = openDataset(pictures_.string(), small());
    QVERIFY(!other->report.reused);
    QVERIFY(samePixels(*other, *openDataset(pictures_.string(), large())));
    QVERIFY(!onlyFileIn(cache_).empty()); // old ones are replaced, not collected
}

void TestDatasetCache::settingsHaveFilesOfTheirOwn()
{
    (void)openDataset(pictures_.string(), small());
    DatasetOptions other = small();
    other.image.background = {0, 0, 0};
    QVERIFY(!openDataset(pictures_.string(), other)->report.reused);
    other.limit = 11;
    const auto few = openDataset(pictures_.string(), other);
    QVERIFY(!few->report.reused && few->size() <= 11);
    QVERIFY(openDataset(pictures_.string(), small())->report.reused);
}

void TestDatasetCache::cancelledAndKilledLeaveNothing()
{
    std::stop_source source;
    const auto progress = [&](int done, int total, const std::string&) {
        if (total > 0 && done > 0)
            source.request_stop();
    };
    try {
        (void)openDataset(pictures_.string(), small(), progress, source.get_token());
    } catch (const Error& error) {
        QCOMPARE(error.happened(), std::string("Cancelled"));
        QVERIFY(fs::is_empty(cache_));
    }
    fs::create_directories(cache_);
    saveText(cache_ / "4242-0.part", "what a killed program left");
    (void)openDataset(pictures_.string(), small());
    QVERIFY(!fs::exists(cache_ / "4242-0.part"));
}

void TestDatasetCache::theOldestGoFirst()
{
    fs::create_directories(cache_);
    for (int k = 0; k < 4; ++k) {
        const fs::path file = cache_ / (std::to_string(k) + ".pixels");
        saveText(file, std::string(1000, 'x'));
        fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(k == 2 ? 100 : k));
    }
    PixelFile::tidy(cache_, 500, 3600);
    QVERIFY(!fs::exists(cache_ / "2.pixels") && fs::exists(cache_ / "3.pixels"));
    PixelFile::tidy(cache_, 500, 1600);
    QVERIFY(fs::exists(cache_ / "0.pixels") && !fs::exists(cache_ / "1.pixels") && !fs::exists(cache_ / "3.pixels"));
}

void TestDatasetCache::aFullDiskIsNamed()
{
    try {
        (void)PixelFile::create(cache_, std::uint64_t(1) << 55); // 36 petabytes
        QFAIL("had room");
    } catch (const Error& error) {
        QVERIFY(QString::fromStdString(error.advice()).contains("GB are needed"));
        QCOMPARE(error.subject(), cache_.string());
    }
    QVERIFY(fs::is_empty(cache_)); // and leaves nothing
}

void TestDatasetCache::aReadOnlyCacheFallsBackToMemory()
{
    saveText(cache_, "a file where the folder should be");
    const auto set = openDataset(pictures_.string(), small());
    QVERIFY(!set->file);
    QVERIFY(set->report.cacheFile.empty());
    QVERIFY(samePixels(*set, *openDataset(pictures_.string(), large())));
}

void TestDatasetCache::trainingReadsTheSame()
{
    BatchLoader memory(openDataset(pictures_.string(), large()), {}, 8, 3, {.mirror = true}),
        file(openDataset(pictures_.string(), small()), {}, 8, 3, {.mirror = true});
    for (int k = 0; k < 12; ++k)
        QVERIFY(torch::equal(memory.batch(k).images, file.batch(k).images));
}

TEST_MAIN(TestDatasetCache)
#include "tst_dataset_cache.moc"
