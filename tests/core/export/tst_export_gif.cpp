// GIF: exact colours where there are few, one palette where there are many, timing, and what is kept inside.
#include "core/base/save_file.h"
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

namespace {

Image smoothImage(int channels, int side, float phase)
{
    Image image(channels, side, side);
    for (int channel = 0; channel < channels; ++channel)
        for (int row = 0; row < side; ++row)
            for (int column = 0; column < side; ++column)
                image.at(channel, row, column) =
                    std::sin(0.05f * float(row * (channel + 1)) + 0.07f * float(column) + phase);
    return image;
}

double meanError(const Image& a, const Image& b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.values.size(); ++i)
        sum += std::abs(toByte(a.values[i]) - toByte(b.values[i]));
    return sum / double(a.values.size());
}

} // namespace

class TestExportGif : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }
    void greyGifIsExact();
    void gifTimingAndLoop();
    void gifOfFewColoursIsExact();
    void gifOfManyColoursIsClose();
    void gifCarriesTheRecipe();
    void hostileGifsCarryNothing();

private:
    fs::path root() const { return folder_->path().toStdString(); }
    std::unique_ptr<QTemporaryDir> folder_;
};

void TestExportGif::greyGifIsExact()
{
    const ExportContent content = contentOf(1, 4, 16, 17);
    exportFormat("gif").write(content, root() / "grey.gif", {{"scale", 3LL}});
    const Gif gif = readGif(root() / "grey.gif");
    QCOMPARE(gif.frames.size(), std::size_t(4));
    for (std::size_t k = 0; k < 4; ++k) {
        const Image large = enlarged(content.frames[k], 3);
        const std::vector<int> read = bytesOf(gif.frames[k]), expected = bytesOf(large);
        QCOMPARE(gif.frames[k].width, 51);
        for (std::size_t i = 0; i < read.size(); ++i)
            QCOMPARE(read[i], expected[i % expected.size()]);
    }
    QCOMPARE(gif.comment, content.recipe);
}

void TestExportGif::gifTimingAndLoop()
{
    const ExportFormat& format = exportFormat("gif");
    format.write(contentOf(1, 4), root() / "a.gif", {{"fps", 30LL}, {"hold_last", 1000LL}});
    const Gif looping = readGif(root() / "a.gif");
    QVERIFY(looping.loops);
    QCOMPARE(looping.delays, (std::vector<int>{3, 4, 3, 103})); // 3.33 hundredths each on average, then the hold
    format.write(contentOf(1, 2), root() / "b.gif", {{"loop", false}, {"hold_last", 0LL}, {"fps", 10LL}});
    const Gif once = readGif(root() / "b.gif");
    QVERIFY(!once.loops);
    QCOMPARE(once.delays, (std::vector<int>{10, 10}));
}

void TestExportGif::gifOfFewColoursIsExact()
{
    ExportContent content = contentOf(3, 2, 16, 16); // at most 256 colours a frame
    for (bool dither : {false, true}) {
        exportFormat("gif").write(content, root() / "few.gif", {{"scale", 1LL}, {"dither", dither}});
        const Gif gif = readGif(root() / "few.gif");
        QCOMPARE(gif.frames.size(), std::size_t(2));
        for (std::size_t k = 0; k < 2; ++k)
            QCOMPARE(bytesOf(gif.frames[k]), bytesOf(content.frames[k]));
    }
}

void TestExportGif::gifOfManyColoursIsClose()
{
    ExportContent content;
    content.frames = {smoothImage(3, 96, 0), smoothImage(3, 96, 1)};
    std::map<bool, Image> results;
    for (bool dither : {false, true}) {
        exportFormat("gif").write(content, root() / "many.gif", {{"scale", 1LL}, {"dither", dither}});
        const Gif gif = readGif(root() / "many.gif");
        QCOMPARE(gif.frames.size(), std::size_t(2));
        for (std::size_t k = 0; k < 2; ++k) {
            const double error = meanError(gif.frames[k], content.frames[k]);
            QVERIFY2(error < 8, qPrintable(QString::number(error))); // a fixed 3-3-2 bit palette errs by about 13
        }
        results[dither] = gif.frames[0];
    }
    QVERIFY(results[true].values != results[false].values);
}

