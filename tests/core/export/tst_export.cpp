#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/save_file.h"
#include "core/export/format.h"
#include "core/export/recipe_reader.h"
#include "tests/core/export/exported_files.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

using namespace diffuscope;
namespace fs = std::filesystem;

class TestExport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }
    void everyFormatWritesWhatItReports_data();
    void everyFormatWritesWhatItReports();
    void everyFormatRefusesBadInput_data() { everyFormatWritesWhatItReports_data(); }
    void everyFormatRefusesBadInput();
    void everyFormatTellsHowFarItIs_data() { everyFormatWritesWhatItReports_data(); }
    void everyFormatTellsHowFarItIs();
    void everyFormatLeavesNothingWhenStopped_data() { everyFormatWritesWhatItReports_data(); }
    void everyFormatLeavesNothingWhenStopped();
    void pngIsExactAndCarriesTheRecipe();
    void recipesAreReadWithCare();
    void pngKeepsTheOriginal();
    void filmsComeBack();
    void contactSheetHasThePictures();
    void contactSheetHasWordsBelow();
    void sequenceReplacesOnlyASequence();

private:
    fs::path root() const { return folder_->path().toStdString(); }
    std::unique_ptr<QTemporaryDir> folder_;
};

void TestExport::everyFormatWritesWhatItReports_data()
{
    QTest::addColumn<QString>("id");
    for (const ExportFormat& format : exportFormats())
        QTest::addRow("%s", format.id.c_str()) << QString::fromStdString(format.id);
}

void TestExport::everyFormatWritesWhatItReports()
{
    QFETCH(QString, id);
    const ExportFormat& format = exportFormat(id.toStdString());
    QVERIFY(!format.name.empty() && !format.about.empty());
    for (int channels : {1, 3})
        for (int count : {1, 3}) {
            const fs::path target =
                root() / "new folder" / (std::to_string(channels) + "-" + std::to_string(count) + format.extension);
            const auto files = format.write(contentOf(channels, count), target, {});
            QVERIFY(!files.empty());
            QCOMPARE(files.front(), target);
            for (const fs::path& file : files) {
                QVERIFY2(fs::exists(file), file.c_str());
                const bool picture = file.extension() == ".png";
                if (picture)
                    QVERIFY(std::max(readPng(file).width, readPng(file).height) >= 256); // automatic scale
            }
        }
    for (const auto& entry : fs::recursive_directory_iterator(root()))
        QVERIFY2(entry.path().filename().string().front() != '.', entry.path().c_str()); // no temporary is left
}

void TestExport::everyFormatRefusesBadInput()
{
    QFETCH(QString, id);
    const ExportFormat& format = exportFormat(id.toStdString());
    saveText(root() / "file", "x");
    const fs::path unwritable = root() / "file" / ("out" + format.extension);
    const std::string message = messageOf([&] { format.write(contentOf(1, 2), unwritable, {}); });
    QVERIFY2(message.find(unwritable.string()) != std::string::npos, message.c_str());

    const fs::path target = root() / ("out" + format.extension);
    ExportContent mixed = contentOf(1, 2);
    std::vector<Image> frames = mixed.frames.all();
    frames.emplace_back(1, 3, 3);
    mixed.frames = frames;
    QVERIFY(messageOf([&] { format.write(mixed, target, {}); }).find("3 x 3") != std::string::npos);
    ExportContent strange;
    strange.frames = {Image(2, 4, 4)};
    QVERIFY(!messageOf([&] { format.write(strange, target, {}); }).empty());
    QVERIFY(!messageOf([&] { format.write({}, target, {}); }).empty());
    QVERIFY(messageOf([&] {
                format.write(contentOf(1, 1), target, {{"scale", 65LL}});
            }).find("scale") != std::string::npos);
    QVERIFY(!messageOf([&] { format.write(contentOf(1, 1), target, {{"wrong", 1LL}}); }).empty());
    QVERIFY(!fs::exists(target));
    QVERIFY(messageOf([] { exportFormat("tiff"); }).find("png") != std::string::npos);
}

void TestExport::everyFormatTellsHowFarItIs()
{
    QFETCH(QString, id);
    const ExportFormat& format = exportFormat(id.toStdString());
    for (const std::size_t count : {1u, 5u}) {
        std::size_t before = 0, last = 0;
        const auto progress = [&](std::size_t done, std::size_t total) {
            QCOMPARE(total, count);
            QCOMPARE(done, before + 1);
            before = done;
            last = total;
        };
        format.write(contentOf(3, int(count)), root() / ("out" + format.extension), {}, progress);
        QCOMPARE(before, count);
        QCOMPARE(last, count);
    }
}

