#include "core/recipe/recipe.h"
#include "core/session/files/tools.h"
#include "tests/journeys/export_bench.h"
#include "ui/reverse/sampler/draw_panel.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/form/seed_field.h"

#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include <utility>

// What an exported file brings back when it is dropped.
class RecipeJourney : public QObject, ExportBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openWindow(true); }
    void init() { beginAnew(); }
    void aFilmSetsUpWhatMadeIt();
    void longSeedsAreShownWhole();
    void wrongSeedsAreRefusedByName_data();
    void wrongSeedsAreRefusedByName();
    void unknownFieldsAreNamed();
    void newerRecipesAreSaid();
    void aStripOfTheCommandLineIsOneOfTheWindow();
    void everyKindOfFileSetsUpWhatMadeIt();
    void figuresAndHostileFilmsAreExplained();
    void twoFilesAtOnceBothComeBack();
};

void RecipeJourney::aFilmSetsUpWhatMadeIt()
{
    forward_->usePicture(testPicture(), QStringLiteral("pasted")); // from no file
    QTRY_COMPARE_WITH_TIMEOUT(forward_->state().picture().width, kSide, kLong);
    forward_->restore(
        ForwardRecipe{.schedule = ScheduleSpec{"cosine", 500, {}}, .seed = 9223372036854775813u, .step = 123});
    const Image made = forward_->mix().state;
    QSignalSpy written(bridge_.get(), &Bridge::exported);
    const QString film = folder_.filePath(QStringLiteral("film.gif"));
    write(QStringLiteral("gif"), film, {{"moments", 3LL}});
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong);
    clearCards();
    forward_->restore(ForwardRecipe{.schedule = ScheduleSpec{"linear", 1000, {}}, .seed = 5, .step = 7});
    forward_->usePicture(testPicture().mirrored(), QStringLiteral("another"));
    window_->setMode(QStringLiteral("train"));
    drop(window_.get(), film);
    QTRY_VERIFY_WITH_TIMEOUT(forward_->mix().state.values == made.values, kLong); // bit for bit
    QCOMPARE(forward_->state().seed(), quint64(9223372036854775813u));
    QCOMPARE(window_->mode(), QStringLiteral("forward"));
    auto* card = window_->findChild<NoticeCard*>(QStringLiteral("recipeNotice"));
    QVERIFY(card && card->findChild<QPushButton*>(QStringLiteral("recipePlain"))); // its first frame is a picture, too
}

void RecipeJourney::longSeedsAreShownWhole()
{
    auto* seed = forward_->findChild<SeedField*>(QStringLiteral("seed"));
    auto* sampler = window_->findChild<SamplerPanel*>();
    auto* other = window_->findChild<DrawPanel*>()->findChild<SeedField*>(QStringLiteral("seed"));
    for (const quint64 value : {quint64(2147483648u), quint64(9007199254740993u), quint64(9223372036854775813u)}) {
        const std::string digits = std::to_string(value);
        dropRecipe(R"({"process":"forward","seed":)" + digits + "}", "png"); // as a number, past 2^63 too
        QCOMPARE(quint64(forward_->state().seed()), value);
        QCOMPARE(seed->text(), QString::number(value));
        clearCards();
        dropRecipe(R"({"model":"/gone","model_name":"m","sampler":"ddim","seed":)" + digits + "}", "gif");
        QCOMPARE(quint64(sampler->request().seed), value);
        QCOMPARE(other->text(), QString::number(value));
        clearCards();
        window_->setMode(QStringLiteral("forward"));
    }
    QVERIFY(seed->width() >= seed->neededWidth()); // all digits can be seen
    find<QAbstractButton>("newNoise")->click();
    QCOMPARE(quint64(forward_->state().seed()), quint64(9223372036854775814u)); // goes on from there
    QCOMPARE(seed->text(), QStringLiteral("9223372036854775814"));
    QVERIFY(QString::fromStdString(forward_->recipe()).contains(QStringLiteral("\"seed\":\"9223372036854775814\"")));
    window_->activateWindow();
    seed->setFocus();
    QTRY_VERIFY(seed->hasFocus());
    QTest::keyClick(seed, Qt::Key_Down);
    QCOMPARE(quint64(forward_->state().seed()), quint64(9223372036854775813u));
}

void RecipeJourney::wrongSeedsAreRefusedByName_data()
{
    QTest::addColumn<QString>("seed");
    for (const char* seed : {"1e300", "-1", "\"many\"", "18446744073709551616"})
        QTest::addRow("%s", seed) << QString::fromLatin1(seed);
}

void RecipeJourney::wrongSeedsAreRefusedByName()
{
    QFETCH(QString, seed);
    forward_->restore(ForwardRecipe{.seed = 77});
    dropRecipe(R"({"process":"forward","step":5,"seed":)" + seed.toStdString() + "}", "png");
    QVERIFY2(said().contains(QStringLiteral("seed = ")), qPrintable(said()));
    QCOMPARE(forward_->state().seed(), std::uint64_t(77)); // the old one stays
    auto* sampler = window_->findChild<SamplerPanel*>();
    SampleRequest before = sampler->request();
    before.seed = 88;
    sampler->setRequest(before);
    clearCards();
    dropRecipe(R"({"model":"/gone","model_name":"m","sampler":"ddim","params":{"eta":1e300},"seed":)" +
                   seed.toStdString() + "}",
               "png");
    QVERIFY2(said().contains(QStringLiteral("seed = ")) && said().contains(QStringLiteral("eta = ")),
             qPrintable(said()));
    QCOMPARE(sampler->request().seed, std::uint64_t(88));
}

