#include "core/base/byte_order.h"
#include "core/base/random.h"
#include "core/base/save_file.h"
#include "core/export/film.h"
#include "core/export/format.h"
#include "core/export/notes.h"
#include "core/export/png_file.h"
#include "core/export/recipe_reader.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include <zlib.h>

#include <cmath>
#include <memory>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

constexpr const char* kRecipe = "{\"program\":\"diffuscope\",\"version\":\"9.9\",\"name\":\"Größe <&> 'y'\"}";
constexpr const char* kSource = "trainedAlgorithmicMedia";

// What a program that nobody here wrote says about a file. The packages that have them are in
// packaging/packages-check.txt.
#define ASK(answer, program, ...)                                                                                      \
    QByteArray answer;                                                                                                 \
    if (QStandardPaths::findExecutable(QStringLiteral(program)).isEmpty())                                             \
        QSKIP(program " is not installed");                                                                            \
    else                                                                                                               \
        answer = said(QStringLiteral(program), {__VA_ARGS__})

QByteArray said(const QString& program, const QStringList& words)
{
    QProcess process;
    process.start(program, words);
    if (!process.waitForFinished(60'000) || process.exitCode() != 0)
        qWarning() << program << words << process.readAllStandardError();
    return process.readAllStandardOutput();
}

QString named(const fs::path& path) { return QString::fromStdString(path.string()); }

ExportContent filmOf(int channels, int count, int height = 24, int width = 32)
{
    std::vector<Image> frames;
    for (int k = 0; k < count; ++k)
        frames.push_back(noiseImage(channels, height, width, std::uint64_t(k)));
    ExportContent content;
    content.frames = frames;
    content.recipe = kRecipe;
    content.original = noiseImage(channels, 7, 7, 99);
    content.marksOf = [](const std::string&, const Image& picture) {
        return Marks{"Steps: 50, Sampler: DDIM, Size: " + std::to_string(picture.width) + "x" +
                         std::to_string(picture.height),
                     kSource};
    };
    return content;
}

QByteArray rawOf(const Image& image, int scale)
{
    const std::vector<std::uint8_t> bytes = rgbBytes(image, scale);
    return {reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size())};
}

double meanDifference(const QByteArray& a, const QByteArray& b)
{
    double sum = 0;
    for (qsizetype k = 0; k < a.size(); ++k)
        sum += std::abs(int(quint8(a[k])) - int(quint8(b[k])));
    return sum / double(a.size());
}

const ParamValues kPlain = {{"scale", 2LL}, {"fps", 10LL}, {"hold_last", 500LL}};

} // namespace

class TestExportFilms : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }
    void framesAreChosen();
    void timesAreNear();
    void othersReadTheFilm_data();
    void othersReadTheFilm();
    void losslessFilmsAreExact_data();
    void losslessFilmsAreExact();
    void losslessWebpIsExact();
    void videoIsCloseAndEven();
    void animatedPngIsSound();
    void whatStandsStillDoesNotFlicker();
    void everyFilmKeepsItsRecipe_data();
    void everyFilmKeepsItsRecipe();
    void othersReadTheMarks_data();
    void othersReadTheMarks();
    void parametersBeyondLatin1();
    void withoutMetadataThereIsNone_data();
    void withoutMetadataThereIsNone();
    void hostileTextsAreNamed();
    void hostileBoxesCarryNothing();

private:
    fs::path root() const { return folder_->path().toStdString(); }
    fs::path write(const char* id, const ExportContent& content, const ParamValues& params = kPlain)
    {
        const ExportFormat& format = exportFormat(id);
        return format.write(content, root() / ("film" + format.extension), params).front();
    }
    std::unique_ptr<QTemporaryDir> folder_;
};

