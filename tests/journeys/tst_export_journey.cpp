#include "tests/journeys/export_bench.h"

#include "core/session/files/tools.h"
#include "tests/support/faults.h"
#include "ui/export/export_jobs.h"
#include "ui/export/export_place.h"
#include "ui/export/export_tiles.h"
#include "ui/window/frame/chips.h"
#include "ui/window/frame/status_line.h"
#include "ui/window/sheets/exports_sheet.h"

#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>

#include <atomic>

// What the window says about exports, the list of them, and the place where they are made.
class ExportJourney : public QObject, ExportBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openWindow(true); }
    void init() { beginAnew(); }
    void oneMessageForEachExport();
    void failuresAreSaidInAnyMode_data();
    void failuresAreSaidInAnyMode();
    void aSuccessElsewhereLeavesAFailureAlone();
    void whatIsWrittenCanBeCalledOff();
    void anExportedPictureIsVerified();
    void whatWillBeWrittenIsSaid();
    void severalFilesWaitForEachOther();
    void whatCannotBeVerifiedSaysSo();
    void thePreviewFollowsTheScene();
    void exportIsAPlace();
    void thePlaceComesToRest();

private:
    // Until it is let go, the worker is held up before it comes to what is asked for next.
    void holdUp(std::atomic<bool>& free)
    {
        ExportRequest slow;
        slow.format = "png";
        slow.target = folder_.filePath(QStringLiteral("slow.png")).toStdString();
        slow.frames = {1, [&free](std::size_t) {
                           while (!free)
                               QThread::yieldCurrentThread();
                           return Image(1, 8, 8);
                       }};
        bridge_->session().exportImages(slow);
    }
    template <typename Part> Part* part(const char* name) const
    {
        return window_->findChild<Part*>(QLatin1String(name));
    }
};

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
        beginAnew();
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
    std::atomic<bool> free = false;
    holdUp(free);
    QSignalSpy failed(bridge_.get(), &Bridge::failed), ended(bridge_.get(), &Bridge::exported);
    write(QStringLiteral("gif"), folder + QStringLiteral("/film.gif"), {{"moments", 400LL}});
    QTRY_VERIFY(part<ExportsChip>("exportsChip")->isVisible());
    part<ExportsChip>("exportsChip")->click();
    auto* sheet = part<ExportsSheet>("exportsSheet");
    QVERIFY(sheet);
    QPushButton* cancel = nullptr; // of the newest, which comes first
    QTRY_VERIFY((cancel = sheet->findChild<QPushButton*>(QStringLiteral("jobCancel"))) && cancel->isVisible());
    cancel->click();
    QVERIFY(!cancel->isEnabled());
    free = true;
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 2, kLong); // the one that held it up, and the film
    QVERIFY(ended[1][0].value<Exported>().cancelled);
    QCOMPARE(failed.count(), 0);
    QVERIFY(QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    QVERIFY2(!said().contains(QStringLiteral("film.gif")), qPrintable(said())); // no failure: it was wanted
    QVERIFY(window_->findChild<StatusLine*>()->message().contains(QStringLiteral("film.gif")));
    QVERIFY(!part<ExportsChip>("exportsChip")->isVisible());
    QTRY_VERIFY(!cancel->isVisible());
    sheet->dismiss();
}

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

// Nothing has to be waited for, and a name that is on its way is not proposed again.
void ExportJourney::severalFilesWaitForEachOther()
{
    std::atomic<bool> free = false;
    holdUp(free);
    QSignalSpy ended(bridge_.get(), &Bridge::exported);
    const QString folder = folder_.filePath(QStringLiteral("several"));
    QVERIFY(QDir().mkpath(folder));
    for (const char* name : {"/one.png", "/two.png"})
        write(QStringLiteral("png"), folder + QLatin1String(name));
    auto* button = panel().findChild<QPushButton*>(QStringLiteral("export"));
    QVERIFY(button->isEnabled());
    panel().choose();
    auto* dialog = part<QFileDialog>("exportDialog");
    QVERIFY(dialog); // as well
    delete dialog;
    auto* jobs = window_->findChild<ExportJobs*>();
    QTRY_COMPARE(jobs->running(), 3);
    free = true;
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 3, kLong);
    QTRY_COMPARE(jobs->running(), 0);
    QVERIFY(QFileInfo::exists(folder + QStringLiteral("/one.png")) &&
            QFileInfo::exists(folder + QStringLiteral("/two.png")));
    QVERIFY(jobs->all().front().verifiable && jobs->all().front().cannotVerify.isEmpty());
}

void ExportJourney::whatCannotBeVerifiedSaysSo()
{
    QSignalSpy written(bridge_.get(), &Bridge::exported);
    panel().setFormat(QStringLiteral("png"));
    panel().setParams({{"metadata", false}});
    panel().exportTo(folder_.filePath(QStringLiteral("bare.png")));
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong);
    auto* verify = part<QPushButton>("exportVerify");
    QVERIFY(verify && !verify->isEnabled());
    QVERIFY2(verify->toolTip().contains(QStringLiteral("no recipe")), qPrintable(verify->toolTip()));
    panel().setParams({{"metadata", true}});
    clearCards();
    write(QStringLiteral("figure:equation"), folder_.filePath(QStringLiteral("drawn.svg")),
          {{"file", std::string("svg")}});
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 2, kLong);
    QVERIFY(!part<QPushButton>("exportVerify")); // nobody expects it of a drawing
}