void RecipeJourney::unknownFieldsAreNamed()
{
    dropRecipe(R"({"process":"forward","schedule":{"id":"linear","timesteps":1000,"warp":9},"zeta":[1,2],"seed":5})",
               "png");
    for (const char* field : {"Could not be restored: ", "zeta, which this program does not know", "schedule.warp"})
        QTRY_VERIFY_WITH_TIMEOUT(said().contains(QLatin1String(field)), kLong);
    QVERIFY(!said().contains(QStringLiteral("newer")));
    QCOMPARE(forward_->state().seed(), std::uint64_t(5));
    dropRecipe(R"({"format":99,"version":"9.1.0","model":"/gone","model_name":"m","sampler":"ddim","tau":3})", "gif");
    for (const char* words : {"tau, which this program does not know", "newer version of Diffuscope, 9.1.0"})
        QTRY_VERIFY_WITH_TIMEOUT(said().contains(QLatin1String(words)), kLong);
}

void RecipeJourney::newerRecipesAreSaid()
{
    ExportRequest request;
    request.format = "png";
    request.target = folder_.filePath(QStringLiteral("race.png")).toStdString();
    request.frames = {Image(1, 8, 8)};
    request.recipe = R"({"program":"diffuscope","version":"9.1.0","format":99,"process":"race"})";
    bridge_->session().exportImages(request);
    bridge_->session().waitForFiles();
    QSignalSpy loaded(bridge_.get(), &Bridge::imageLoaded);
    drop(window_.get(), QString::fromStdString(request.target));
    QTRY_COMPARE_WITH_TIMEOUT(loaded.count(), 1, kLong);
    QTRY_VERIFY2(said().contains(QStringLiteral("newer version of Diffuscope, 9.1.0")), qPrintable(said()));
}

void RecipeJourney::aStripOfTheCommandLineIsOneOfTheWindow()
{
    constexpr int kGap = 2;
    ForwardStripRequest request;
    request.imageFile = picture_.toStdString();
    request.target = folder_.filePath(QStringLiteral("strip.png")).toStdString();
    request.timesteps = {249, 499};
    request.schedule = {"linear", 500, {{"beta_start", 3e-4}}};
    request.seed = 18446744073709551615u;
    writeForwardStrip(request);
    forward_->usePicture(testPicture().mirrored(), QStringLiteral("another"));
    QTRY_COMPARE_WITH_TIMEOUT(toQImage(forward_->state().picture()).pixel(10, 10),
                              testPicture().mirrored().pixel(10, 10), kLong);
    forward_->restore(ForwardRecipe{.schedule = ScheduleSpec{"cosine", 1000, {}}, .seed = 5, .step = 7});
    drop(window_.get(), QString::fromStdString(request.target));
    QTRY_VERIFY_WITH_TIMEOUT(window_->findChild<NoticeCard*>(QStringLiteral("recipeNotice")), kLong);
    QVERIFY2(!said().contains(QStringLiteral("Could not be restored: ")), qPrintable(said()));
    QCOMPARE(forward_->state().seed(), request.seed);
    QCOMPARE(forward_->state().schedule().betas(), makeSchedule(request.schedule).betas());
    QCOMPARE(forward_->timeline()->step(), 500);
    const auto tiles = [](const QString& file) {
        const QImage all = QImage(file).convertToFormat(QImage::Format_RGB32);
        const int side = all.height() - 2 * kGap;
        return QList<QImage>{all.copy(kGap, kGap, side, side), all.copy(side + 2 * kGap, kGap, side, side)};
    };
    const QString ours = folder_.filePath(QStringLiteral("ours.png"));
    const QList<QImage> theirs = tiles(QString::fromStdString(request.target));
    for (int k = 0; k < 2; ++k)
        QCOMPARE(theirs[k], toQImage(forward_->state().jumpAt(request.timesteps[std::size_t(k)] + 1))
                                .convertToFormat(QImage::Format_RGB32));

    forward_->timeline()->setIn(250);
    QSignalSpy written(bridge_.get(), &Bridge::exported);
    write(QStringLiteral("contact_sheet"), ours,
          {{"moments", 2LL}, {"columns", 2LL}, {"scale", 1LL}, {"range", true}, {"labels", false}});
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong);
    forward_->timeline()->setIn(std::nullopt);
    QCOMPARE(tiles(ours), theirs);
    const auto recipeIn = [](const QString& file) {
        const QString text = QImage(file).text(QStringLiteral("diffuscope"));
        auto recipe = std::get<ForwardRecipe>(readRecipe(text.toStdString()).recipe.value());
        if (std::exchange(recipe.png, {}).empty())
            qFatal("no picture in %s", qPrintable(text));
        return toJson(recipe);
    };
    QCOMPARE(recipeIn(ours), recipeIn(QString::fromStdString(request.target))); // the pictures are packed otherwise
    clearCards();
    forward_->restore(ForwardRecipe{.schedule = ScheduleSpec{"cosine", 1000, {}}, .seed = 5, .step = 7});
    drop(window_.get(), ours);
    QTRY_VERIFY_WITH_TIMEOUT(window_->findChild<NoticeCard*>(QStringLiteral("recipeNotice")), kLong);
    QVERIFY2(!said().contains(QStringLiteral("Could not be restored: ")), qPrintable(said()));
    QTRY_COMPARE_WITH_TIMEOUT(forward_->state().seed(), request.seed, kLong);
}

