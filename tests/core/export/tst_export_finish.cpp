// What is done to pictures before they are written: enlarging with hard and smooth edges, words below; and that other
// programs read the files.
#include "core/base/random.h"
#include "core/export/estimate.h"
#include "core/export/finish.h"
#include "core/export/format.h"
#include "core/export/letters.h"
#include "core/export/shown_film.h"
#include "tests/support/test_main.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace diffuscope;
namespace fs = std::filesystem;

class TestExportFinish : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }
    void smoothEdgesKeepThePicture();
    void wordsStandBelow_data();
    void wordsStandBelow();
    void withoutWordsThereIsNoBand();
    void lettersFit();
    void sheetsHaveSmoothEdges();
    void aLookIsWhatIsWritten_data();
    void aLookIsWhatIsWritten();
    void othersReadEveryKind_data();
    void othersReadEveryKind();

private:
    fs::path path(const std::string& name) const { return fs::path(folder_->path().toStdString()) / name; }
    static ExportContent film(int channels, int count)
    {
        ExportContent content;
        content.frames = {std::size_t(count),
                          [channels](std::size_t k) { return noiseImage(channels, 24, 32, std::uint64_t(k)); }};
        content.recipe = R"({"seed":7})";
        content.captionOf = [](std::size_t k) { return "t = " + std::to_string(k) + "  DDIM  seed 7"; };
        content.equationOf = [](std::size_t, bool greek) {
            return std::string(greek ? "x_s = 0.96 ~x_0 + 0.26 ~\xce\xb5" : "next = 0.96 guess + 0.26 noise");
        };
        return content;
    }
    static std::vector<ShownFrame> framesOf(const fs::path& file)
    {
        std::vector<ShownFrame> frames;
        eachShownFrame(file, [&frames](const ShownFrame& frame) {
            frames.push_back(frame);
            return true;
        });
        return frames;
    }

    std::unique_ptr<QTemporaryDir> folder_;
};

void TestExportFinish::smoothEdgesKeepThePicture()
{
    const Image flat(3, 5, 4, 0.25f);
    for (const float value : smoothlyEnlarged(flat, 7).values)
        QVERIFY(std::abs(value - fromByte(toByte(0.25f))) < 1e-6f);
    const Image noise = noiseImage(1, 6, 9, 3);
    Image limited = noise;
    for (float& value : limited.values)
        value = fromByte(toByte(value));
    QCOMPARE(smoothlyEnlarged(noise, 1).values, limited.values); // nothing moves by half a pixel
    Image step(1, 1, 8, -0.5f);
    for (int x = 4; x < 8; ++x)
        step.at(0, 0, x) = 0.5f;
    const Image smooth = smoothlyEnlarged(step, 8);
    QCOMPARE(smooth.width, 64);
    for (int x = 28; x < 35; ++x) // rises where the picture jumps, between the centres of two pixels
        QVERIFY(smooth.at(0, 0, x + 1) >= smooth.at(0, 0, x));
    for (int x = 0; x < 64; ++x)
        QVERIFY(std::abs(smooth.at(0, 3, x) + smooth.at(0, 3, 63 - x)) < 1e-5f); // and is as symmetric as it
}

void TestExportFinish::wordsStandBelow_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<int>("channels");
    for (const char* format : {"apng", "webp", "gif", "png"})
        for (const int channels : {1, 3})
            QTest::addRow("%s %d", format, channels) << QString::fromLatin1(format) << channels;
}

// The pictures stay as they were, and the band below says something else in each.
void TestExportFinish::wordsStandBelow()
{
    QFETCH(QString, format);
    QFETCH(int, channels);
    const ExportFormat& kind = exportFormat(format.toStdString());
    const ParamValues plain = {{"scale", 8LL}},
                      words = {{"scale", 8LL}, {"caption", true}, {"equation", std::string("greek")}};
    const int count = kind.animated ? 4 : 1;
    (void)kind.write(film(channels, count), path("plain"), plain);
    (void)kind.write(film(channels, count), path("words"), words);
    const auto before = framesOf(path("plain")), after = framesOf(path("words"));
    QCOMPARE(before.size(), std::size_t(count));
    QCOMPARE(after.size(), std::size_t(count));
    for (int k = 0; k < count; ++k) {
        QCOMPARE(after[k].width, before[k].width);
        QVERIFY(after[k].height > before[k].height + 20 && after[k].height < before[k].height + 80);
        if (format != "gif" || channels == 1) // which share 256 colours with the band
            QVERIFY(std::equal(before[k].rgb.begin(), before[k].rgb.end(), after[k].rgb.begin()));
        const std::vector<std::uint8_t> band(after[k].rgb.begin() + std::ptrdiff_t(before[k].rgb.size()),
                                             after[k].rgb.end());
        const auto bright = std::count_if(band.begin(), band.end(), [](int value) { return value > 150; });
        QVERIFY2(bright > 300 && bright < std::ptrdiff_t(band.size()) / 4, qPrintable(QString::number(bright)));
        if (k > 0)
            QVERIFY(!std::equal(band.begin(), band.end(), after[0].rgb.end() - std::ptrdiff_t(band.size())));
    }
}

