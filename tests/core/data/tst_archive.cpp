#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/data/dataset.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <archive.h>
#include <archive_entry.h>
#include <opencv2/imgcodecs.hpp>

#include <filesystem>
#include <fstream>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

struct Entry {
    std::string name, bytes;
    const char *hardLink = nullptr, *symbolicLink = nullptr; // where it is one, there are no bytes
};

std::string png(int shade, int side = 12)
{
    std::vector<uchar> bytes;
    cv::imencode(".png", cv::Mat(side, side, CV_8UC1, cv::Scalar(shade)), bytes);
    return {bytes.begin(), bytes.end()};
}

// By its file name: .zip, .tar, .tar.gz, .tar.xz or .7z. `options` as libarchive takes them.
void pack(const fs::path& file, const std::vector<Entry>& entries, const char* options = nullptr)
{
    struct archive* out = archive_write_new();
    QCOMPARE(archive_write_set_format_filter_by_ext(out, file.c_str()), ARCHIVE_OK);
    if (options) {
        QCOMPARE(archive_write_set_options(out, options), ARCHIVE_OK);
        QCOMPARE(archive_write_set_passphrase(out, "secret"), ARCHIVE_OK);
    }
    QCOMPARE(archive_write_open_filename(out, file.c_str()), ARCHIVE_OK);
    for (const Entry& entry : entries) {
        struct archive_entry* header = archive_entry_new();
        archive_entry_set_pathname_utf8(header, entry.name.c_str());
        archive_entry_set_size(header, la_int64_t(entry.bytes.size()));
        archive_entry_set_filetype(header, entry.symbolicLink ? AE_IFLNK : AE_IFREG);
        archive_entry_set_perm(header, 0644);
        if (entry.hardLink)
            archive_entry_set_hardlink(header, entry.hardLink);
        if (entry.symbolicLink)
            archive_entry_set_symlink(header, entry.symbolicLink);
        QCOMPARE(archive_write_header(out, header), ARCHIVE_OK);
        QCOMPARE(archive_write_data(out, entry.bytes.data(), entry.bytes.size()), la_ssize_t(entry.bytes.size()));
        archive_entry_free(header);
    }
    QCOMPARE(archive_write_close(out), ARCHIVE_OK);
    archive_write_free(out);
}

DatasetOptions small(int limit = 0)
{
    DatasetOptions options;
    options.image.size = 8;
    options.limit = limit;
    return options;
}

int shadeOf(const Dataset& set, int index) { return toByte(set.image(index).values.front()); }

std::string errorOf(const fs::path& file)
{
    try {
        openDataset(file.string(), small());
        return {};
    } catch (const Error& problem) {
        return problem.happened() + " | " + problem.subject() + " | " + problem.advice();
    }
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Pictures out of order, a text, a hidden twin, two classes.
std::vector<Entry> zoo()
{
    return {{"set/train/dog/b.png", png(40)},          {"set/readme.txt", "not a picture"},
            {"set/train/cat/ä.png", png(20)},          {"set/train/cat/._a.png", "resource"},
            {"set/train/dog/a.png", png(30)},          {"set/train/cat/a.png", png(10)},
            {"set/train/dog/broken.png", "not really"}};
}

} // namespace