// Wherever it is stopped, the place is as it was: what an earlier export left there, and what lies beside.
void TestExport::everyFormatLeavesNothingWhenStopped()
{
    QFETCH(QString, id);
    const ExportFormat& format = exportFormat(id.toStdString());
    const fs::path folder = root() / "place", target = folder / ("out" + format.extension);
    saveText(folder / "thesis.txt", "years of work");
    format.write(contentOf(1, 2), target, {});
    const auto contents = [&] {
        std::map<std::string, std::string> files;
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            files[entry.path().string()] = entry.is_directory() ? "" : readFile(entry.path());
        return files;
    };
    const auto before = contents();
    constexpr std::size_t kFrames = 4;
    for (const fs::path& where : {target, folder / ("new" + format.extension)})
        for (std::size_t at = 0; at <= kFrames; ++at) { // before the first, in the middle, after the last
            std::stop_source stop;
            const auto stopThere = [&](std::size_t done, std::size_t) {
                QVERIFY(done <= at); // none after it
                if (done == at)
                    stop.request_stop();
            };
            if (at == 0)
                stop.request_stop();
            QVERIFY(format.write(contentOf(3, kFrames), where, {}, stopThere, stop.get_token()).empty());
            QCOMPARE(contents(), before);
        }
}

void TestExport::pngIsExactAndCarriesTheRecipe()
{
    for (int channels : {1, 3}) {
        const ExportContent content = contentOf(channels, 2);
        const auto files = exportFormat("png").write(content, root() / "a.b.png", {{"scale", 2LL}});
        QCOMPARE(files, (std::vector<fs::path>{root() / "a.b.png", root() / "a.b-2.png"}));
        for (std::size_t k = 0; k < files.size(); ++k) {
            const Image read = readPng(files[k]); // OpenCV checks the CRC of every chunk
            QCOMPARE(read.channels, channels);
            QCOMPARE(bytesOf(read), bytesOf(enlarged(content.frames[k], 2)));
            const std::string bytes = readFile(files[k]);
            const std::string header("diffuscope\0\0\0\0\0", 15);
            QCOMPARE(bytes.substr(37, 4), std::string("iTXt"));
            QCOMPARE(bytes.substr(41, 15 + content.recipe.size()), header + content.recipe);
            QCOMPARE(keptIn(files[k]).recipe, content.recipe);
        }
    }
}

// Other programs' pictures, and files that were cut or changed, have no recipe; none of them is an accident.
void TestExport::recipesAreReadWithCare()
{
    const ExportContent content = contentOf(3, 1);
    const auto target = root() / "whole.png", changed = root() / "changed.png";
    exportFormat("png").write(content, target, {});
    const std::string whole = readFile(target);
    for (std::size_t length = 0; length < 33 + 12 + 15 + content.recipe.size(); ++length) {
        saveText(changed, whole.substr(0, length));
        QCOMPARE(keptIn(changed).recipe, std::string());
    }
    std::string wrong = whole;
    wrong[60] = char(wrong[60] ^ 1); // the checksum knows
    saveText(changed, wrong);
    QCOMPARE(keptIn(changed).recipe, std::string());
    ExportContent plain = content;
    plain.recipe.clear();
    exportFormat("png").write(plain, changed, {});
    QCOMPARE(keptIn(changed).recipe, std::string());
    QVERIFY(messageOf([] { keptIn("/nowhere/at all.png").recipe; }).find("at all.png") != std::string::npos);
}

// Beside the recipe, so that a picture that came from no file can be had again.
void TestExport::pngKeepsTheOriginal()
{
    ExportContent content = contentOf(3, 1);
    content.original = noiseImage(3, 7, 7, 99);
    for (const char* format : {"png", "contact_sheet"}) {
        const auto target = root() / "kept.png";
        exportFormat(format).write(content, target, {});
        const QByteArray bytes = QByteArray::fromStdString(readFile(target));
        const qsizetype at = bytes.indexOf("diffuscope-picture");
        QVERIFY(at > 0);
        quint32 length = 0; // of the chunk: before its type
        for (int k = 0; k < 4; ++k)
            length = length << 8 | quint8(bytes[at - 8 + k]);
        const QByteArray text = bytes.mid(at + 23, qsizetype(length) - 23);
        saveText(root() / "original.png", QByteArray::fromBase64(text).toStdString());
        QCOMPARE(bytesOf(readPng(root() / "original.png")), bytesOf(content.original));
        QVERIFY(!readPng(target).empty());
    }
    content.original = Image(1, 513, 513);
    exportFormat("png").write(content, root() / "large.png", {});
    QVERIFY(readFile(root() / "large.png").find("diffuscope-picture") == std::string::npos);
}