void RecipeJourney::everyKindOfFileSetsUpWhatMadeIt()
{
    for (const char* file : {"svg", "pdf", "apng", "webp", "mp4"}) {
        forward_->restore(ForwardRecipe{.schedule = ScheduleSpec{"cosine", 500, {}}, .seed = 4242424242u, .step = 123});
        QSignalSpy written(bridge_.get(), &Bridge::exported);
        const QString target = folder_.filePath(QStringLiteral("kept.") + QLatin1String(file));
        const bool figure = qstrcmp(file, "svg") == 0 || qstrcmp(file, "pdf") == 0;
        if (figure)
            write(QStringLiteral("figure:equation"), target, {{"file", std::string(file)}});
        else
            write(QLatin1String(file), target, {{"moments", 3LL}});
        QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong);
        clearCards();
        forward_->restore(ForwardRecipe{.schedule = ScheduleSpec{"linear", 1000, {}}, .seed = 5, .step = 7});
        drop(window_.get(), target);
        QTRY_VERIFY_WITH_TIMEOUT(window_->findChild<NoticeCard*>(QStringLiteral("recipeNotice")), kLong);
        QCOMPARE(quint64(forward_->state().seed()), quint64(4242424242u));
        clearCards();
    }
}

void RecipeJourney::figuresAndHostileFilmsAreExplained()
{
    QFile foreign(folder_.filePath(QStringLiteral("foreign.svg")));
    QVERIFY(foreign.open(QIODevice::WriteOnly));
    foreign.write("<svg xmlns='http://www.w3.org/2000/svg'/>");
    foreign.close();
    drop(window_.get(), foreign.fileName());
    QTRY_VERIFY_WITH_TIMEOUT(
        said().contains(QStringLiteral("foreign.svg")) && said().contains(QStringLiteral("keeps no recipe")), kLong);
    clearCards();
    const Image before = forward_->state().picture();
    for (const QByteArray& bytes : {QByteArray("GIF89a"), QByteArray("GIF89a\1\0\1\0\0\0\0\x21\xfe\xff{", 18),
                                    QByteArray("GIF89a\1\0\1\0\0\0\0\x21\xfe\2{}\0\x3b", 19),
                                    "GIF89a" + QByteArray("\1\0\1\0\0\0\0\x21\xfe\xff", 10) + QByteArray(255, '[')}) {
        QFile file(folder_.filePath(QStringLiteral("hostile.gif")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        file.close();
        QSignalSpy failed(bridge_.get(), &Bridge::failed);
        drop(window_.get(), file.fileName());
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kLong);
        QVERIFY2(said().contains(QStringLiteral("hostile.gif")), qPrintable(said()));
        QCOMPARE(forward_->state().picture().values, before.values);
        clearCards();
    }
}

// One does not make the session forget the other, and each is opened as what it is.
void RecipeJourney::twoFilesAtOnceBothComeBack()
{
    QSignalSpy written(bridge_.get(), &Bridge::exported), read(bridge_.get(), &Bridge::recipeRead);
    const QString film = folder_.filePath(QStringLiteral("first.mp4")),
                  picture = folder_.filePath(QStringLiteral("second.png"));
    forward_->restore(ForwardRecipe{.schedule = ScheduleSpec{"cosine", 500, {}}, .seed = 11, .step = 123});
    write(QStringLiteral("mp4"), film, {{"moments", 3LL}});
    forward_->restore(ForwardRecipe{.seed = 22});
    write(QStringLiteral("png"), picture);
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 2, kLong);
    clearCards();
    forward_->restore(ForwardRecipe{.seed = 5});
    window_->openPath(film);
    window_->openPath(picture);
    QTRY_COMPARE_WITH_TIMEOUT(read.count(), 2, kLong);
    QTRY_COMPARE_WITH_TIMEOUT(quint64(forward_->state().seed()), quint64(22), kLong);
    auto* card = window_->findChild<NoticeCard*>(QStringLiteral("recipeNotice"));
    QVERIFY(card);
    QCOMPARE(card->findChild<QPushButton*>(QStringLiteral("recipePlain"))->text(),
             QStringLiteral("Open as an ordinary picture"));
    clearCards();
}

OWN_SETTINGS_TEST_MAIN(RecipeJourney)

#include "tst_recipe_journey.moc"