class TestArchive : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        folder_ = std::make_unique<QTemporaryDir>();
        root_ = folder_->path().toStdString();
    }

    void everyFormatGivesWhatTheFolderGives_data()
    {
        QTest::addColumn<QString>("ending");
        for (const char* ending : {".zip", ".tar", ".tar.gz", ".tar.xz", ".7z"})
            QTest::newRow(ending) << ending;
    }
    void everyFormatGivesWhatTheFolderGives()
    {
        QFETCH(QString, ending);
        for (const Entry& entry : zoo()) {
            fs::create_directories((root_ / "folder" / entry.name).parent_path());
            std::ofstream(root_ / "folder" / entry.name, std::ios::binary) << entry.bytes;
        }
        const fs::path file = root_ / ("zoo" + ending.toStdString());
        pack(file, zoo());
        const auto packed = openDataset(file.string(), small());
        const auto plain = openDataset((root_ / "folder").string(), small());
        QCOMPARE(packed->size(), 4);
        QCOMPARE(packed->digest(), plain->digest());
        QCOMPARE(packed->classNames, plain->classNames);
        QCOMPARE(packed->classNames, (std::vector<std::string>{"cat", "dog"}));
        QCOMPARE(packed->labels, (std::vector<int>{0, 0, 1, 1}));
        QCOMPARE(shadeOf(*packed, 1), 20);
        QCOMPARE(packed->channels, 1);
        QCOMPARE(packed->skipped.size(), std::size_t(1));
        QCOMPARE(packed->skipped.front().file, std::string("set/train/dog/broken.png"));
        QCOMPARE(packed->report.looked, 5);
        QCOMPARE(packed->report.colourModes.front().name, std::string("grey"));
        QCOMPARE(packed->name, file.filename().string());
        QCOMPARE(std::distance(fs::directory_iterator(root_), {}), std::ptrdiff_t(2)); // nothing was unpacked
    }

    void aLimitIsSpreadEvenly()
    {
        std::vector<Entry> entries;
        for (int k = 0; k < 100; ++k)
            entries.push_back({QString("%1.png").arg(99 - k, 2, 10, QChar('0')).toStdString(), png(99 - k)});
        pack(root_ / "many.tar.gz", entries);
        const auto set = openDataset((root_ / "many.tar.gz").string(), small(4));
        QCOMPARE(set->size(), 4);
        for (int k = 0; k < 4; ++k)
            QCOMPARE(shadeOf(*set, k), 25 * k);
        QCOMPARE(set->classCount(), 0);
    }

    void aDamagedTailKeepsWhatCameBefore_data()
    {
        QTest::addColumn<QString>("ending");
        for (const char* ending : {".tar", ".tar.gz", ".zip"})
            QTest::newRow(ending) << ending;
    }
    void aDamagedTailKeepsWhatCameBefore()
    {
        QFETCH(QString, ending);
        std::vector<Entry> entries;
        cv::Mat noise(64, 64, CV_8UC3);
        for (int k = 0; k < 20; ++k) {
            cv::theRNG().state = std::uint64_t(k + 1);
            cv::randu(noise, 0, 256);
            std::vector<uchar> bytes;
            cv::imencode(".png", noise, bytes);
            entries.push_back({std::to_string(10 + k) + ".png", {bytes.begin(), bytes.end()}});
        }
        const fs::path file = root_ / ("cut" + ending.toStdString());
        pack(file, entries);
        fs::resize_file(file, fs::file_size(file) / 2);
        const auto set = openDataset(file.string(), small());
        QVERIFY2(set->size() >= 7 && set->size() <= 10, std::to_string(set->size()).c_str());
        const bool named = std::any_of(set->skipped.begin(), set->skipped.end(),
                                       [](const auto& skipped) { return contains(skipped.reason, "damaged"); });
        QVERIFY(named);
        fs::resize_file(file, 700);
        const std::string text = errorOf(file);
        QVERIFY2(contains(text, "damaged") || contains(text, "truncated"), text.c_str());
        QVERIFY(contains(errorOf(file), file.string()));
    }

    void saysWhatIsWrong()
    {
        pack(root_ / "locked.zip", {{"a.png", png(1)}, {"b.png", png(2)}}, "zip:encryption=aes256");
        QVERIFY2(contains(errorOf(root_ / "locked.zip"), "encrypted"), errorOf(root_ / "locked.zip").c_str());
        std::ofstream(root_ / "fake.zip") << "this is no archive";
        QVERIFY2(contains(errorOf(root_ / "fake.zip"), "archive"), errorOf(root_ / "fake.zip").c_str());
        pack(root_ / "texts.zip", {{"a.txt", "a"}, {"b.txt", "b"}});
        QVERIFY2(contains(errorOf(root_ / "texts.zip"), "no pictures"), errorOf(root_ / "texts.zip").c_str());
    }

    void namesCannotClimbOut()
    {
        pack(root_ / "climb.tar", {{"../../one/a.png", png(1)}, {"/two/b.png", png(2)}});
        const auto set = openDataset((root_ / "climb.tar").string(), small());
        QCOMPARE(set->classNames, (std::vector<std::string>{"one", "two"}));
    }

    // As tar writes a folder that was thinned with links; the order in the archive is not that of the names.
    void linksStandForTheirFiles()
    {
        pack(root_ / "links.tar", {{"b/9.png", png(90)},
                                   {"b/3.png", png(30)},
                                   {"a/1.png", "", "b/3.png"},
                                   {"a/2.png", "", nullptr, "../b/9.png"},
                                   {"a/3.png", "", nullptr, "2.png"},
                                   {"a/lost.png", "", nullptr, "nowhere.png"},
                                   {"a/round.png", "", nullptr, "round.png"},
                                   {"b/5.png", "", "b/3.png"}});
        const auto set = openDataset((root_ / "links.tar").string(), small());
        QCOMPARE(set->labels, (std::vector<int>{0, 0, 0, 1, 1, 1}));
        const int shades[] = {30, 90, 90, 30, 30, 90};
        for (int k = 0; k < 6; ++k)
            QCOMPARE(shadeOf(*set, k), shades[k]);
        QCOMPARE(set->report.skippedFiles, 2);
        QVERIFY(contains(set->skipped.front().reason, "link"));
    }

    void nothingHiddenIsRead()
    {
        pack(root_ / "notebook.zip", {{"cat/a.png", png(1)},
                                      {"cat/.ipynb_checkpoints/a.png", png(2)},
                                      {".ipynb_checkpoints/deeper/b.png", png(3)},
                                      {"__MACOSX/cat/a.png", png(4)},
                                      {"dog/b.png", png(5)}});
        const auto set = openDataset((root_ / "notebook.zip").string(), small());
        QCOMPARE(set->size(), 2);
        QCOMPARE(set->classNames, (std::vector<std::string>{"cat", "dog"}));
        QCOMPARE(set->report.remarks.back().what, std::string("2 hidden folders are left out"));
    }

    // CIFAR's download, and a zip in a zip: opened in place of the archive, and nothing stays on the disk.
    void setsOfOtherKindsAreFoundInside()
    {
        DatasetOptions options = small();
        options.cacheFolder = root_ / "cache";
        std::string records;
        for (int k = 0; k < 4; ++k)
            records += char(k) + std::string(3072, char(10 * k));
        pack(root_ / "cifar.tar.gz", {{"cifar-10-batches-bin/data_batch_1.bin", records},
                                      {"cifar-10-batches-bin/readme.html", "about"},
                                      {"cifar-10-batches-bin/test_batch.bin", records}});
        const auto cifar = openDataset((root_ / "cifar.tar.gz").string(), options);
        QCOMPARE(cifar->size(), 4);
        QCOMPARE(cifar->labels, (std::vector<int>{0, 1, 2, 3}));
        QCOMPARE(shadeOf(*cifar, 3), 30);
        QCOMPARE(cifar->source, (root_ / "cifar.tar.gz").string());
        QCOMPARE(cifar->name, std::string("cifar.tar.gz"));

        pack(root_ / "train.zip", zoo());
        const std::string inner = readFile(root_ / "train.zip", 1 << 20);
        pack(root_ / "nested.zip",
             {{"download/train.zip", inner}, {"download/test.zip", inner}, {"readme.txt", "hello"}});
        const auto nested = openDataset((root_ / "nested.zip").string(), options);
        QCOMPARE(nested->classNames, (std::vector<std::string>{"cat", "dog"}));
        QVERIFY(contains(nested->report.remarks.front().what, "train.zip"));
        pack(root_ / "two.zip", {{"a.zip", inner}, {"b.zip", inner}});
        const std::string text = errorOf(root_ / "two.zip");
        QVERIFY2(contains(text, "a.zip") && contains(text, "b.zip") && contains(text, "two.zip"), text.c_str());
        QVERIFY(fs::is_empty(root_ / "cache"));
    }

    void labelsBesideThePictures()
    {
        std::vector<Entry> entries;
        for (int k = 0; k < 6; ++k) {
            const std::string key = "shard/00" + std::to_string(k);
            entries.push_back({key + ".png", png(10 * k)});
            entries.push_back({key + ".cls", std::to_string(k % 3 == 0 ? 10 : 2) + "\n"});
        }
        pack(root_ / "web.tar", entries);
        const auto web = openDataset((root_ / "web.tar").string(), small());
        QCOMPARE(web->classNames, (std::vector<std::string>{"2", "10"})); // as numbers
        QCOMPARE(web->labels, (std::vector<int>{1, 0, 0, 1, 0, 0}));

        for (int k = 0; k < 6; ++k)
            entries[std::size_t(2 * k + 1)] = {"shard/00" + std::to_string(k) + ".json",
                                               std::string(R"({"caption": "one", "label": ")") +
                                                   (k < 3 ? "cat" : "dog") + "\"}"};
        pack(root_ / "json.tar", entries);
        QCOMPARE(openDataset((root_ / "json.tar").string(), small())->classNames,
                 (std::vector<std::string>{"cat", "dog"}));

        pack(root_ / "style.zip",
             {{"00000/a.png", png(1)},
              {"00000/b.png", png(2)},
              {"00001/c.png", png(3)},
              {"00001/d.png", png(4)},
              {"dataset.json", R"({"labels": [["00000/a.png", 3], ["00000/b.png", 1], ["00001/c.png", 3]]})"}});
        const auto style = openDataset((root_ / "style.zip").string(), small());
        QCOMPARE(style->classNames, (std::vector<std::string>{"1", "3", "(no label)"}));
        QCOMPARE(style->labels, (std::vector<int>{1, 0, 1, 2}));
        pack(root_ / "none.zip", {{"x/a.png", png(1)}, {"y/b.png", png(2)}, {"dataset.json", R"({"labels": null})"}});
        QCOMPARE(openDataset((root_ / "none.zip").string(), small())->classNames, (std::vector<std::string>{"x", "y"}));
    }

    void canBeCancelled()
    {
        pack(root_ / "zoo.zip", zoo());
        std::stop_source source;
        source.request_stop();
        QVERIFY_EXCEPTION_THROWN(openDataset((root_ / "zoo.zip").string(), small(), {}, source.get_token()), Error);
    }

private:
    std::unique_ptr<QTemporaryDir> folder_;
    fs::path root_;
};

TEST_MAIN(TestArchive)
#include "tst_archive.moc"