void TestExportFilms::framesAreChosen()
{
    using Frames = std::vector<std::size_t>;
    QCOMPARE(shownFrames(4, 1, 0, false), (Frames{0, 1, 2, 3}));
    QCOMPARE(shownFrames(6, 2, 0, false), (Frames{0, 1, 3, 5})); // the last is what a film leads to
    QCOMPARE(shownFrames(7, 3, 0, false), (Frames{0, 3, 6}));
    QCOMPARE(shownFrames(11, 1, 3, false), (Frames{0, 5, 10}));
    QCOMPARE(shownFrames(11, 1, 1, false), (Frames{10}));
    QCOMPARE(shownFrames(1000, 1, 4, false), (Frames{0, 333, 666, 999}));
    QCOMPARE(shownFrames(3, 1, 0, true), (Frames{0, 1, 2, 1}));
    QCOMPARE(shownFrames(2, 1, 0, true), (Frames{0, 1}));
    QCOMPARE(shownFrames(5, 100, 0, false), (Frames{0, 4}));
    QCOMPARE(shownFrames(1, 3, 5, true), (Frames{0}));
    QVERIFY(shownFrames(0, 1, 0, true).empty());
    const auto specs = filmSpecs(60, true);
    ExportContent content = filmOf(1, 5);
    content.recipeOfFrame = [](std::size_t k) { return std::to_string(k); };
    const ExportContent chosen = played(content, specs, {{"every", 2LL}, {"ping_pong", true}});
    QCOMPARE(chosen.frames.size(), std::size_t(4)); // 0 2 4 2
    QCOMPARE(chosen.frames[3].values, content.frames[2].values);
    QCOMPARE(chosen.notesOf(2, content.frames[2]).recipe, std::string("4"));
}

void TestExportFilms::timesAreNear()
{
    const FilmTiming timing{24, 1000, 3};
    QCOMPARE(timing.start(0, 1000), 0LL);
    QCOMPARE(timing.start(1, 1000), 42LL);
    QCOMPARE(timing.start(2, 1000), 83LL);
    QCOMPARE(timing.start(3, 1000), 125LL + 1000);
    QCOMPARE(timing.duration(2, 1000), 42LL + 1000);
}

void TestExportFilms::othersReadTheFilm_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("frames");
    QTest::addColumn<double>("seconds");
    QTest::newRow("gif") << "gif" << 6 << 1.1;
    QTest::newRow("apng") << "apng" << 6 << 1.1;
    QTest::newRow("mp4") << "mp4" << 6 + 5 << 1.1; // what is held is there again and again
}

void TestExportFilms::othersReadTheFilm()
{
    QFETCH(QString, id);
    QFETCH(int, frames);
    QFETCH(double, seconds);
    for (const int channels : {1, 3}) {
        const fs::path file = write(id.toUtf8(), filmOf(channels, 6));
        ASK(answer, "ffprobe", "-v", "error", "-count_frames", "-show_streams", "-show_packets", "-of", "json",
            named(file));
        const QJsonObject all = QJsonDocument::fromJson(answer).object();
        const QJsonObject stream = all["streams"].toArray()[0].toObject();
        QCOMPARE(stream["nb_read_frames"].toString().toInt(), frames);
        QCOMPARE(stream["width"].toInt(), 64);
        QCOMPARE(stream["height"].toInt(), 48);
        double length = 0;
        for (const QJsonValue& packet : all["packets"].toArray())
            length = std::max(length,
                              packet["pts_time"].toString().toDouble() + packet["duration_time"].toString().toDouble());
        QVERIFY2(std::abs(length - seconds) < 0.011, qPrintable(QString::number(length)));
    }
}

void TestExportFilms::losslessFilmsAreExact_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("channels");
    QTest::newRow("apng, colour") << "apng" << 3;
    QTest::newRow("apng, grey") << "apng" << 1;
    QTest::newRow("gif, grey") << "gif" << 1;
}

void TestExportFilms::losslessFilmsAreExact()
{
    QFETCH(QString, id);
    QFETCH(int, channels);
    const ExportContent content = filmOf(channels, 4);
    const fs::path file = write(id.toUtf8(), content);
    ASK(pixels, "ffmpeg", "-v", "error", "-i", named(file), "-vsync", "passthrough", "-f", "rawvideo", "-pix_fmt",
        "rgb24", "-");
    QByteArray expected;
    for (std::size_t k = 0; k < 4; ++k)
        expected += rawOf(content.frames[k], 2);
    QCOMPARE(pixels.size(), expected.size());
    QVERIFY(pixels == expected);
}

void TestExportFilms::losslessWebpIsExact()
{
    const ExportContent content = filmOf(3, 4);
    const fs::path file = write("webp", content);
    ASK(info, "webpinfo", named(file));
    QCOMPARE(info.count("Chunk ANMF"), qsizetype(4));
    QVERIFY(info.contains("Canvas size 64 x 48"));
    QVERIFY2(info.contains("Duration: 600") && info.contains("No error detected"), info);
    ASK(frame, "webpmux", "-get", "frame", "1", named(file), "-o", named(root() / "one.webp"));
    ASK(pixels, "dwebp", "-quiet", named(root() / "one.webp"), "-ppm", "-o", "-");
    const QByteArray expected = rawOf(content.frames[0], 2);
    QVERIFY(pixels.right(expected.size()) == expected);
}

