#include "tests/journeys/whole_window.h"

#include "core/recipe/recipe.h"
#include "core/session/tools.h"
#include "tests/support/faults.h"
#include "ui/export/export_panel.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/form/seed_field.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/frame/status_line.h"

#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include <atomic>
#include <utility>

using namespace diffuscope;
using namespace diffuscope::ui;

// What the window says about exports, and what an exported file brings back when it is dropped.
class ExportJourney : public QObject, WholeWindow {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openWindow(true); }
    void init();
    void oneMessageForEachExport();
    void failuresAreSaidInAnyMode_data();
    void failuresAreSaidInAnyMode();
    void aSuccessElsewhereLeavesAFailureAlone();
    void whatIsWrittenCanBeCalledOff();
    void aFilmSetsUpWhatMadeIt();
    void longSeedsAreShownWhole();
    void wrongSeedsAreRefusedByName_data();
    void wrongSeedsAreRefusedByName();
    void unknownFieldsAreNamed();
    void newerRecipesAreSaid();
    void aStripOfTheCommandLineIsOneOfTheWindow();
    void everyKindOfFileSetsUpWhatMadeIt();
    void anExportedPictureIsVerified();
    void whatWillBeWrittenIsSaid();
    void figuresAndHostileFilmsAreExplained();

private:
    ExportPanel& panel() { return *window_->findChild<ForwardInspector*>()->findChild<ExportPanel*>(); }
    QList<NoticeCard*> cards() const { return window_->findChild<NoticeStack*>()->findChildren<NoticeCard*>(); }
    QList<NoticeCard*> shownCards() const
    {
        QList<NoticeCard*> shown;
        for (NoticeCard* card : cards())
            if (!card->isHidden()) // a new one comes with the next layout
                shown.append(card);
        return shown;
    }
    QString said() const
    {
        QString all;
        for (const NoticeCard* card : shownCards())
            all += card->accessibleName() + u'\n' + card->accessibleDescription() + u'\n';
        return all.remove(QChar(0x200b)); // where a long path may break
    }
    void clearCards()
    {
        for (NoticeCard* card : cards())
            Q_EMIT card->closed();
    }
    void write(const QString& format, const QString& target, const ParamValues& values = {})
    {
        panel().setFormat(format);
        panel().setParams(values);
        panel().exportTo(target);
    }
    // A file with this recipe inside is dropped on the window.
    void dropRecipe(const std::string& recipe, const char* format)
    {
        QSignalSpy written(bridge_.get(), &Bridge::exported);
        ExportRequest request;
        request.format = format;
        request.target = folder_.filePath(QStringLiteral("dropped.") + QLatin1String(format)).toStdString();
        request.frames = {Image(1, 8, 8)};
        request.recipe = recipe;
        bridge_->session().exportImages(request);
        QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong);
        clearCards();
        drop(window_.get(), QString::fromStdString(request.target));
        QTRY_VERIFY_WITH_TIMEOUT(window_->findChild<NoticeCard*>(QStringLiteral("recipeNotice")), kLong);
    }
};

void ExportJourney::init()
{
    clearCards();
    window_->setMode(QStringLiteral("forward"));
}

void ExportJourney::oneMessageForEachExport()
{
    for (const char* format : {"png", "figure:equation", "gif"}) {
        QSignalSpy written(bridge_.get(), &Bridge::exported);
        const QString target = folder_.filePath(QStringLiteral("out folder/one file"));
        write(QLatin1String(format), target, {{"moments", 3LL}});
        if (qstrcmp(format, "png") == 0)
            window_->setMode(QStringLiteral("train")); // nobody waits for it
        QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong);
        QCOMPARE(shownCards().size(), 1);
        QVERIFY2(said().contains(QStringLiteral("one file")) && said().contains(QStringLiteral("out folder")),
                 qPrintable(said()));
        QVERIFY(!shownCards()[0]->findChild<QPushButton*>(QStringLiteral("nextStep"))); // all is well
        QVERIFY(panel().findChildren<NoticeCard*>().isEmpty());                         // and nowhere else
        QVERIFY(!window_->findChild<StatusLine*>()->message().contains(QStringLiteral("one file")));
        init();
    }
}

