// A film that was written is found again among the moments that it could show, frame by frame.
#include "core/base/random.h"
#include "core/export/film.h"
#include "core/export/format.h"
#include "core/export/shown_film.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

using namespace diffuscope;
namespace fs = std::filesystem;

class TestShownFilm : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyChoiceIsThoughtOf();
    void filmsAreFound_data();
    void filmsAreFound();
    void aChangedFrameIsTold();
    void otherFilmsAreNot();
    void videosHoldTheirEnd();
    void kindsAreKnownByTheirBytes();

private:
    static constexpr std::size_t kMoments = 13;
    static Image moment(std::size_t k) { return noiseImage(1, 8, 12, k); }
    static ExportContent content()
    {
        ExportContent film;
        film.frames = {kMoments, moment};
        film.captionOf = [](std::size_t k) { return "t = " + std::to_string(k); };
        return film;
    }
    std::optional<FilmDifference> difference(const fs::path& file) const
    {
        return filmDifference(file, kMoments, [](std::size_t k) { return moment(k); }, lengthOf(file, {}), {});
    }
    fs::path path(const std::string& name) const { return fs::path(folder_.path().toStdString()) / name; }

    QTemporaryDir folder_;
};

void TestShownFilm::everyChoiceIsThoughtOf()
{
    for (const std::size_t every : {1u, 2u, 3u, 5u})
        for (const std::size_t most : {0u, 4u})
            for (const bool back : {false, true}) {
                const auto shown = shownFrames(kMoments, every, most, back);
                const auto choices = filmChoices(kMoments, {int(shown.size()), 1});
                QVERIFY(std::find(choices.begin(), choices.end(), shown) != choices.end());
            }
    QVERIFY(filmChoices(kMoments, {40, 1}).empty()); // more than there and back again
    QVERIFY(filmChoices(0, {3, 1}).empty());
}

void TestShownFilm::filmsAreFound_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<ParamValues>("values");
    const std::pair<const char*, ParamValues> settings[] = {
        {"all", {}},
        {"every third", {{"every", 3LL}}},
        {"at most five", {{"most", 5LL}}},
        {"forward and back", {{"ping_pong", true}}},
        {"with words", {{"caption", true}, {"scale", 10LL}}},
        {"smooth", {{"edges", std::string("smooth")}, {"scale", 5LL}}}};
    for (const char* format : {"gif", "apng", "webp"})
        for (const auto& [name, values] : settings)
            QTest::addRow("%s, %s", format, name) << QString::fromLatin1(format) << values;
}

void TestShownFilm::filmsAreFound()
{
    QFETCH(QString, format);
    QFETCH(ParamValues, values);
    values.emplace("scale", 2LL);
    const ExportFormat& kind = exportFormat(format.toStdString());
    const fs::path file = path("found" + kind.extension);
    (void)kind.write(content(), file, values);
    const auto found = difference(file);
    QVERIFY(found);
    QCOMPARE(found->worst.differing, std::size_t(0));
    QCOMPARE(found->firstFrame, -1);
    QCOMPARE(found->frames, lengthOf(file, {}).frames);
    QVERIFY(found->frames > 1 && found->worst.values > 0);
}

void TestShownFilm::aChangedFrameIsTold()
{
    ExportContent changed = content();
    changed.frames = {kMoments, [](std::size_t k) {
                          Image picture = moment(k);
                          if (k == 7)
                              picture.at(0, 3, 5) = picture.at(0, 3, 5) > 0 ? -1.0f : 1.0f;
                          return picture;
                      }};
    (void)exportFormat("apng").write(changed, path("changed.apng"), {{"scale", 2LL}});
    const auto found = difference(path("changed.apng"));
    QVERIFY(found && found->worst.largest > 100);
    QCOMPARE(found->firstFrame, 7);
    QCOMPARE(found->frame, 7);
    QCOMPARE(found->worst.row, 3);
    QCOMPARE(found->worst.column, 5);
    QCOMPARE(found->worst.differing, std::size_t(2 * 2 * 3)); // one pixel, enlarged
    QCOMPARE(found->frames, int(kMoments));
}

// Moments in another order are not that film, however well each of them is known.
void TestShownFilm::otherFilmsAreNot()
{
    ExportContent swapped = content();
    swapped.frames = {kMoments, [](std::size_t k) { return moment(k == 4 ? 5 : k == 5 ? 4 : k); }};
    (void)exportFormat("webp").write(swapped, path("swapped.webp"), {{"scale", 2LL}});
    const auto found = difference(path("swapped.webp"));
    QVERIFY(found && found->firstFrame == 4 && found->worst.largest > 0);
    ExportContent other = content();
    other.frames = {kMoments, [](std::size_t k) { return noiseImage(1, 9, 12, k); }};
    (void)exportFormat("webp").write(other, path("other.webp"), {{"scale", 2LL}});
    QVERIFY(!difference(path("other.webp"))); // another size
}

void TestShownFilm::videosHoldTheirEnd()
{
    ExportContent film;
    film.frames = {kMoments, [](std::size_t k) {
                       Image picture(3, 16, 16);
                       for (int y = 0; y < 16; ++y)
                           for (int x = 0; x < 16; ++x)
                               for (int c = 0; c < 3; ++c)
                                   picture.at(c, y, x) = float(x + y) / 15.0f - 1 + 0.05f * float(k) * float(c - 1);
                       return picture;
                   }};
    (void)exportFormat("mp4").write(film, path("film.mp4"), {{"scale", 8LL}, {"fps", 12LL}, {"hold_last", 1500LL}});
    const FilmLength length = lengthOf(path("film.mp4"), {});
    QCOMPARE(length.frames, int(kMoments) + 18);
    QVERIFY(length.still >= 19);
    const auto found =
        filmDifference(path("film.mp4"), kMoments, [&film](std::size_t k) { return film.frames[k]; }, length, {});
    QVERIFY(found);
    QCOMPARE(found->frames, length.frames);
    const double mean = found->worst.sum / double(found->worst.values);
    QVERIFY2(mean < 4, qPrintable(QString::number(mean)));
}

void TestShownFilm::kindsAreKnownByTheirBytes()
{
    const std::pair<const char*, ShownKind> kinds[] = {{"png", ShownKind::Png},
                                                       {"apng", ShownKind::Png},
                                                       {"gif", ShownKind::Gif},
                                                       {"webp", ShownKind::Webp},
                                                       {"mp4", ShownKind::Mp4}};
    for (const auto& [format, kind] : kinds) {
        ExportContent one = content();
        one.frames = {moment(0)};
        (void)exportFormat(format).write(one, path("FILM.DAT"), {{"scale", 4LL}});
        QVERIFY(shownKind(path("FILM.DAT")) == kind);
    }
    QVERIFY(shownKind(path("missing")) == ShownKind::Unknown);
}

TEST_MAIN(TestShownFilm)
#include "tst_shown_film.moc"