void TestExportFilms::videoIsCloseAndEven()
{
    const ParamValues params = {{"scale", 3LL}, {"fps", 10LL}, {"hold_last", 0LL}};
    const fs::path file = write("mp4", filmOf(3, 3, 7, 9), params); // 27 x 21
    ASK(answer, "ffprobe", "-v", "error", "-show_streams", "-of", "json", named(file));
    const QJsonObject stream = QJsonDocument::fromJson(answer).object()["streams"].toArray()[0].toObject();
    QCOMPARE(stream["width"].toInt(), 28);
    QCOMPARE(stream["height"].toInt(), 22);
    QCOMPARE(stream["codec_name"].toString(), QString("h264"));
    QCOMPARE(stream["pix_fmt"].toString(), QString("yuv420p"));
    QCOMPARE(stream["color_space"].toString(), QString("bt709"));
    const ExportContent content = filmOf(3, 3, 6, 8);
    write("mp4", content, params);
    ASK(pixels, "ffmpeg", "-v", "error", "-i", named(file), "-vsync", "passthrough", "-vf",
        "scale=in_color_matrix=bt709", "-f", "rawvideo", "-pix_fmt", "rgb24", "-");
    QByteArray expected;
    for (std::size_t k = 0; k < 3; ++k)
        expected += rawOf(content.frames[k], 3);
    QCOMPARE(pixels.size(), expected.size());
    const double difference = meanDifference(pixels, expected); // noise in colour is the worst case
    QVERIFY2(difference < 30, qPrintable(QString::number(difference)));
    const ExportContent grey = filmOf(1, 3, 8, 8);
    write("mp4", grey, {{"scale", 8LL}, {"hold_last", 0LL}});
    ASK(greys, "ffmpeg", "-v", "error", "-i", named(file), "-vsync", "passthrough", "-vf",
        "scale=in_color_matrix=bt709", "-f", "rawvideo", "-pix_fmt", "rgb24", "-");
    expected.clear();
    for (std::size_t k = 0; k < 3; ++k)
        expected += rawOf(grey.frames[k], 8);
    QCOMPARE(greys.size(), expected.size());
    QVERIFY2(meanDifference(greys, expected) < 4, qPrintable(QString::number(meanDifference(greys, expected))));
    const std::string bytes = readFile(file);
    QVERIFY(bytes.find("moov") < bytes.find("mdat")); // plays before all of it is there
}

void TestExportFilms::animatedPngIsSound()
{
    const fs::path file = write("apng", filmOf(3, 5));
    ASK(answer, "pngcheck", "-v", named(file));
    QVERIFY2(answer.contains("No errors detected"), answer);
    QCOMPARE(answer.count("chunk fcTL"), qsizetype(5));
    QCOMPARE(answer.count("chunk fdAT"), qsizetype(4));
}

// The left half of all frames is the same, with more colours than a palette has; the right half is noise.
void TestExportFilms::whatStandsStillDoesNotFlicker()
{
    std::vector<Image> frames;
    for (int k = 0; k < 4; ++k) {
        Image frame = noiseImage(3, 48, 48, std::uint64_t(k));
        for (int c = 0; c < 3; ++c)
            for (int y = 0; y < 48; ++y)
                for (int x = 0; x < 24; ++x)
                    frame.at(c, y, x) = std::sin(0.11f * float(x + 1) + 0.05f * float(y * (c + 1)));
        frames.push_back(frame);
    }
    const fs::path file = write("gif", {frames, kRecipe}, {{"scale", 1LL}});
    ASK(pixels, "ffmpeg", "-v", "error", "-i", named(file), "-vsync", "passthrough", "-vf", "crop=24:48:0:0", "-f",
        "rawvideo", "-pix_fmt", "rgb24", "-");
    constexpr qsizetype kFrame = 24 * 48 * 3;
    QCOMPARE(pixels.size(), 4 * kFrame);
    for (qsizetype k = 1; k < 4; ++k)
        QVERIFY(pixels.mid(k * kFrame, kFrame) == pixels.left(kFrame));
    Image still(3, 48, 24);
    for (int c = 0; c < 3; ++c)
        for (int y = 0; y < 48; ++y)
            for (int x = 0; x < 24; ++x)
                still.at(c, y, x) = frames[0].at(c, y, x);
    const double error = meanDifference(pixels.left(kFrame), rawOf(still, 1));
    QVERIFY2(error < 12, qPrintable(QString::number(error)));
}