void TestExport::filmsComeBack()
{
    const ExportContent content = contentOf(1, 3);
    const auto files =
        exportFormat("png_sequence").write(content, root() / "film", {{"scale", 1LL}, {"ping_pong", true}});
    QCOMPARE(files.size(), std::size_t(1 + 4)); // 0 1 2 1
    for (std::size_t k = 0; k < 4; ++k)
        QCOMPARE(bytesOf(readPng(files[k + 1])), bytesOf(content.frames[k < 3 ? k : 1]));
    exportFormat("gif").write(content, root() / "film.gif", {{"ping_pong", true}});
    QCOMPARE(readGif(root() / "film.gif").frames.size(), std::size_t(4));
    ExportContent told = content; // each file says which moment it shows
    told.recipe = "{}";
    told.recipeOfFrame = [](std::size_t k) { return "{\"step\":" + std::to_string(k) + "}"; };
    for (const char* format : {"png_sequence", "png"}) {
        const bool film = format == std::string("png_sequence");
        const ParamValues params = film ? ParamValues{{"ping_pong", true}} : ParamValues();
        const auto written = exportFormat(format).write(told, root() / (film ? "told" : "told.png"), params);
        for (std::size_t k = film ? 1 : 0; k < written.size(); ++k) {
            const std::size_t moment = film ? (k - 1 < 3 ? k - 1 : 1) : k;
            QCOMPARE(keptIn(written[k]).recipe, told.recipeOfFrame(moment));
        }
    }
    exportFormat("gif").write(told, root() / "told.gif", {});
    QCOMPARE(keptIn(root() / "told.gif").recipe, std::string("{}"));
}

void TestExport::contactSheetHasThePictures()
{
    const ExportContent content = contentOf(3, 5);
    const ParamValues params = {{"columns", 2LL}, {"gap", 3LL}, {"scale", 1LL}, {"background", std::string("black")}};
    exportFormat("contact_sheet").write(content, root() / "sheet.png", params);
    QCOMPARE(bytesOf(readPng(root() / "sheet.png")), bytesOf(contactSheet(content.frames.all(), 2, 3, -1.0f)));
}

// The words stand below; the pictures are what they are without them.
void TestExport::contactSheetHasWordsBelow()
{
    const ExportContent content = contentOf(3, 3, 24, 24);
    const int gap = 2, scale = 3, side = 24 * scale;
    const ParamValues params = {
        {"columns", 3LL}, {"gap", static_cast<long long>(gap)}, {"scale", static_cast<long long>(scale)}};
    ParamValues worded = params;
    worded["captions"] = std::string("t = 0||t = 1000");
    exportFormat("contact_sheet").write(content, root() / "plain.png", params);
    exportFormat("contact_sheet").write(content, root() / "worded.png", worded);
    const Image plain = readPng(root() / "plain.png"), sheet = readPng(root() / "worded.png");
    QCOMPARE(sheet.width, plain.width);
    QVERIFY(sheet.height > plain.height + 8);
    for (int y = 0; y < gap * scale + side; ++y)
        for (int x = 0; x < plain.width; ++x)
            QCOMPARE(sheet.at(0, y, x), plain.at(0, y, x));
    int inked[3] = {};
    for (int k = 0; k < 3; ++k)
        for (int y = gap * scale + side; y < sheet.height; ++y)
            for (int x = 0; x < side; ++x)
                inked[k] += sheet.at(1, y, gap * scale + k * (side + gap * scale) + x) < 0;
    QVERIFY(inked[0] > 20 && inked[2] > inked[0]); // black on white, each below its own
    QCOMPARE(inked[1], 0);
}

void TestExport::sequenceReplacesOnlyASequence()
{
    const ExportFormat& format = exportFormat("png_sequence");
    const ExportContent content = contentOf(1, 12);
    const auto files = format.write(content, root() / "film", {{"scale", 1LL}});
    QCOMPARE(files.size(), std::size_t(13));
    QCOMPARE(files[11].filename().string(), std::string("frame-0010.png"));
    for (std::size_t k = 0; k < 12; ++k)
        QCOMPARE(bytesOf(readPng(files[k + 1])), bytesOf(content.frames[k]));

    format.write(contentOf(1, 2), root() / "film", {});
    QCOMPARE(std::distance(fs::directory_iterator(root() / "film"), fs::directory_iterator()), std::ptrdiff_t(2));
    saveText(root() / "home" / "thesis.txt", "years of work");
    QVERIFY(!messageOf([&] { format.write(content, root() / "home", {}); }).empty());
    QCOMPARE(readFile(root() / "home" / "thesis.txt"), std::string("years of work"));
}

TEST_MAIN(TestExport)
#include "tst_export.moc"
