// A folder as badly as folders come: each file is read rightly or named with a reason, and the rest can be trained on.
#include "core/data/dataset.h"
#include "core/session/files/tools.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <opencv2/imgcodecs.hpp>
#include <zlib.h>

#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace diffuscope;

namespace {

std::string encoded(const cv::Mat& picture, const char* extension)
{
    std::vector<uchar> bytes;
    cv::imencode(extension, picture, bytes);
    return {bytes.begin(), bytes.end()};
}

std::string png(int shade) { return encoded(cv::Mat(20, 20, CV_8UC3, cv::Scalar(shade, 10, 20)), ".png"); }

std::string bigEndian(std::uint32_t value)
{
    return {char(value >> 24), char(value >> 16), char(value >> 8), char(value)};
}

std::string chunk(const std::string& type, const std::string& data)
{
    const std::string body = type + data;
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(body.data()), uInt(body.size()));
    return bigEndian(std::uint32_t(data.size())) + body + bigEndian(std::uint32_t(crc));
}

// By the PNG specification; `lines` are the filtered scan lines.
std::string rawPng(int width, int height, int depth, int colourType, const std::string& more, const std::string& lines)
{
    std::string packed(compressBound(uLong(lines.size())), '\0');
    uLongf size = uLongf(packed.size());
    compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(lines.data()),
             uLong(lines.size()));
    packed.resize(size);
    const std::string header = bigEndian(std::uint32_t(width)) + bigEndian(std::uint32_t(height)) + char(depth) +
                               char(colourType) + std::string(3, '\0');
    return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + more + chunk("IDAT", packed) + chunk("IEND", "");
}

// All of colour 1 of two: (200, 100, 50).
std::string palettePng()
{
    const std::string colours = {0, 0, 0, char(200), 100, 50};
    std::string lines;
    for (int row = 0; row < 8; ++row)
        lines += std::string(1, '\0') + std::string(8, '\1');
    return rawPng(8, 8, 8, 3, chunk("PLTE", colours), lines);
}

void write(const fs::path& file, const std::string& bytes) { std::ofstream(file, std::ios::binary) << bytes; }

int countOf(const std::vector<DatasetReport::Count>& counts, const std::string& name)
{
    for (const auto& count : counts)
        if (count.name == name)
            return count.count;
    return 0;
}

// Root reads everything, so the scan runs as nobody where the test runs as root.
class AsNobody {
public:
    AsNobody() : root_(::geteuid() == 0)
    {
        if (root_ && ::seteuid(65534) != 0)
            qFatal("seteuid failed");
    }
    ~AsNobody()
    {
        if (root_ && ::seteuid(0) != 0)
            qFatal("seteuid failed");
    }
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;

private:
    bool root_;
};

} // namespace