void TestExportFilms::everyFilmKeepsItsRecipe_data()
{
    QTest::addColumn<QString>("id");
    for (const ExportFormat& format : exportFormats())
        QTest::addRow("%s", format.id.c_str()) << QString::fromStdString(format.id);
}

void TestExportFilms::everyFilmKeepsItsRecipe()
{
    QFETCH(QString, id);
    for (const int channels : {1, 3})
        for (const int count : {1, 3}) {
            const ExportContent content = filmOf(channels, count);
            const ExportFormat& format = exportFormat(id.toStdString());
            const auto files = format.write(content, root() / ("kept" + format.extension), {{"scale", 1LL}});
            const KeptRecipe kept = keptIn(format.extension.empty() ? files[1] : files[0]);
            QCOMPARE(kept.recipe, content.recipe);
            QVERIFY(!kept.unreadable);
            QCOMPARE(kept.original, originalText(content.original));
        }
}

void TestExportFilms::othersReadTheMarks_data() { everyFilmKeepsItsRecipe_data(); }

void TestExportFilms::othersReadTheMarks()
{
    QFETCH(QString, id);
    const ExportFormat& format = exportFormat(id.toStdString());
    const auto files = format.write(filmOf(3, 3), root() / ("kept" + format.extension), {{"scale", 1LL}});
    ASK(answer, "exiftool", "-json", "-G1", "-struct", named(format.extension.empty() ? files[1] : files[0]));
    const QJsonObject tags = QJsonDocument::fromJson(answer).array()[0].toObject();
    QVERIFY2(tags["XMP-iptcExt:DigitalSourceType"].toString().contains(kSource) ||
                 tags["XMP-iptcExt:DigitalSourceType"].toString().contains("Trained Algorithmic Media"),
             answer);
    const QString wanted = QStringLiteral("Steps: 50, Sampler: DDIM");
    if (id != "gif") { // which has no place that others look at
        const QString found = tags["PNG:Parameters"].toString() + tags["ExifIFD:UserComment"].toString() +
                              tags["ItemList:Description"].toString();
        QVERIFY2(found.startsWith(wanted), answer);
    }
    QVERIFY2(!answer.contains("Warning"), answer);
}

// In the old kind of text where that has the letters, since others look there first.
void TestExportFilms::parametersBeyondLatin1()
{
    const Image picture = noiseImage(1, 4, 4, 0);
    using namespace std::string_literals;
    QVERIFY(pngBytes(picture, {"", {}, "Größe", ""}).find("tEXtparameters\0Gr\xf6\xdf"s + "e"s) != std::string::npos);
    QVERIFY(pngBytes(picture, {"", {}, "大きさ", ""}).find("iTXtparameters\0\0\0\0\0大きさ"s) != std::string::npos);
    std::string latin1;
    QVERIFY(latin1Of("\xc3\xa9", latin1) && latin1 == "\xe9");
    QVERIFY(!latin1Of("\xe2\x82\xac", latin1));
    QVERIFY(latin1Of("a\xff\xc3", latin1) && latin1 == "a??"); // no UTF-8 at all
    QCOMPARE(exifWithComment("\xf0\x9f\x98\x80").substr(44), std::string("UNICODE\0\xd8\x3d\xde\x00", 12));
}

void TestExportFilms::withoutMetadataThereIsNone_data() { everyFilmKeepsItsRecipe_data(); }

void TestExportFilms::withoutMetadataThereIsNone()
{
    QFETCH(QString, id);
    const ExportFormat& format = exportFormat(id.toStdString());
    ExportContent content = filmOf(3, 3);
    content.recipe.clear();
    content.original = {};
    const auto files = format.write(content, root() / ("bare" + format.extension), {{"scale", 1LL}});
    const fs::path file = format.extension.empty() ? files[1] : files[0];
    QVERIFY(keptIn(file).recipe.empty() && keptIn(file).original.empty());
    const std::string bytes = readFile(file);
    for (const char* word : {"diffuscope", "Diffuscope", "xpacket", "parameters", "Steps:", "tEXt", "iTXt", "EXIF"})
        QVERIFY2(bytes.find(word) == std::string::npos, word);
}