void ExportJourney::failuresAreSaidInAnyMode_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<int>("fault");
    QTest::addColumn<QString>("mode");
    const auto row = [](const char* format, faults::Kind fault, const char* mode) {
        QTest::addRow("%s %d %s", format, int(fault), mode)
            << QString::fromLatin1(format) << int(fault) << QString::fromLatin1(mode);
    };
    row("png", faults::Kind::denied, "forward");
    row("gif", faults::Kind::diskFull, "train");
    row("png_sequence", faults::Kind::diskFull, "reverse");
    row("figure:equation", faults::Kind::denied, "train");
}

void ExportJourney::failuresAreSaidInAnyMode()
{
    QFETCH(QString, format);
    QFETCH(int, fault);
    QFETCH(QString, mode);
    const QString folder = folder_.filePath(QStringLiteral("trouble"));
    QDir(folder).removeRecursively();
    QVERIFY(QDir().mkpath(folder));
    const faults::Scope trouble(faults::Kind(fault), folder.toStdString());
    QSignalSpy failed(bridge_.get(), &Bridge::failed);
    write(format, folder + QStringLiteral("/lost"), {{"moments", 3LL}});
    window_->setMode(mode); // people go on meanwhile
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kLong);
    QCOMPARE(shownCards().size(), 1);
    QCOMPARE(shownCards()[0]->objectName(), QStringLiteral("errorNotice"));
    QVERIFY2(said().contains(folder + QStringLiteral("/lost")), qPrintable(said())); // which file
    QVERIFY(QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    // The next step goes back to where it came from, and asks for another place.
    shownCards()[0]->findChild<QPushButton*>(QStringLiteral("nextStep"))->click();
    QCOMPARE(window_->mode(), QStringLiteral("forward"));
    auto* dialog = window_->findChild<QFileDialog*>(QStringLiteral("exportDialog"));
    QVERIFY(dialog);
    delete dialog;
    QVERIFY(shownCards().isEmpty());
}

// Two modes may write at once, and two cards have room.
void ExportJourney::aSuccessElsewhereLeavesAFailureAlone()
{
    const QString folder = folder_.filePath(QStringLiteral("closed"));
    QVERIFY(QDir().mkpath(folder));
    QSignalSpy failed(bridge_.get(), &Bridge::failed), written(bridge_.get(), &Bridge::exported);
    {
        const faults::Scope trouble(faults::Kind::denied, folder.toStdString());
        write(QStringLiteral("png"), folder + QStringLiteral("/lost.png"));
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kLong);
    }
    for (int k = 0; k < 3; ++k) { // not the panel's
        ExportRequest other;
        other.format = "png";
        other.target = folder_.filePath(QStringLiteral("fine.png")).toStdString();
        other.frames = {Image(1, 8, 8)};
        bridge_->session().exportImages(other);
        QTRY_COMPARE_WITH_TIMEOUT(written.count(), k + 1, kLong);
        QTRY_VERIFY2(said().contains(QStringLiteral("lost.png")) && said().contains(QStringLiteral("fine.png")),
                     qPrintable(said()));
    }
    write(QStringLiteral("png"), folder + QStringLiteral("/found.png")); // a success of its own does
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 4, kLong);
    QVERIFY2(!said().contains(QStringLiteral("lost.png")), qPrintable(said()));
}

void ExportJourney::whatIsWrittenCanBeCalledOff()
{
    const QString folder = folder_.filePath(QStringLiteral("called off"));
    QVERIFY(QDir().mkpath(folder));
    auto* button = panel().findChild<QPushButton*>(QStringLiteral("export"));
    QCOMPARE(button->text(), QStringLiteral("Export…"));
    // The worker is held up before it comes to the film, so that calling off is in time however fast it is.
    std::atomic<bool> free = false;
    ExportRequest slow;
    slow.format = "png";
    slow.target = folder_.filePath(QStringLiteral("slow.png")).toStdString();
    slow.frames = {1, [&free](std::size_t) {
                       while (!free)
                           QThread::yieldCurrentThread();
                       return Image(1, 8, 8);
                   }};
    bridge_->session().exportImages(slow);
    QSignalSpy failed(bridge_.get(), &Bridge::failed), ended(bridge_.get(), &Bridge::exported);
    write(QStringLiteral("gif"), folder + QStringLiteral("/film.gif"), {{"moments", 400LL}});
    QCOMPARE(button->text(), QStringLiteral("Cancel"));
    panel().choose(); // one at a time
    QVERIFY(!window_->findChild<QFileDialog*>(QStringLiteral("exportDialog")));
    button->click();
    QVERIFY(!button->isEnabled());
    free = true;
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 2, kLong); // the one that held it up, and the film
    QVERIFY(ended[1][0].value<Exported>().cancelled);
    QCOMPARE(failed.count(), 0);
    QCOMPARE(button->text(), QStringLiteral("Export…"));
    QVERIFY(button->isEnabled());
    QVERIFY(QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    QVERIFY2(!said().contains(QStringLiteral("film.gif")), qPrintable(said())); // no failure: it was wanted
    QVERIFY(window_->findChild<StatusLine*>()->message().contains(QStringLiteral("film.gif")));
}

