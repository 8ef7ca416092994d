#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/data/dataset.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

using Bytes = std::string;

void write(const fs::path& path, const Bytes& bytes)
{
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
}

Bytes encoded(const cv::Mat& picture, const char* extension)
{
    std::vector<uchar> bytes;
    cv::imencode(extension, picture, bytes);
    return {bytes.begin(), bytes.end()};
}

cv::Mat plain(int rows, int columns, const cv::Scalar& bgr) { return {rows, columns, CV_8UC3, bgr}; }

Bytes png(int shade) { return encoded(cv::Mat(20, 20, CV_8UC1, cv::Scalar(shade)), ".png"); }
Bytes colourPng() { return encoded(plain(20, 20, {10, 20, 200}), ".png"); }

Bytes bigEndian(std::uint32_t value) { return {char(value >> 24), char(value >> 16), char(value >> 8), char(value)}; }

std::array<int, 3> pixel(const Image& picture, int row, int column)
{
    const int last = picture.channels - 1;
    return {toByte(picture.at(0, row, column)), toByte(picture.at(std::min(1, last), row, column)),
            toByte(picture.at(last, row, column))};
}

bool near(std::array<int, 3> a, std::array<int, 3> b, int tolerance)
{
    return std::abs(a[0] - b[0]) <= tolerance && std::abs(a[1] - b[1]) <= tolerance &&
           std::abs(a[2] - b[2]) <= tolerance;
}

