#include "core/base/error.h"
#include "core/data/scan_report.h"
#include "core/data/sources/folder_walk.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <opencv2/imgcodecs.hpp>

#include <fstream>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

std::string encoded(int type, const char* extension)
{
    std::vector<uchar> bytes;
    cv::imencode(extension, cv::Mat(10, 30, type, cv::Scalar::all(50)), bytes);
    return {bytes.begin(), bytes.end()};
}

} // namespace

class TestScanReport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void headersTellColourModes()
    {
        QCOMPARE(peekImageHeader(encoded(CV_8UC1, ".png")).colourMode, std::string("grey"));
        QCOMPARE(peekImageHeader(encoded(CV_16UC3, ".png")).colourMode, std::string("16-bit RGB"));
        QCOMPARE(peekImageHeader(encoded(CV_8UC4, ".png")).colourMode, std::string("RGB with alpha"));
        QVERIFY(peekImageHeader(encoded(CV_16UC3, ".png")).deep && !peekImageHeader(encoded(CV_8UC4, ".png")).deep);
        QVERIFY(peekImageHeader(encoded(CV_16UC1, ".tiff")).deep && !peekImageHeader(encoded(CV_8UC3, ".tiff")).deep);
        QCOMPARE(peekImageHeader(encoded(CV_8UC1, ".jpg")).colourMode, std::string("grey"));
        QCOMPARE(peekImageHeader(encoded(CV_8UC3, ".jpg")).colourMode, std::string("RGB"));
        QCOMPARE(peekImageHeader(encoded(CV_8UC3, ".bmp")).colourMode, std::string("RGB"));
        QCOMPARE(peekImageHeader(encoded(CV_8UC1, ".bmp")).colourMode, std::string("palette"));
        QCOMPARE(peekImageHeader(encoded(CV_8UC3, ".tiff")).colourMode, std::string("RGB"));
        QCOMPARE(peekImageHeader(encoded(CV_16UC1, ".tiff")).colourMode, std::string("16-bit grey"));
        QCOMPARE(peekImageHeader(encoded(CV_8UC3, ".webp")).colourMode, std::string("RGB"));
        QCOMPARE(peekImageHeader(encoded(CV_8UC1, ".pgm")).colourMode, std::string("grey"));
    }

    void countsAndDuplicates()
    {
        ScanReport report(5);
        const std::string one = encoded(CV_8UC3, ".png"), other = encoded(CV_8UC1, ".png");
        for (const int k : {4, 0, 2})
            report.add(k, one, true);
        report.add(1, other, true);
        report.add(3, "damaged", false);
        const DatasetReport taken = report.take([](int k) { return "f" + std::to_string(k); });
        QCOMPARE(taken.looked, 5);
        QCOMPARE(taken.bytes, std::uint64_t(3 * one.size() + other.size() + 7));
        QCOMPARE(taken.sizes.size(), std::size_t(1));
        QCOMPARE(taken.sizes.front().name, std::string("30 x 10"));
        QCOMPARE(taken.sizes.front().count, 4);
        QCOMPARE(taken.sides.front().name, std::string("8 to 15 px"));
        QCOMPARE(taken.colourModes.front().name, std::string("RGB"));
        QCOMPARE(taken.duplicateFiles, 2);
        QCOMPARE(taken.duplicates.size(), std::size_t(1));
        QCOMPARE(taken.duplicates.front().first, std::string("f0"));
        QCOMPARE(taken.duplicates.front().others, (std::vector<std::string>{"f2", "f4"}));
    }

    void theWalkIsInByteOrderAndCanBeCancelled()
    {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        fs::create_directories(root / "a" / "b");
        for (const char* name : {"a/z.png", "a-b.png", "a/b/1.png", "a.png", "a/b.png", "b.txt"})
            std::ofstream(root / name) << "x";
        std::vector<Dataset::Skipped> skipped;
        const ImageList files = imagesBelow(root, skipped, {}, {});
        std::vector<std::string> found, wanted = {"a-b.png", "a.png", "a/b.png", "a/b/1.png", "a/z.png"};
        for (int k = 0; k < files.size(); ++k)
            found.push_back(files.path(k).lexically_relative(root).string());
        QCOMPARE(found, wanted);
        for (int k = 0; k < 600; ++k)
            std::ofstream(root / ("p" + std::to_string(k) + ".png")) << "x";
        std::stop_source source;
        source.request_stop();
        QVERIFY_EXCEPTION_THROWN(imagesBelow(root, skipped, {}, source.get_token()), Error);
    }
};

TEST_MAIN(TestScanReport)
#include "tst_scan_report.moc"