void ExportJourney::aFilmSetsUpWhatMadeIt()
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

// The number shown is the number used, in either mode, however it came.
void ExportJourney::longSeedsAreShownWhole()
{
    auto* seed = forward_->findChild<SeedField*>(QStringLiteral("seed"));
    auto* sampler = window_->findChild<SamplerPanel*>();
    auto* other = sampler->findChild<SeedField*>(QStringLiteral("seed"));
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

void ExportJourney::wrongSeedsAreRefusedByName_data()
{
    QTest::addColumn<QString>("seed");
    for (const char* seed : {"1e300", "-1", "\"many\"", "18446744073709551616"})
        QTest::addRow("%s", seed) << QString::fromLatin1(seed);
}

void ExportJourney::wrongSeedsAreRefusedByName()
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

void ExportJourney::unknownFieldsAreNamed()
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

// A kind that came later: the picture opens as one, and why not as more is said.
void ExportJourney::newerRecipesAreSaid()
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

// Whichever of the two wrote a strip: its recipe has the same fields, and the window sets up what made it.
void ExportJourney::aStripOfTheCommandLineIsOneOfTheWindow()
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

// Figures and films of every kind bring back what made them.
void ExportJourney::everyKindOfFileSetsUpWhatMadeIt()
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

// A picture of the scene is drawn again, and the card says that it is the same.
void ExportJourney::anExportedPictureIsVerified()
{
    QSignalSpy written(bridge_.get(), &Bridge::exported), verified(bridge_.get(), &Bridge::pictureVerified);
    const QString target = folder_.filePath(QStringLiteral("verified.png"));
    forward_->restore(ForwardRecipe{.schedule = ScheduleSpec{"cosine", 500, {}}, .seed = 42, .step = 123});
    write(QStringLiteral("png"), target);
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong);
    auto* button = window_->findChild<QPushButton*>(QStringLiteral("exportVerify"));
    QVERIFY(button);
    button->click();
    QTRY_COMPARE_WITH_TIMEOUT(verified.count(), 1, kLong);
    QTRY_VERIFY2_WITH_TIMEOUT(said().contains(QStringLiteral("bit for bit")), qPrintable(said()), kLong);
    clearCards();
    // Without a recipe there is nothing to go by, and the switch is one for all panels.
    panel().setParams({{"metadata", false}});
    write(QStringLiteral("png"), target);
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 2, kLong);
    QVERIFY(!recipeIn(target.toStdString()).recipe);
    panel().setParams({{"metadata", true}});
    clearCards();
}

// The file will be about so large, and its first frame is seen before it is written.
void ExportJourney::whatWillBeWrittenIsSaid()
{
    panel().setFormat(QStringLiteral("webp"));
    panel().setParams({{"moments", 5LL}, {"fps", 10LL}, {"hold_last", 500LL}});
    for (QWidget* section = &panel(); section && !panel().isVisible(); section = section->parentWidget())
        section->show();
    auto* told = panel().findChild<QLabel*>(QStringLiteral("exportEstimate"));
    QTRY_VERIFY2_WITH_TIMEOUT(told->text().contains(QStringLiteral("5 frames, 1.0 s")) &&
                                  told->text().contains(QStringLiteral("about")),
                              qPrintable(told->text()), kLong);
    auto* first = panel().findChild<QLabel*>(QStringLiteral("exportFirst"));
    QVERIFY(!first->pixmap(Qt::ReturnByValue).isNull());
}

void ExportJourney::figuresAndHostileFilmsAreExplained()
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

OWN_SETTINGS_TEST_MAIN(ExportJourney)

#include "tst_export_journey.moc"