// Whatever changes the content: the step, another picture, a new noise.
void ExportJourney::thePreviewFollowsTheScene()
{
    panel().setFormat(QStringLiteral("png"));
    for (QWidget* section = &panel(); section && !panel().isVisible(); section = section->parentWidget())
        section->show();
    const auto* first = panel().findChild<QLabel*>(QStringLiteral("exportFirst"));
    QImage before;
    const auto follows = [&] {
        const QImage now = first->pixmap(Qt::ReturnByValue).toImage();
        return !now.isNull() && now != before;
    };
    forward_->timeline()->setStep(300);
    QTRY_VERIFY_WITH_TIMEOUT(follows(), kLong);
    before = first->pixmap(Qt::ReturnByValue).toImage();
    forward_->timeline()->setStep(700);
    QTRY_VERIFY_WITH_TIMEOUT(follows(), kLong);
    before = first->pixmap(Qt::ReturnByValue).toImage();
    find<QAbstractButton>("newNoise")->click();
    QTRY_VERIFY_WITH_TIMEOUT(follows(), kLong);
    QSignalSpy written(bridge_.get(), &Bridge::exported);
    write(QStringLiteral("png"), folder_.filePath(QStringLiteral("seen.png")));
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong);
    QTRY_VERIFY_WITH_TIMEOUT(first->isVisible(), kLong); // again, once it is written
}

// Ctrl+E comes and Esc goes; tiles choose, what is seen is what is written, and nothing is in the way of the rest.
void ExportJourney::exportIsAPlace()
{
    const auto press = [this](int key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(window_->focusWidget() ? window_->focusWidget() : window_.get(), Qt::Key(key), modifiers);
    };
    auto* place = part<ExportPlace>("exportPlace");
    QVERIFY(place && place->isHidden());
    window_->openExport();
    QVERIFY(place->isVisible());
    QVERIFY(panel().isVisible());                                                     // its settings, beside it
    QVERIFY(!panel().findChild<QPushButton*>(QStringLiteral("export"))->isVisible()); // the place has the button
    const auto tile = [place](const char* id) {
        return place->findChild<FormatTile*>(QStringLiteral("formatTile ") + QLatin1String(id));
    };
    tile("gif")->click();
    QCOMPARE(panel().formatId(), QStringLiteral("gif"));
    QVERIFY(tile("gif")->isChecked() && !tile("png")->isChecked());
    panel().setParams({{"moments", 5LL}, {"scale", 4LL}, {"caption", true}, {"equation", std::string("greek")}});
    auto* preview = part<ExportPreview>("exportPreview");
    const auto asked = panel().request();
    QVERIFY(asked && asked->frames.size() == 5);
    const int side = asked->frames[0].width;
    QTRY_VERIFY2_WITH_TIMEOUT(preview->pictureSize().height() > side * 4 + 20,
                              qPrintable(part<QLabel>("exportFrame")->text()), kLong);
    QCOMPARE(preview->pictureSize().width(), side * 4);
    auto* summary = part<QLabel>("exportSummary");
    QTRY_VERIFY2_WITH_TIMEOUT(summary->text().contains(QStringLiteral("5 frames")), qPrintable(summary->text()), kLong);
    for (const char* other : {"png", "mp4", "webp"}) // how large the others would be
        QTRY_VERIFY_WITH_TIMEOUT(tile(other)->accessibleDescription().contains(QStringLiteral("B")), kLong);
    auto* look = part<QSlider>("exportLook");
    look->setValue(0);
    auto* frame = part<QLabel>("exportFrame");
    QTRY_VERIFY2_WITH_TIMEOUT(frame->text().startsWith(QStringLiteral("frame 1 of 5")), qPrintable(frame->text()),
                              kLong);
    press(Qt::Key_Return, Qt::ControlModifier);
    auto* dialog = part<QFileDialog>("exportDialog");
    QVERIFY(dialog);
    delete dialog;
    press(Qt::Key_Escape);
    QVERIFY(place->isHidden());
    QVERIFY(panel().findChild<QPushButton*>(QStringLiteral("export"))->isVisibleTo(&panel()));
    window_->openExport();
    window_->setMode(QStringLiteral("train")); // which leaves it, too
    QVERIFY(place->isHidden());
    window_->setMode(QStringLiteral("forward"));
    panel().setParams({{"caption", false}, {"equation", std::string("none")}});
}

// Answers that take longer than it waits before it asks: it must not ask for ever, and the last one stays to be read.
void ExportJourney::thePlaceComesToRest()
{
    window_->workspace(window_->mode())->timeline()->pause(); // else there is always something new
    window_->openExport();
    panel().setFormat(QStringLiteral("gif"));
    panel().setParams({{"moments", 101LL}, {"scale", 32LL}});
    auto* summary = part<QLabel>("exportSummary");
    QTRY_VERIFY2_WITH_TIMEOUT(summary->text().contains(QStringLiteral("101 frames")), qPrintable(summary->text()),
                              kLong);
    QSignalSpy answers(bridge_.get(), &Bridge::exportEstimated);
    panel().setParams({{"moments", 100LL}, {"scale", 32LL}});
    panel().setParams({{"moments", 101LL}, {"scale", 32LL}}); // while that is being asked about
    QVERIFY(!summary->text().isEmpty());
    const auto rests = [&] {
        const auto before = answers.size();
        QTest::qWait(2000);
        return before > 0 && answers.size() == before;
    };
    QVERIFY(QTest::qWaitFor(rests, 3 * kLong));
    const auto formats = part<ExportPlace>("exportPlace")->findChildren<FormatTile*>().size();
    QVERIFY2(answers.size() <= 2 * formats + 2, qPrintable(QString::number(answers.size())));
    QVERIFY2(summary->text().contains(QStringLiteral("101 frames")), qPrintable(summary->text()));
    QTest::keyClick(part<ExportPlace>("exportPlace"), Qt::Key_Escape);
}

OWN_SETTINGS_TEST_MAIN(ExportJourney)

#include "tst_export_journey.moc"