void TestExportGif::gifCarriesTheRecipe()
{
    for (const bool loop : {false, true})
        for (const std::size_t length : {0U, 1U, 254U, 255U, 256U, 5000U}) { // around the pieces of 255 bytes
            ExportContent content = contentOf(3, 2);
            content.recipe = R"({"seed":"9223372036854775813","note":")" + std::string(length, 'x') + "\"}";
            content.original = noiseImage(3, 7, 7, 99);
            exportFormat("gif").write(content, root() / "kept.gif", {{"loop", loop}});
            const KeptRecipe kept = keptIn(root() / "kept.gif");
            QCOMPARE(kept.recipe, content.recipe);
            saveText(root() / "original.png",
                     QByteArray::fromBase64(QByteArray::fromStdString(kept.original)).toStdString());
            QCOMPARE(bytesOf(readPng(root() / "original.png")), bytesOf(content.original));
            QCOMPARE(readGif(root() / "kept.gif").frames.size(), std::size_t(2)); // others can still read it
        }
    exportFormat("gif").write({contentOf(1, 2).frames, {}}, root() / "plain.gif", {});
    QVERIFY(keptIn(root() / "plain.gif").recipe.empty() && keptIn(root() / "plain.gif").original.empty());
}

// Cut anywhere, endless, or not what it says: no recipe, no accident, and no more memory than a recipe may take.
void TestExportGif::hostileGifsCarryNothing()
{
    const fs::path file = root() / "hostile.gif";
    const auto read = [&file](const std::string& bytes) {
        saveText(file, bytes);
        return keptIn(file);
    };
    ExportContent content = contentOf(1, 1, 4, 4);
    exportFormat("gif").write(content, file, {{"loop", false}});
    const std::string whole = readFile(file);
    const std::size_t end = whole.find(content.recipe) + content.recipe.size() + 1; // with the empty piece
    for (std::size_t length = 0; length < end; ++length)
        QVERIFY2(read(whole.substr(0, length)).recipe.empty(), qPrintable(QString::number(length)));
    QCOMPARE(read(whole.substr(0, end)).recipe, content.recipe); // the pixels are not asked

    using namespace std::string_literals;
    const std::string head = "GIF89a\1\0\1\0\0\0\0"s, comment = "\x21\xfe"s;
    const auto pieces = [](const std::string& text) {
        std::string out;
        for (std::size_t at = 0; at < text.size(); at += 255)
            out += char(std::min<std::size_t>(255, text.size() - at)) + text.substr(at, 255);
        return out + '\0';
    };
    QCOMPARE(read(head + comment + pieces("{\"a\":1}")).recipe, std::string("{\"a\":1}"));
    QVERIFY(read(head + comment + pieces("made with love")).recipe.empty()); // somebody else's
    QCOMPARE(read(head + "\x21\xf9" + pieces("1234") + comment + pieces("{}")).recipe, std::string("{}"));
    QVERIFY(read(head + "\x2c" + comment + pieces("{}")).recipe.empty());             // not before the first picture
    QVERIFY(read("GIF89a\1\0\1\0\xff\0\0"s + comment + pieces("{}")).recipe.empty()); // colours that are not there
    QVERIFY(read(head + comment).recipe.empty());
    QVERIFY(read(head + comment + "\xff{"s).recipe.empty()); // a piece that is longer than the file
    std::string endless = head;
    for (int k = 0; k < 200'000; ++k)
        endless += comment + '\0';
    QVERIFY(read(endless).recipe.empty());
    const std::string tooLong = "{" + std::string((1U << 24) + 300, 'x');
    QVERIFY(read(head + comment + pieces(tooLong)).recipe.empty());
    QCOMPARE(read(head + comment + pieces(tooLong) + comment + pieces("{}")).recipe, std::string("{}"));
    QVERIFY(read("GIF").recipe.empty() && read("").recipe.empty());
    QVERIFY(messageOf([this] { keptIn(root()); }).find("ordinary") != std::string::npos); // a folder
}

TEST_MAIN(TestExportGif)
#include "tst_export_gif.moc"