// A text that grows without end, one that is too long, and one that was changed: each is said, none is taken.
void TestExportFilms::hostileTextsAreNamed()
{
    using namespace std::string_literals;
    const fs::path file = root() / "hostile.png";
    const auto troubleIn = [&](const std::string& chunk) {
        std::string bytes = pngBytes(noiseImage(1, 4, 4, 0));
        bytes.insert(33, chunk);
        saveText(file, bytes);
        const KeptRecipe kept = keptIn(file);
        return kept.recipe.empty() && kept.unreadable ? std::string(kept.unreadable->what()) : std::string();
    };
    const std::string zeros(std::size_t(300) << 20, '0'); // packs to 300 kB
    std::string packed(compressBound(uLong(zeros.size())), '\0');
    uLongf length = uLongf(packed.size());
    QCOMPARE(compress2(reinterpret_cast<Bytef*>(packed.data()), &length, reinterpret_cast<const Bytef*>(zeros.data()),
                       uLong(zeros.size()), 1),
             Z_OK);
    packed.resize(length);
    for (const std::string& chunk :
         {pngChunk("zTXt", "diffuscope\0\0"s + packed), pngChunk("iTXt", "diffuscope\0\1\0\0\0"s + packed)}) {
        const std::string trouble = troubleIn(chunk);
        QVERIFY2(trouble.find("16 MB") != std::string::npos && trouble.find("hostile.png") != std::string::npos,
                 trouble.c_str());
    }
    QVERIFY(troubleIn(pngChunk("iTXt", "diffuscope\0\0\0\0\0"s + zeros.substr(0, (1 << 24) + 100))).find("16 MB") !=
            std::string::npos);
    std::string changed = pngChunk("iTXt", "diffuscope\0\0\0\0\0{}"s);
    changed.back() = char(changed.back() ^ 1);
    QVERIFY(troubleIn(changed).find("checksum") != std::string::npos);
    QVERIFY(troubleIn(pngChunk("tEXt", "Comment\0hello"s)).empty()); // nothing of ours: nothing to say
    std::string many;
    for (int k = 0; k < 300'000; ++k)
        many += pngChunk("tEXt", "");
    QVERIFY(troubleIn(many).empty());
}

void TestExportFilms::hostileBoxesCarryNothing()
{
    using namespace std::string_literals;
    const auto read = [this](const std::string& bytes) {
        saveText(root() / "hostile", bytes);
        return keptIn(root() / "hostile");
    };
    for (const char* id : {"webp", "mp4"}) {
        const fs::path film = write(id, filmOf(1, 2));
        const std::string whole = readFile(film);
        for (std::size_t length = 0; length < whole.size(); length += 1 + whole.size() / 400) {
            const KeptRecipe kept = read(whole.substr(0, length)); // cut anywhere: all of it or none
            QVERIFY(kept.recipe.empty() || kept.recipe == kRecipe);
        }
    }
    const std::string start = "\0\0\0\x8"
                              "ftyp"s;
    QVERIFY(read(start + "\xff\xff\xff\xff"
                         "moov"s)
                .recipe.empty());                                                          // longer than the file
    QVERIFY(read(start + "\0\0\0\1moov\xff\xff\xff\xff\xff\xff\xff\xff"s).recipe.empty()); // of 64 bits, too
    QVERIFY(read(start + "\0\0\0\2moov"s).recipe.empty());                                 // shorter than its head
    std::string nested;
    for (int k = 0; k < 1000; ++k)
        nested = bigEndian(std::uint32_t(nested.size() + 8)) + "udta" + nested;
    QVERIFY(read(start + bigEndian(std::uint32_t(nested.size() + 8)) + "moov" + nested).recipe.empty());
    QVERIFY(read("RIFF\xff\xff\xff\xffWEBPXMP \xff\xff\xff\xff{}"s).unreadable.has_value());
    QVERIFY(read("RIFF\xff\xff\xff\xffWEBPXMP \0\0\0\xf0{}"s).unreadable.has_value());
    QVERIFY(read("%PDF-1.4 <diffuscope:recipe>{}"s).recipe.empty());
    QCOMPARE(read("%PDF-1.4 <diffuscope:recipe>{&quot;a&quot;:1}</diffuscope:recipe>"s).recipe,
             std::string("{\"a\":1}"));
    QVERIFY(read("<svg><desc>a drawing</desc></svg>"s).recipe.empty());
    QCOMPARE(read("<?xml version=\"1.0\"?><svg><desc>{&quot;a&quot;:1}</desc></svg>"s).recipe,
             std::string("{\"a\":1}"));
}

TEST_MAIN(TestExportFilms)
#include "tst_export_films.moc"