// The Error of an action, as one text; empty when it does not throw.
template <typename Action> std::string errorOf(Action action)
{
    try {
        action();
        return {};
    } catch (const Error& problem) {
        return problem.happened() + " | " + problem.subject() + " | " + problem.advice();
    }
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

DatasetOptions sized(int size)
{
    DatasetOptions options;
    options.image.size = size;
    return options;
}

Bytes jpegTurned(int orientation)
{
    cv::Mat picture = plain(48, 48, {255, 0, 0}); // blue below
    picture.rowRange(0, 24).setTo(cv::Scalar(0, 0, 255));
    Bytes bytes = encoded(picture, ".jpg");
    Bytes exif("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 25);
    exif += Bytes{char(orientation), 0, 0, 0, 0, 0, 0};
    return bytes.insert(2, Bytes("\xFF\xE1") + char(0) + char(exif.size() + 2) + exif);
}

} // namespace

class TestDatasetFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        folder_ = std::make_unique<QTemporaryDir>();
        QVERIFY(folder_->isValid());
        root_ = folder_->path().toStdString();
    }
    void cleanup() { fs::remove_all(root_); } // QTemporaryDir leaves names that are not UTF-8

    void depthsAndAlpha()
    {
        ImageSettings settings{8, 3, {0, 0, 255}};
        cv::Mat halfRed(20, 20, CV_8UC4, cv::Scalar(0, 0, 255, 51)); // a fifth of red over blue
        QVERIFY(near(pixel(decodeImage(encoded(halfRed, ".png"), "alpha", settings), 4, 4), {51, 0, 204}, 1));
        const cv::Mat deep(20, 20, CV_16UC3, cv::Scalar(257 * 30, 257 * 90, 257 * 200));
        QCOMPARE(pixel(decodeImage(encoded(deep, ".png"), "deep", settings), 0, 7), (std::array{200, 90, 30}));
        const cv::Mat deepAlpha(20, 20, CV_16UC4, cv::Scalar(0, 65535, 0, 0));
        QCOMPARE(pixel(decodeImage(encoded(deepAlpha, ".png"), "deep alpha", settings), 3, 3), (std::array{0, 0, 255}));
        QCOMPARE(pixel(decodeImage(png(77), "grey", settings), 1, 1), (std::array{77, 77, 77}));
        const cv::Mat bright(20, 20, CV_32FC3, cv::Scalar(0, 0.5, 7.0));
        QVERIFY(near(pixel(decodeImage(encoded(bright, ".hdr"), "hdr", settings), 1, 1), {255, 128, 0}, 2));
        settings.channels = 1;
        const Image grey = decodeImage(encoded(plain(9, 9, {0, 0, 255}), ".bmp"), "red", settings);
        QCOMPARE(grey.channels, 1);
        QVERIFY(near(pixel(grey, 0, 0), {76, 76, 76}, 1)); // 0.299 of red
    }

    void alphaIsAppliedBeforeScaling()
    {
        cv::Mat picture(16, 16, CV_8UC4, cv::Scalar(0, 255, 0, 0)); // hidden green must not bleed
        picture.colRange(0, 1).setTo(cv::Scalar(0, 0, 0, 255));
        const Image small = decodeImage(encoded(picture, ".png"), "edge", {8, 3, {255, 255, 255}});
        QVERIFY(near(pixel(small, 4, 0), {128, 128, 128}, 1));
        QCOMPARE(pixel(small, 4, 3), (std::array{255, 255, 255}));
    }

    void exifOrientation()
    {
        const Image upright = decodeImage(jpegTurned(1), "1", {16, 3});
        QVERIFY(near(pixel(upright, 2, 2), {255, 0, 0}, 30) && near(pixel(upright, 13, 2), {0, 0, 255}, 30));
        const Image turned = decodeImage(jpegTurned(6), "6", {16, 3}); // what was on top is now at the right
        QVERIFY(near(pixel(turned, 2, 2), {0, 0, 255}, 30) && near(pixel(turned, 13, 2), {0, 0, 255}, 30));
        QVERIFY(near(pixel(turned, 2, 13), {255, 0, 0}, 30));
    }

    void cropsTheCentre()
    {
        cv::Mat wide = plain(20, 60, {0, 0, 255});
        wide.colRange(20, 40).setTo(cv::Scalar(0, 255, 0));
        const Image fromWide = decodeImage(encoded(wide, ".png"), "wide", {20, 3});
        const Image fromTall = decodeImage(encoded(wide.t(), ".png"), "tall", {10, 3});
        for (const int k : {0, 9})
            QVERIFY(pixel(fromWide, k, 2 * k) == (std::array{0, 255, 0}) &&
                    pixel(fromTall, k, 9 - k) == (std::array{0, 255, 0}));
        QCOMPARE(pixel(decodeImage(encoded(plain(1, 1, {1, 2, 3}), ".png"), "dot", {16, 3}), 15, 15),
                 (std::array{3, 2, 1}));
        const Image strip = decodeImage(encoded(plain(1, 30000, {9, 9, 9}), ".png"), "strip", {1024, 3});
        QCOMPARE(strip.width, 1024);
    }

    void refusesWhatIsNotAPicture()
    {
        const auto problem = [](const Bytes& bytes) { return errorOf([&] { decodeImage(bytes, "the file", {}); }); };
        const Bytes jpeg = encoded(plain(64, 64, {5, 99, 200}), ".jpg");
        QVERIFY(contains(problem(""), "empty"));
        QVERIFY(contains(problem("hello, world"), "not an image"));
        QVERIFY(contains(problem("hello, world"), "the file"));
        QVERIFY(contains(problem(jpeg.substr(0, jpeg.size() * 2 / 3)), "cut short"));
        QVERIFY(contains(problem(colourPng().substr(0, 60)), "cut short"));
        QVERIFY(contains(problem("GIF89a...."), "GIF"));
        Bytes bomb = colourPng();
        bomb.replace(16, 8, bigEndian(20000) + bigEndian(20000));
        QVERIFY(contains(problem(bomb), "20000 x 20000"));
        Bytes bmp = encoded(plain(4, 4, {1, 2, 3}), ".bmp");
        bmp.replace(18, 8, Bytes("\0\0\1\0\0\0\1\0", 8)); // 65536 x 65536
        QVERIFY(contains(problem(bmp), "65536 x 65536"));
        QVERIFY(contains(problem("P6 65000 65000 255\n"), "65000 x 65000"));
        QVERIFY(contains(errorOf([&] { loadImageFile(root_ / "none.png", {}); }), "none.png"));
        QVERIFY(contains(errorOf([&] { loadImageFile(root_, {}); }), "not a file"));
        QVERIFY(contains(errorOf([&] { decodeImage(jpeg, "x", {4, 3}); }), "8 to 1024"));
    }

    void everyPrefixAndBitFlipIsSurvived()
    {
        for (const char* kind : {".png", ".jpg", ".bmp", ".webp", ".tif", ".ppm"}) {
            const Bytes whole = encoded(plain(12, 12, {5, 99, 200}), kind);
            for (std::size_t length = 0; length < std::min<std::size_t>(whole.size(), 200); length += 3)
                errorOf([&] { decodeImage(whole.substr(0, length), "prefix", {}); });
            for (std::size_t at = 8; at < std::min<std::size_t>(whole.size(), 160); at += 2) {
                Bytes flipped = whole;
                flipped[at] = char(flipped[at] ^ 0x81);
                errorOf([&] { decodeImage(flipped, "flipped", {}); });
            }
            QVERIFY2(errorOf([&] { decodeImage(whole, "whole", {}); }).empty(), kind);
        }
    }

    void hostileFolder()
    {
        const Bytes jpeg = encoded(plain(64, 64, {5, 99, 200}), ".jpg");
        write(root_ / "a/good.png", colourPng());
        write(root_ / "b/GOOD.JPG", jpeg);
        write(root_ / "b/deeper/again/good.webp", encoded(plain(30, 30, {1, 1, 1}), ".webp"));
        write(root_ / "b" / fs::path("caf\xE9.png"), png(3));
        write(root_ / "a/cut.jpg", jpeg.substr(0, jpeg.size() / 2));
        write(root_ / "a/empty.png", "");
        write(root_ / "a/text.png", "not a picture at all");
        Bytes bomb = colourPng();
        write(root_ / "b/bomb.png", bomb.replace(16, 8, bigEndian(20000) + bigEndian(20000)));
        write(root_ / "notes.txt", "fine");
        write(root_ / ".hidden/x.png", "broken but hidden");
        write(root_ / "a/._x.png", "broken but hidden");
        fs::create_directory_symlink(root_, root_ / "a/loop");
        fs::create_symlink(root_ / "nowhere.png", root_ / "a/dangling.png");
        write(root_ / "locked/secret.png", png(9));
        fs::permissions(root_ / "locked", fs::perms::none);
        const auto set = openDataset(root_.string(), sized(16));
        fs::permissions(root_ / "locked", fs::perms::owner_all);

        std::vector<std::string> names;
        for (const auto& entry : set->skipped) {
            names.push_back(fs::path(entry.file).filename().string());
            QVERIFY2(!entry.reason.empty(), entry.file.c_str());
        }
        std::sort(names.begin(), names.end());
        const bool lockable = geteuid() != 0;
        std::vector<std::string> expected = {"bomb.png", "cut.jpg", "dangling.png", "empty.png", "text.png"};
        if (lockable)
            expected.insert(expected.begin() + 4, "locked");
        QCOMPARE(names, expected);
        QCOMPARE(set->size(), lockable ? 4 : 5);
        QCOMPARE(set->channels, 3);
        QCOMPARE(set->classNames.front(), "a");
        QCOMPARE(pixel(set->image(0), 8, 8), (std::array{200, 20, 10}));
        QCOMPARE(std::vector<int>(set->labels.begin(), set->labels.begin() + 4), (std::vector{0, 1, 1, 1}));
    }

    void classesComeFromFolders_data()
    {
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<QStringList>("classes");
        QTest::newRow("flat") << QStringList{"1.png", "2.png"} << QStringList{};
        QTest::newRow("two") << QStringList{"cat/1.png", "dog/x/2.png"} << QStringList{"cat", "dog"};
        QTest::newRow("one and root") << QStringList{"1.png", "dog/2.png"} << QStringList{};
        QTest::newRow("two and root") << QStringList{"1.png", "b/2.png", "a/3.png"}
                                      << QStringList{"(no folder)", "a", "b"};
        QTest::newRow("numbers") << QStringList{"10/1.png", "2/2.png", "0/3.png", "4.png"}
                                 << QStringList{"(no folder)", "0", "2", "10"};
        QTest::newRow("single folder") << QStringList{"all/cat/1.png", "all/dog/2.png"} << QStringList{"cat", "dog"};
        QTest::newRow("splits") << QStringList{"train/cat/1.png", "train/dog/2.png", "test/dog/3.png"}
                                << QStringList{"cat", "dog"};
        QTest::newRow("flat splits") << QStringList{"train/1.png", "test/2.png"} << QStringList{};
        QTest::newRow("unreadable class") << QStringList{"a/1.png", "b/2.png", "c/broken.png"} << QStringList{"a", "b"};
    }
    void classesComeFromFolders()
    {
        QFETCH(QStringList, files);
        QFETCH(QStringList, classes);
        for (const QString& file : files)
            write(root_ / file.toStdString(), file.contains("broken") ? Bytes("x") : png(100));
        const auto set = openDataset(root_.string() + "/", sized(8));
        QStringList names;
        for (const auto& name : set->classNames)
            names += QString::fromStdString(name);
        QCOMPARE(names, classes);
        QCOMPARE(set->classCount(), int(classes.size()));
        QCOMPARE(set->name, root_.filename().string());
        for (const int label : set->labels)
            QVERIFY(label >= 0 && label < std::max(1, int(classes.size())));
    }

    void onlyTheTrainingPartIsUsed()
    {
        for (const char* file :
             {"train/cat/1.png", "train/dog/2.png", "train/dog/3.png", "test/cat/4.png", "val/emu/5.png"})
            write(root_ / "set" / file, png(100));
        const auto set = openDataset((root_ / "set").string(), sized(8));
        QCOMPARE(set->size(), 3);
        QCOMPARE(set->classNames, (std::vector<std::string>{"cat", "dog"}));
        QVERIFY(contains(set->report.remarks.front().what, "train"));
        QVERIFY(contains(set->report.remarks.front().what, "Left out: test, val (2 pictures)"));
        write(root_ / "set/test/dog/6.png", png(1));
        QCOMPARE(openDataset((root_ / "set/test").string(), sized(8))->size(),
                 2); // another part, by choosing its folder
    }

    void picturesThatAreNotReadAreNamed()
    {
        for (int k = 0; k < 3; ++k) {
            write(root_ / "cat" / ("IMG_" + std::to_string(k) + ".HEIC"), "as good as any");
            write(root_ / "dog" / (std::to_string(k) + ".png"), png(10 * k));
        }
        write(root_ / "dog/download", colourPng());
        write(root_ / "dog/notes.txt", "text");
        write(root_ / ".thumbnails/a.png", png(1));
        const auto set = openDataset(root_.string(), sized(8));
        QCOMPARE(set->size(), 3);
        QCOMPARE(set->report.skippedFiles, 4);
        QCOMPARE(set->report.skippedReasons.front().count, 3);
        QVERIFY(contains(set->report.skippedReasons.front().name, "HEIC"));
        QVERIFY(contains(set->report.skippedReasons.back().name,
                         "PNG picture under another ending; rename it to end in .png"));
        QCOMPARE(set->report.remarks.back().what, std::string("1 hidden folder is left out"));
    }

    void whereNoPicturesLieItSaysWhatDoes()
    {
        const auto said = [this](const char* folder) {
            return errorOf([&] { openDataset((root_ / folder).string(), sized(8)); });
        };
        write(root_ / "python/data_batch_1", "pickled");
        QVERIFY(contains(said("python"), "cifar-10-binary.tar.gz"));
        write(root_ / "hub/data/train.parquet", "PAR1");
        QVERIFY(contains(said("hub"), "train.parquet"));
        write(root_ / "phone/a.heic", "x");
        QVERIFY(contains(said("phone"), "1 .heic file (a.heic)") && contains(said("phone"), "PNG or JPEG"));
    }

    // As torchvision leaves MNIST.
    void aSetFurtherDownIsOpened()
    {
        const Bytes images = bigEndian(0x803) + bigEndian(3) + bigEndian(8) + bigEndian(8) + Bytes(192, '\x40');
        write(root_ / "data/MNIST/raw/train-images-idx3-ubyte", images);
        write(root_ / "data/MNIST/raw/train-labels-idx1-ubyte", bigEndian(0x801) + bigEndian(3) + Bytes("\0\1\2", 3));
        const auto set = openDataset((root_ / "data").string(), sized(8));
        QCOMPARE(set->labels, (std::vector<int>{0, 1, 2}));
        QCOMPARE(set->name, std::string("data"));
        QVERIFY(contains(set->report.remarks.front().what, "MNIST/raw"));
        write(root_ / "data/FashionMNIST/raw/train-images-idx3-ubyte", images);
        const std::string both = errorOf([&] { openDataset((root_ / "data").string(), sized(8)); });
        QVERIFY2(contains(both, "MNIST/raw") && contains(both, "FashionMNIST/raw"), both.c_str());
    }

    void tablesOfLabels()
    {
        for (int k = 0; k < 4; ++k)
            write(root_ / "set" / (std::to_string(k) + ".png"), png(10 * k));
        write(root_ / "set/metadata.csv", "\xEF\xBB\xBF"
                                          "text,file_name,label\r\n\"a, \"\"b\"\"\",0.png,ship\r\n,1.png,frog\r\n"
                                          ",2.png,ship\r\n,3.png,frog");
        const auto csv = openDataset((root_ / "set").string(), sized(8));
        QCOMPARE(csv->classNames, (std::vector<std::string>{"frog", "ship"}));
        QCOMPARE(csv->labels, (std::vector<int>{1, 0, 1, 0}));
        QVERIFY(contains(csv->report.remarks.front().what, "metadata.csv"));
        write(root_ / "set/metadata.csv", "file_name,text\n0.png,a ship\n"); // no labels
        QCOMPARE(openDataset((root_ / "set").string(), sized(8))->classCount(), 0);
        fs::remove(root_ / "set/metadata.csv");
        write(root_ / "set/metadata.jsonl", R"({"file_name": "0.png", "label": 1}
{"file_name": "2.png", "label": 0}
not JSON
{"file_name": "3.png", "label": 1})");
        const auto lines = openDataset((root_ / "set").string(), sized(8));
        QCOMPARE(lines->classNames, (std::vector<std::string>{"0", "1", "(no label)"}));
        QCOMPARE(lines->labels, (std::vector<int>{1, 2, 0, 1}));
    }

    void remarksOnPictures()
    {
        cv::Mat noise(40, 40, CV_8UC1);
        cv::randu(noise, 0, 256);
        const Bytes bird = encoded(noise, ".png");
        write(root_ / "bird/0000.png", bird);
        write(root_ / "cat/0010.png", bird);
        write(root_ / "cat/dot.png", encoded(noise(cv::Rect(0, 0, 4, 4)).clone(), ".png"));
        write(root_ / "cat/night.png", encoded(cv::Mat(40, 40, CV_8UC1, cv::Scalar(0)), ".png"));
        cv::Mat wide(20, 200, CV_8UC1);
        cv::randu(wide, 0, 256);
        write(root_ / "bird/wide.png", encoded(wide, ".png"));
        const auto set = openDataset(root_.string(), sized(16));
        const auto remarked = [&](const char* part) {
            for (const auto& remark : set->report.remarks)
                if (contains(remark.what, part)) {
                    QStringList names;
                    for (const auto& file : remark.files)
                        names << QString::fromStdString(fs::path(file).lexically_relative(root_).string());
                    return names.join(' ') + ' ' + QString::number(remark.count);
                }
            return QString();
        };
        QCOMPARE(remarked("several classes"), QString("bird/0000.png cat/0010.png 2"));
        QCOMPARE(remarked("enlarged"), QString("cat/dot.png 1"));
        QCOMPARE(remarked("one colour"), QString("cat/night.png 1"));
        QCOMPARE(remarked("middle square"), QString("bird/wide.png 1"));
        QCOMPARE(set->report.remarks.size(), std::size_t(4));
    }

    void channelsAndLimit()
    {
        for (int k = 0; k < 20; ++k)
            write(root_ / (std::string(1, char('a' + k)) + ".png"), png(10 * k));
        DatasetOptions options = sized(8);
        const auto grey = openDataset(root_.string(), options);
        QCOMPARE(grey->channels, 1);
        QCOMPARE(grey->values.size(), std::size_t(20 * 64));
        for (int k = 0; k < 20; ++k)
            QCOMPARE(pixel(grey->image(k), 3, 3)[0], 10 * k);
        options.limit = 5;
        const auto few = openDataset(root_.string(), options);
        QCOMPARE(few->size(), 5);
        QCOMPARE(pixel(few->image(4), 0, 0)[0], 160);
        options.channels = 3;
        QCOMPARE(openDataset(root_.string(), options)->channels, 3);
        write(root_ / "z.png", colourPng());
        QCOMPARE(openDataset(root_.string(), sized(8))->channels, 3);
        options = sized(8);
        options.channels = 1;
        QCOMPARE(openDataset(root_.string(), options)->channels, 1);
        QVERIFY(!errorOf([&] { grey->image(20); }).empty() && !errorOf([&] { grey->image(-1); }).empty());
    }

    void progressAndCancel()
    {
        for (int k = 0; k < 300; ++k)
            write(root_ / (std::to_string(k) + ".png"), encoded(plain(200, 200, {1, 2, 3}), ".png"));
        int last = -1, calls = 0;
        openDataset(root_.string(), sized(8), [&](int done, int total, const std::string&) {
            QVERIFY(done >= last && total == 300);
            last = done;
            ++calls;
        });
        QCOMPARE(last, 300);
        QVERIFY(calls >= 1 && calls < 300);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(contains(errorOf([&] { openDataset(root_.string(), sized(8), {}, stop.get_token()); }), "Cancelled"));
        std::stop_source late;
        const auto cancelled = errorOf([&] {
            openDataset(
                "builtin:shapes",
                [] {
                    auto o = sized(64);
                    o.builtinCount = 60000;
                    return o;
                }(),
                [&](int, int, const std::string&) { late.request_stop(); }, late.get_token());
        });
        QVERIFY(contains(cancelled, "Cancelled"));
    }

    void uselessSources()
    {
        const auto open = [](const fs::path& path) { return errorOf([&] { openDataset(path.string(), {}); }); };
        QVERIFY(contains(open(root_ / "missing"), "does not exist") && contains(open(root_ / "missing"), "missing"));
        QVERIFY(contains(open(""), "does not exist"));
        QVERIFY(contains(open(root_), "no pictures"));
        write(root_ / "notes.txt", "text");
        QVERIFY(contains(open(root_ / "notes.txt"), "Folder of images"));
        write(root_ / "one.png", png(1));
        write(root_ / "two.png", "broken");
        QVERIFY(contains(open(root_), "only one") && contains(open(root_), "two.png"));
        QVERIFY(contains(open("builtin:nothing"), "builtin:digits"));
        QVERIFY(contains(errorOf([] { openDataset("builtin:digits", sized(5000)); }), "5000"));
        DatasetOptions huge = sized(1024);
        huge.builtinCount = 50'000'000;
        QVERIFY(contains(errorOf([&] { openDataset("builtin:shapes", huge); }), "20.0 GB"));
    }

private:
    std::unique_ptr<QTemporaryDir> folder_;
    fs::path root_;
};

TEST_MAIN(TestDatasetFiles)
#include "tst_dataset_files.moc"