class TestHostileDataset : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        folder_ = std::make_unique<QTemporaryDir>();
        root_ = fs::path(folder_->path().toStdString());
        fs::permissions(root_, fs::perms::all);
        set_ = root_ / "set";
        fs::create_directory(set_);
        fillBad();
        fillGood();
    }
    void cleanup()
    {
        fs::permissions(set_ / "locked", fs::perms::all);
        fs::remove_all(root_); // QTemporaryDir leaves names that are not UTF-8
    }

    void everyFileIsReadOrNamed()
    {
        const auto set = opened();
        QCOMPARE(set->size(), 10);
        const std::map<std::string, std::string> expected = {
            {"bad-cut.jpg", "cut short"},     {"bad-empty.png", "empty"},     {"bad-huge.png", "megapixels"},
            {"bad-text.png", "not an image"}, {"bad-pipe.png", "not a file"}, {"bad-dangling.png", "does not exist"},
            {"locked", "cannot be read"},     {"bad-denied.png", "denied"},
        };
        QCOMPARE(set->skipped.size(), expected.size());
        for (const Dataset::Skipped& skipped : set->skipped) {
            const auto entry = expected.find(fs::path(skipped.file).filename().string());
            QVERIFY2(entry != expected.end(), skipped.file.c_str());
            QVERIFY2(skipped.reason.find(entry->second) != std::string::npos, skipped.reason.c_str());
        }
        QCOMPARE(set->report.skippedFiles, int(expected.size()));
        QCOMPARE(int(set->report.skippedReasons.size()), int(expected.size()));
    }

    void whatIsReadIsRight()
    {
        const auto set = opened(); // byte order of the names: cmyk, deep, dot, grey, palette, plain..., twin, \xff
        const auto pixel = [&](int index) {
            const Image picture = set->image(index);
            return std::array{toByte(picture.at(0, 4, 4)), toByte(picture.at(1, 4, 4)), toByte(picture.at(2, 4, 4))};
        };
        const auto blue = pixel(0);
        QVERIFY2(blue[0] < 40 && std::abs(blue[1] - 160) < 40 && std::abs(blue[2] - 230) < 40,
                 qPrintable(QString("%1 %2 %3").arg(blue[0]).arg(blue[1]).arg(blue[2])));
        QCOMPARE(pixel(1), (std::array<std::uint8_t, 3>{30, 30, 30}));
        QCOMPARE(pixel(2), (std::array<std::uint8_t, 3>{9, 8, 7}));
        QCOMPARE(pixel(4), (std::array<std::uint8_t, 3>{200, 100, 50}));
    }

    void theReportSaysWhatLiesThere()
    {
        const DatasetReport report = opened()->report;
        QCOMPARE(countOf(report.colourModes, "CMYK"), 1);
        QCOMPARE(countOf(report.colourModes, "16-bit grey"), 1);
        QCOMPARE(countOf(report.colourModes, "palette"), 1);
        QCOMPARE(countOf(report.colourModes, "grey"), 1);
        QCOMPARE(countOf(report.colourModes, "RGB"), 6);
        QCOMPARE(countOf(report.sizes, "20 x 20"), 7);
        QCOMPARE(countOf(report.sizes, "1 x 1"), 1);
        QCOMPARE(countOf(report.sizes, "20000 x 20000"), 0);
        QCOMPARE(countOf(report.sides, "16 to 31 px"), 7);
        QCOMPARE(countOf(report.sides, "1 px"), 1);
        QCOMPARE(report.duplicateFiles, 1);
        QCOMPARE(report.duplicates.size(), std::size_t(1));
        QCOMPARE(fs::path(report.duplicates.front().first).filename(), fs::path("plain1.png"));
        QCOMPARE(fs::path(report.duplicates.front().others.front()).filename(), fs::path("twin.png"));
    }

    void aLongListOfSkippedFilesIsShortened()
    {
        const fs::path many = root_ / "many";
        fs::create_directory(many);
        for (int k = 0; k < 1203; ++k)
            write(many / ("e" + std::to_string(10000 + k) + ".png"), "");
        write(many / "a.png", png(1));
        write(many / "b.png", png(2));
        const auto set = openDataset(many.string(), {});
        QCOMPARE(set->report.skippedFiles, 1203);
        QCOMPARE(set->report.skippedReasons.front().count, 1203);
        QCOMPARE(set->skipped.size(), std::size_t(1001));
        QCOMPARE(set->skipped.back().file, std::string("203 more"));
    }

    void inspectingShowsHowFarItIs()
    {
        std::vector<std::pair<int, int>> seen;
        InspectOptions options;
        options.progress = [&seen](int done, int total) { seen.emplace_back(done, total); };
        const AsNobody nobody;
        const InspectReport report = inspect(set_.string(), options);
        QVERIFY(!seen.empty());
        QCOMPARE(seen.back().first, seen.back().second);
        QVERIFY(seen.back().second >= 10);
        QCOMPARE(report.problems.size(), std::size_t(8));
    }

    void theRestCanBeTrainedOn()
    {
        EventLog log;
        Session session(log.listener());
        TrainRequest request = tinyRun(root_ / "run", {{"steps", 1LL}});
        request.source = set_.string();
        session.startTraining(request);
        const auto done = log.wait<TrainStatus>([](const TrainStatus& status) {
            return status.state == TrainState::Finished || status.state == TrainState::Failed;
        });
        QVERIFY(done);
        QCOMPARE(int(done->state), int(TrainState::Finished));
        QCOMPARE(done->step, 1);
    }

private:
    void fillBad()
    {
        cv::Mat noise(64, 64, CV_8UC3);
        cv::theRNG().state = 5;
        cv::randu(noise, 0, 256);
        const std::string jpeg = encoded(noise, ".jpg");
        write(set_ / "bad-cut.jpg", jpeg.substr(0, jpeg.size() / 2));
        write(set_ / "bad-empty.png", "");
        write(set_ / "bad-huge.png", rawPng(20000, 20000, 8, 2, "", std::string(100, '\0')));
        write(set_ / "bad-text.png", "this is a text");
        QCOMPARE(::mkfifo((set_ / "bad-pipe.png").c_str(), 0644), 0);
        write(set_ / "bad-denied.png", png(4));
        fs::permissions(set_ / "bad-denied.png", fs::perms::none);
        fs::create_symlink("nowhere", set_ / "bad-dangling.png");
        fs::create_directory(set_ / "locked");
        write(set_ / "locked" / "hidden.png", png(3));
        fs::permissions(set_ / "locked", fs::perms::none);
        fs::create_directory_symlink(".", set_ / "loop");
    }

    void fillGood()
    {
        fs::copy_file(fs::path(DIFFUSCOPE_GOLDEN_DIR) / "images" / "cmyk.jpg", set_ / "cmyk.jpg");
        write(set_ / "deep.png", encoded(cv::Mat(20, 20, CV_16UC1, cv::Scalar(257 * 30)), ".png"));
        write(set_ / "dot.png", encoded(cv::Mat(1, 1, CV_8UC3, cv::Scalar(7, 8, 9)), ".png"));
        write(set_ / "grey.jpg", encoded(cv::Mat(20, 20, CV_8UC1, cv::Scalar(99)), ".png")); // a PNG by its bytes
        write(set_ / "palette.png", palettePng());
        for (int k = 1; k <= 3; ++k)
            write(set_ / ("plain" + std::to_string(k) + ".png"), png(40 * k));
        write(set_ / "twin.png", png(40));
        write(set_ / "\xff\xfe.png", png(7));
    }

    std::shared_ptr<const Dataset> opened() const
    {
        const AsNobody nobody;
        DatasetOptions options;
        options.image.size = 16;
        return openDataset(set_.string(), options);
    }

    std::unique_ptr<QTemporaryDir> folder_;
    fs::path root_, set_;
};

TEST_MAIN(TestHostileDataset)
#include "tst_hostile_dataset.moc"