void TestExportFinish::withoutWordsThereIsNoBand()
{
    ExportContent silent = film(3, 3);
    silent.captionOf = {}, silent.equationOf = {};
    const ParamValues words = {{"scale", 2LL}, {"caption", true}, {"equation", std::string("words")}};
    (void)exportFormat("apng").write(silent, path("silent.png"), words);
    QCOMPARE(framesOf(path("silent.png"))[0].height, 48);
}

void TestExportFinish::lettersFit()
{
    const std::string longest = "x_s = 0.96 ~x_0 + 0.26 ~\xce\xb5 + 1.00 z";
    const double size = fittingSize({"short", longest}, 200, 0.5, Words::Formula);
    QVERIFY(size < 0.5 && widthOfWords(longest, size, Words::Formula) <= 205);
    QVERIFY(widthOfWords("x_0", 1, Words::Formula) <
            widthOfWords("x0", 1)); // what is lowered is smaller, and the mark itself is none
    QCOMPARE(widthOfWords("~x", 1, Words::Formula), widthOfWords("x", 1));
    QCOMPARE(widthOfWords("_{", 1, Words::Formula), 0); // cut off
    QCOMPARE(widthOfWords("", 1), 0);
    QVERIFY(widthOfWords("a_b", 1) > widthOfWords("ab", 1)); // the name of a class is no formula
}

void TestExportFinish::sheetsHaveSmoothEdges()
{
    const ExportContent content = film(3, 4);
    (void)exportFormat("contact_sheet")
        .write(content, path("sheet.png"), {{"scale", 4LL}, {"edges", std::string("smooth")}, {"columns", 2LL}});
    std::vector<Image> pictures;
    for (std::size_t k = 0; k < 4; ++k)
        pictures.push_back(content.frames[k]);
    const auto difference = differenceOf(framesOf(path("sheet.png"))[0], pictures);
    QVERIFY(difference && difference->differing == 0);
    pictures[3].at(0, 5, 5) = -pictures[3].at(0, 5, 5);
    QVERIFY(differenceOf(framesOf(path("sheet.png"))[0], pictures)->differing > 0);
}

void TestExportFinish::aLookIsWhatIsWritten_data()
{
    QTest::addColumn<QString>("format");
    for (const ExportFormat& format : exportFormats())
        QTest::addRow("%s", format.id.c_str()) << QString::fromStdString(format.id);
}

void TestExportFinish::aLookIsWhatIsWritten()
{
    QFETCH(QString, format);
    const ExportFormat& kind = exportFormat(format.toStdString());
    const ExportContent content = film(1, 6); // grey is exact in a GIF
    const ParamValues values = {{"scale", 3LL}};
    const ExportEstimate told = estimate(kind, content, values, {}, 2);
    QCOMPARE(told.look, 2);
    QCOMPARE(told.last.values, content.frames[5].values);
    const auto files = kind.write(content, path("written" + kind.extension), values);
    const fs::path file = format == "png_sequence" ? files[3] : format == "png" ? files[2] : files[0];
    const auto frames = framesOf(file);
    const ShownFrame& frame = frames.size() > 1 ? frames[2] : frames[0];
    QCOMPARE(told.shown.width, frame.width);
    QCOMPARE(told.shown.height, frame.height);
    QCOMPARE(told.width, frame.width);
    double sum = 0;
    for (std::size_t k = 0; k < told.shown.planeSize(); ++k)
        sum += std::abs(int(toByte(told.shown.values[k])) - int(frame.rgb[3 * k]));
    QVERIFY2(sum / double(told.shown.planeSize()) <= (format == "mp4" ? 4.0 : 0.0), qPrintable(QString::number(sum)));
    QVERIFY(estimate(kind, content, values).shown.empty()); // nobody wanted to look
}

void TestExportFinish::othersReadEveryKind_data() { aLookIsWhatIsWritten_data(); }

// ImageMagick, where it is installed and knows the kind: how many pictures there are and how large they are.
void TestExportFinish::othersReadEveryKind()
{
    QFETCH(QString, format);
    const QString program = QStandardPaths::findExecutable(QStringLiteral("identify"));
    if (program.isEmpty())
        QSKIP("ImageMagick is not installed");
    if (format == "mp4")
        QSKIP("ImageMagick has no decoder of its own for videos");
    const ExportFormat& kind = exportFormat(format.toStdString());
    const auto files = kind.write(film(3, 5), path("others" + kind.extension),
                                  {{"scale", 2LL}, {kind.id == "contact_sheet" ? "columns" : "scale", 2LL}});
    const fs::path file = format == "png_sequence" ? files[1] : files[0];
    QProcess identify;
    const QString prefix = format == "apng" || file.extension() == ".png" ? QStringLiteral("png:") : QString();
    identify.start(program, {QStringLiteral("-format"), QStringLiteral("%m %w %h\n"),
                             prefix + QString::fromStdString(file.string())});
    QVERIFY(identify.waitForFinished());
    if (identify.exitCode() != 0 && identify.readAllStandardError().contains("no decode delegate"))
        QSKIP("this ImageMagick does not read such files");
    const QList<QByteArray> lines = identify.readAllStandardOutput().trimmed().split('\n');
    QCOMPARE(lines.size(), format == "gif" || format == "webp" ? 5 : 1); // of an APNG it reads the first
    QVERIFY2(lines[0].endsWith(format == "contact_sheet" ? "140 160" : "64 48"), lines[0].constData());
}

TEST_MAIN(TestExportFinish)
#include "tst_export_finish.moc"
