#include "tests/journeys/whole_window.h"

#include "core/session/files/path_kind.h"
#include "ui/forward/equation/equation_parts.h"
#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_workspace.h"
#include "ui/modes/modes.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/settings/preferences.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/image/image_view.h"
#include "ui/window/frame/frame_geometry.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/main_window.h"

#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>

#include <optional>

using namespace diffuscope;
using namespace diffuscope::ui;

// What the window does whatever the mode: files that cannot be opened, small screens, another start.
class WindowJourney : public QObject, WholeWindow {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void failuresAreSaidInline();
    void smallWindowsKeepEverything();
    void aCardLeavesThePicturesTheirSize();
    void pathsAreToldApart();
    void anExportedPictureSetsUpWhatMadeIt();
    void stateSurvivesARestart();
    void thePictureSurvivesARestart();
    void whatHasGoneIsNamed();
    void anInterruptedRunIsOffered();
    void closingAsksForARunThatCannotBeSaved();
};

// The very first start: the clock waits for a picture, or the first one anybody sees is noise.
void WindowJourney::initTestCase()
{
    openWindow(false);
    window_->start();
    QVERIFY(forward_->state().empty() && !forward_->timeline()->playing());
    QTRY_VERIFY_WITH_TIMEOUT(!forward_->state().empty(), kLong);
    QVERIFY(forward_->timeline()->playing());
}

void WindowJourney::failuresAreSaidInline()
{
    const QString broken = folder_.filePath(QStringLiteral("broken.png"));
    QFile file(broken);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("\x89PNG\r\n\x1a\n not a picture at all");
    file.close();
    const Image before = forward_->state().picture();
    drop(window_.get(), broken);
    QTRY_COMPARE_WITH_TIMEOUT(find<NoticeStack>("notices")->count(), 1, kLong);
    QVERIFY(find<NoticeCard>("errorNotice")->isVisible());
    bool named = false;
    auto* again = find<NoticeCard>("errorNotice")->findChild<QPushButton*>(QStringLiteral("nextStep"));
    QVERIFY(again && again->isVisible()); // what to do about it is one press away
    for (const QLabel* label : find<NoticeCard>("errorNotice")->findChildren<QLabel*>())
        named = named || label->text().contains(QStringLiteral("broken.png"));
    QVERIFY(named);
    QCOMPARE(forward_->state().picture().values, before.values); // the old result stays
    drop(window_.get(), picture_);
    QTRY_COMPARE_WITH_TIMEOUT(find<NoticeStack>("notices")->count(), 0, kLong);
    window_->openPath(folder_.filePath(QStringLiteral("missing.png")));
    QTRY_COMPARE_WITH_TIMEOUT(find<NoticeStack>("notices")->count(), 1, kLong);
    find<NoticeStack>("notices")->dismiss(NoticeSubject::Kind::Path);
}

void WindowJourney::smallWindowsKeepEverything()
{
    for (const QSize size : {QSize(1024, 700), QSize(1240, 820), QSize(1440, 900), QSize(1920, 1080)}) {
        const FrameGeometry g = FrameGeometry::of(size, FrameWishes());
        QCOMPARE(g.rail.width() + g.timeline.width(), size.width());
        QCOMPARE(g.top.height() + g.canvas.height() + g.timeline.height() + g.status.height(), size.height());
        window_->resize(size);
        QTRY_COMPARE(find<QWidget>("canvas")->geometry(), g.canvas);
        for (const char* name : {"stateView", "dataView", "noiseView"}) {
            const auto* view = find<ImageView>(name);
            QVERIFY(view->pictureRect().width() >= 96);
            QCOMPARE(view->pictureRect().width() % 32, 0); // whole multiples, never cropped
            QVERIFY(view->rect().contains(view->pictureRect()));
            QVERIFY(view->parentWidget()->rect().contains(view->geometry()));
        }
        QVERIFY(find<PixelArithmetic>("arithmetic")->geometry().bottom() <
                find<PixelArithmetic>("arithmetic")->parentWidget()->height());
        const auto* dice = find<QWidget>("randomPicture"); // at the tray's right end, clear of its words
        QCOMPARE(dice->size(), dice->sizeHint());
        QVERIFY(dice->parentWidget()->width() - dice->geometry().right() < 8);
        QCOMPARE(find<QWidget>("inspectors")->isVisible(), size.width() >= 1240);
    }
    window_->resize(1024, 700);
    QTest::mouseClick(find<IconButton>("inspectorButton"), Qt::LeftButton);
    QVERIFY(find<QWidget>("inspectors")->isVisible());
    QTest::mouseClick(find<IconButton>("inspectorButton"), Qt::LeftButton);
    QVERIFY(!find<QWidget>("inspectors")->isVisible());
    window_->resize(1440, 900);
}

void WindowJourney::aCardLeavesThePicturesTheirSize()
{
    auto* notices = find<NoticeStack>("notices");
    for (const QSize size : {QSize(1024, 700), QSize(1440, 900)}) {
        window_->resize(size);
        QTRY_COMPARE(find<QWidget>("canvas")->width(), FrameGeometry::of(size, FrameWishes()).canvas.width());
        QMap<QByteArray, QSize> before;
        for (const char* name : {"stateView", "dataView", "noiseView"})
            before[name] = find<ImageView>(name)->pictureRect().size();
        const int journey = find<QWidget>("pixelJourney")->height();
        NoticeCard* card =
            notices->show(Task::OpenImage, QStringLiteral("The JPEG file is cut short"),
                          QStringLiteral("/home/a/holiday.jpg\nCopy it again from where it came from."), true);
        auto* next = card->addAction(QStringLiteral("Choose another picture…"));
        QTRY_VERIFY(next->isVisible() && notices->height() == notices->neededHeight());
        QVERIFY2(card->height() <= 60, qPrintable(QString::number(card->height())));
        for (const QWidget* part : card->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) // nothing is cut
            QVERIFY(card->rect().contains(part->geometry()) && part->height() >= part->minimumSizeHint().height() - 1);
        for (const char* name : {"stateView", "dataView", "noiseView"})
            QCOMPARE(find<ImageView>(name)->pictureRect().size(), before[name]);
        if (const auto* plot = find<QWidget>("pixelJourney"); plot->isVisible()) // the legend's last number stays clear
            QVERIFY(!plot->findChild<QWidget*>(QStringLiteral("channel"))
                         ->geometry()
                         .intersects(plot->findChild<QWidget*>(QStringLiteral("walkValue"))->geometry()));
        const auto* arithmetic = find<PixelArithmetic>("arithmetic");
        QVERIFY(arithmetic->geometry().bottom() < arithmetic->parentWidget()->height());
        notices->dismiss(Task::OpenImage);
        QCOMPARE(find<QWidget>("pixelJourney")->height(), journey);
    }
}

void WindowJourney::pathsAreToldApart()
{
    QDir dir(folder_.path());
    dir.mkpath(QStringLiteral("model/unet"));
    dir.mkpath(QStringLiteral("run/checkpoints"));
    dir.mkpath(QStringLiteral("pictures"));
    for (const char* name : {"t10k-images-idx3-ubyte.gz", "notes.txt"}) {
        QFile file(dir.filePath(QLatin1String(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    const auto kindOf = [](const QString& path) { return pathKindOf(path.toStdString()); };
    QCOMPARE(kindOf(picture_), PathKind::Image);
    QCOMPARE(kindOf(dir.filePath(QStringLiteral("model"))), PathKind::Model);
    QCOMPARE(kindOf(dir.filePath(QStringLiteral("run"))), PathKind::Model);
    QCOMPARE(kindOf(dir.filePath(QStringLiteral("pictures"))), PathKind::Dataset);
    QCOMPARE(kindOf(dir.filePath(QStringLiteral("t10k-images-idx3-ubyte.gz"))), PathKind::Dataset);
    QCOMPARE(kindOf(dir.filePath(QStringLiteral("notes.txt"))), PathKind::Unknown);
    QCOMPARE(kindOf(dir.filePath(QStringLiteral("nowhere"))), PathKind::Missing);
}

void WindowJourney::anExportedPictureSetsUpWhatMadeIt()
{
    const auto schedule = [&](const char* id, int steps) {
        QVERIFY(window_->findChild<ForwardInspector*>()->setSpec({id, steps, {}}));
    };
    schedule("cosine", 500);
    forward_->restore(ForwardRecipe{.seed = 18446744073709551615u, .step = 123});
    ExportRequest request;
    request.format = "png";
    request.target = folder_.filePath(QStringLiteral("made.png")).toStdString();
    request.frames = {forward_->mix().state};
    request.recipe = forward_->recipe();
    const Image made = forward_->mix().state;
    bridge_->session().exportImages(request);
    bridge_->session().waitForFiles();
    schedule("linear", 1000);
    forward_->restore(ForwardRecipe{.seed = 5, .step = 700});
    forward_->usePicture(QImage(picture_).mirrored(), QStringLiteral("another"));
    drop(window_.get(), QString::fromStdString(request.target));
    QTRY_VERIFY_WITH_TIMEOUT(window_->findChild<NoticeCard*>(QStringLiteral("recipeNotice")), kLong);
    QTRY_VERIFY_WITH_TIMEOUT(forward_->mix().state.values == made.values, kLong); // bit for bit
    QCOMPARE(forward_->timeline()->step(), 123);
    QCOMPARE(forward_->state().schedule().timesteps(), 500);

    // One that was dragged out or saved from a picture's menu brings it, too: there Qt writes the text, packed.
    QImage taken(8, 8, QImage::Format_RGB32);
    taken.fill(Qt::white);
    taken.setText(QStringLiteral("diffuscope"), QString::fromStdString(request.recipe));
    const QString takenFile = folder_.filePath(QStringLiteral("taken.png"));
    QVERIFY(taken.save(takenFile));
    schedule("linear", 1000);
    forward_->restore(ForwardRecipe{.seed = 5, .step = 700});
    drop(window_.get(), takenFile);
    QTRY_COMPARE_WITH_TIMEOUT(forward_->timeline()->step(), 123, kLong);
    QCOMPARE(forward_->state().schedule().timesteps(), 500);

    // Where the picture has gone and nothing is inside, that is said.
    request.recipe = R"({"process":"forward","picture":"x.png","path":"/gone/x.png","seed":3,"step":9})";
    bridge_->session().exportImages(request);
    bridge_->session().waitForFiles();
    drop(window_.get(), QString::fromStdString(request.target));
    const auto card = [this] { return window_->findChild<NoticeCard*>(QStringLiteral("recipeNotice")); };
    QTRY_VERIFY_WITH_TIMEOUT(card() && card()->accessibleDescription().contains(QStringLiteral("/gone/x.png")), kLong);
    QCOMPARE(forward_->state().seed(), quint64(3));

    request.recipe = R"({"model":"/gone/run","model_name":"shapes","sampler":"heun","steps":17,"seed":42,"count":4})";
    bridge_->session().exportImages(request);
    bridge_->session().waitForFiles();
    drop(window_.get(), QString::fromStdString(request.target));
    QTRY_COMPARE_WITH_TIMEOUT(window_->mode(), QStringLiteral("reverse"), kLong);
    QTRY_VERIFY(card() && card()->accessibleDescription().contains(QStringLiteral("/gone/run")));
    QCOMPARE(window_->findChild<SamplerPanel*>()->request().steps, 17);
    QCOMPARE(window_->findChild<SamplerPanel*>()->request().sampler, std::string("heun"));
    window_->setMode(QStringLiteral("forward"));
    card()->findChild<QPushButton*>(QStringLiteral("recipePlain"))->click(); // it is a picture, too
    QTRY_VERIFY_WITH_TIMEOUT(find<ImageView>("dataView")->accessibleName().contains(QStringLiteral("made.png")), kLong);
    schedule("linear", 1000);
    drop(window_.get(), picture_);
    QTRY_VERIFY_WITH_TIMEOUT(
        find<ImageView>("dataView")->accessibleName().contains(QStringLiteral("ramp and disc.png")), kLong);
}

void WindowJourney::stateSurvivesARestart()
{
    QTRY_COMPARE(find<QWidget>("mode_forward")->property("checked").toBool(), true);
    forward_->restore(ForwardRecipe{.seed = 11, .step = 432});
    const auto section = [this] {
        for (auto* each : find<QWidget>("inspectors")->findChildren<Section*>())
            if (each->accessibleName() == QStringLiteral("Pixel values"))
                return each;
        return static_cast<Section*>(nullptr);
    };
    section()->setOpen(false);
    QTest::keyClick(window_.get(), Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(paletteOf(window_.get()).dark);
    window_->setMode(QStringLiteral("reverse"));
    window_->close();
    restartWindow();
    QCOMPARE(window_->mode(), QStringLiteral("reverse"));
    QCOMPARE(forward_->state().seed(), quint64(11));
    QCOMPARE(forward_->timeline()->step(), 432);
    QVERIFY(!section()->isOpen());
    QCOMPARE(QSettings().value(QStringLiteral("theme")).toString(), QStringLiteral("ink"));
    QTRY_VERIFY_WITH_TIMEOUT(
        find<ImageView>("dataView")->accessibleName().contains(QStringLiteral("ramp and disc.png")), kLong);
}

// The set and the model of the last start have been moved: they are asked for, and no others take their place.
void WindowJourney::whatHasGoneIsNamed()
{
    const auto restart = [this](const QString& set, const QString& model) {
        window_.reset(); // which keeps its own
        Preferences::setText(Preferences::kDataset, set);
        Preferences::setText(Preferences::kModel, model);
        restartWindow([this] { window_->setMode(QStringLiteral("forward")); });
    };
    restart(folder_.filePath(QStringLiteral("holiday pictures")), folder_.filePath(QStringLiteral("old model")));
    const auto said = [this](const QString& name) {
        for (const NoticeCard* card : window_->findChildren<NoticeCard*>())
            for (const QLabel* label : card->findChildren<QLabel*>())
                if (card->isVisible() && label->text().contains(name))
                    return true;
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(said(QStringLiteral("holiday pictures")), kLong);
    QTRY_VERIFY_WITH_TIMEOUT(said(QStringLiteral("old model")), kLong);
    QVERIFY(!bridge_->dataset() && !bridge_->model());
    const Workspace* train = window_->workspace(QStringLiteral("train"));
    QVERIFY(!train->command(QStringLiteral("start training"))->disabledReason().isEmpty());
    restart(QStringLiteral("builtin:shapes"), {});
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->dataset().has_value(), kLong);
}

// What was shown is shown again, wherever it came from and whatever has become of that.
void WindowJourney::thePictureSurvivesARestart()
{
    const auto restart = [this](bool orderly) {
        if (orderly)
            window_->close();
        bridge_->session().waitForFiles();
        restartWindow();
    };
    const auto name = [this] { return forward_->fact(QStringLiteral("picture")).toString(); };
    const auto kept = [] { return Preferences::scene(QStringLiteral("forward")); };
    const auto card = [this] {
        QString words;
        for (const auto* each : window_->findChildren<NoticeCard*>())
            words += each->accessibleName() + each->accessibleDescription();
        return words;
    };
    window_->setMode(QStringLiteral("forward"));

    QImage large = QImage(picture_).scaled(200, 200); // in no file, and larger than a recipe's
    forward_->usePicture(large, QStringLiteral("pasted"));
    QTRY_COMPARE_WITH_TIMEOUT(name(), QStringLiteral("pasted"), kLong);
    forward_->setFocus();
    TimelineModel& timeline = *forward_->timeline();
    timeline.setIn(400);
    timeline.setOut(600);
    timeline.setSpeedIndex(4);
    timeline.setLoop(TimelineModel::Loop::PingPong);
    const Image pasted = forward_->state().picture();
    restart(true);
    QCOMPARE(name(), QStringLiteral("pasted")); // at once
    QCOMPARE(forward_->state().picture().values, pasted.values);
    QCOMPARE(forward_->timeline()->in(), std::optional(400));
    QCOMPARE(forward_->timeline()->out(), std::optional(600));
    QCOMPARE(forward_->timeline()->speedIndex(), 4);
    QCOMPARE(forward_->timeline()->loop(), TimelineModel::Loop::PingPong);
    forward_->timeline()->clearRange();

    QTRY_VERIFY_WITH_TIMEOUT(bridge_->dataset(), kLong); // one of a set, by its number
    const QString last = QStringLiteral("%1 %2").arg(QString::fromStdString(bridge_->dataset()->name)).arg(1454);
    QTest::keyClick(forward_, Qt::Key_B);
    window_->findChild<QSpinBox*>(QStringLiteral("datasetIndex"))->setValue(1454);
    QTRY_COMPARE_WITH_TIMEOUT(name(), last, kLong);
    const Image chosen = forward_->state().picture();
    restart(true);
    QCOMPARE(name(), last);
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->dataset(), kLong);
    QCOMPARE(name(), last); // not the set's first
    QCOMPARE(forward_->state().picture().values, chosen.values);

    writePictures(folder_.filePath(QStringLiteral("own set")), 2); // one that is opened meanwhile is what is wanted
    restart(true);
    window_->openDataset(folder_.filePath(QStringLiteral("own set")));
    QTRY_VERIFY_WITH_TIMEOUT(name().contains(QStringLiteral("own set")), kLong);
    window_->openDataset(QStringLiteral("builtin:shapes"));
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->dataset() && bridge_->dataset()->source == "builtin:shapes", kLong);

    const QString away = folder_.filePath(QStringLiteral("soon gone.png")); // a file, that is kept while it runs
    QVERIFY(testPicture().mirrored().save(away));
    drop(window_.get(), away);
    QTRY_COMPARE_WITH_TIMEOUT(name(), QStringLiteral("soon gone.png"), kLong);
    forward_->restore(ForwardRecipe{.seed = 4711, .step = 77});
    QTRY_VERIFY_WITH_TIMEOUT(kept().contains(QStringLiteral("4711")) && kept().contains(QStringLiteral("soon gone")),
                             kLong);
    const Image gone = forward_->state().picture();
    QVERIFY(QFile::remove(away));
    restart(false); // a crash
    QCOMPARE(forward_->state().picture().values, gone.values);
    QCOMPARE(forward_->state().seed(), quint64(4711));
    QTRY_VERIFY_WITH_TIMEOUT(card().contains(QStringLiteral("soon gone.png")), kLong);
    drop(window_.get(), picture_);
    QTRY_COMPARE_WITH_TIMEOUT(name(), QStringLiteral("ramp and disc.png"), kLong);
}

// A program that dies leaves its run locked by nobody; the next start asks, in any mode, until it is answered.
void WindowJourney::anInterruptedRunIsOffered()
{
    writePictures(folder_.filePath(QStringLiteral("set")), 4);
    const QString run = folder_.filePath(QStringLiteral("the run"));
    TrainRequest request;
    request.source = folder_.filePath(QStringLiteral("set")).toStdString();
    request.folder = run.toStdString();
    request.overrides = {{"size", 16LL}, {"steps", 1'000'000LL}, {"batch", 2LL}, {"preview_every", 1'000'000LL}};
    bridge_->session().startTraining(request);
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->training().step >= 2, kLong);
    bridge_->session().stopTraining();
    QTRY_COMPARE_WITH_TIMEOUT(bridge_->training().state, TrainState::Finished, kLong);
    const auto step = bridge_->training().step;
    const auto restart = [this] {
        std::optional<QSignalSpy> answered;
        restartWindow([&] { answered.emplace(bridge_.get(), &Bridge::interruptedRuns); });
        QTRY_COMPARE_WITH_TIMEOUT(answered->count(), 1, kLong);
    };
    const auto card = [this] { return window_->findChild<NoticeCard*>(QStringLiteral("interruptedRun")); };
    restart();
    QVERIFY(!card()); // it was stopped
    QFile lock(run + QStringLiteral("/run.lock"));
    QVERIFY(lock.open(QIODevice::WriteOnly));
    lock.close();
    restart();
    QTRY_VERIFY(card() && card()->isVisible());
    QVERIFY(card()->accessibleName().contains(QStringLiteral("the run")));
    QVERIFY(card()->accessibleDescription().contains(QString::number(step)));
    for (const char* mode : {"forward", "reverse"}) {
        window_->setMode(QLatin1String(mode));
        QVERIFY(card()->isVisible());
    }
    card()->findChild<QPushButton*>(QStringLiteral("notNow"))->click();
    QTRY_VERIFY(!card());
    restart();
    QVERIFY(!card()); // not asked again about this step

    QSettings().remove(QStringLiteral("declinedRuns"));
    restart();
    QVERIFY(card());
    window_->setMode(QStringLiteral("forward"));
    card()->findChild<QPushButton*>(QStringLiteral("resumeInterrupted"))->click();
    QTRY_COMPARE(window_->mode(), QStringLiteral("train"));
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->training().step > step, kLong);
    QTRY_VERIFY(!card());
    bridge_->session().stopTraining();
    QTRY_COMPARE_WITH_TIMEOUT(bridge_->training().state, TrainState::Finished, kLong);
}

// The run's drive has gone, as a full disk would: what is only in memory is not lost without a question.
void WindowJourney::closingAsksForARunThatCannotBeSaved()
{
    writePictures(folder_.filePath(QStringLiteral("set")), 4);
    for (const char* answer : {"saveElsewhere", "loseRun"}) {
        const QString drive = folder_.filePath(QLatin1String(answer)), gone = drive + QStringLiteral(" gone");
        TrainRequest request;
        request.source = folder_.filePath(QStringLiteral("set")).toStdString();
        request.folder = (drive + QStringLiteral("/runs/mine")).toStdString();
        request.overrides = {{"size", 16LL}, {"steps", 1'000'000LL}, {"batch", 2LL}, {"preview_every", 1'000'000LL}};
        bridge_->session().startTraining(request);
        QTRY_VERIFY_WITH_TIMEOUT(bridge_->training().folder == request.folder && bridge_->training().step >= 2, kLong);
        QVERIFY(QDir().rename(drive, gone));
        QFile instead(drive);
        QVERIFY(instead.open(QIODevice::WriteOnly));
        const auto question = [this] {
            auto* box = window_->findChild<QMessageBox*>(QStringLiteral("closingQuestion"));
            return box && box->isVisible() ? box : nullptr;
        };
        window_->setMode(QStringLiteral("forward"));
        window_->close();
        QVERIFY(window_->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(question(), kLong);
        QCOMPARE(window_->mode(), QStringLiteral("forward")); // the next start opens what was in front
        QVERIFY2(question()->text().contains(QString::number(bridge_->training().step)),
                 qPrintable(question()->text()));
        question()->findChild<QPushButton*>(QStringLiteral("waitForDisk"))->click();
        QTRY_VERIFY(!question());
        QVERIFY(window_->isVisible() && bridge_->training().state == TrainState::Stopping);
        window_->close(); // once more
        QVERIFY(question());
        question()->findChild<QPushButton*>(QLatin1String(answer))->click();
        if (qstrcmp(answer, "saveElsewhere") == 0) {
            const QString other = folder_.filePath(QStringLiteral("other drive"));
            QVERIFY(QDir().mkpath(other));
            auto* dialog = window_->findChild<QFileDialog*>(QStringLiteral("saveRunDialog"));
            QVERIFY(dialog);
            Q_EMIT dialog->fileSelected(other);
            dialog->close();
            QTRY_VERIFY_WITH_TIMEOUT(!window_->isVisible(), kLong);
            QCOMPARE(
                QDir(other + QStringLiteral("/mine/checkpoints")).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(),
                1);
            QVERIFY(QFile::exists(other + QStringLiteral("/mine/run.lock"))); // the next start offers to go on
        }
        QTRY_VERIFY_WITH_TIMEOUT(!window_->isVisible(), kLong);
        window_->show();
    }
}

OWN_SETTINGS_TEST_MAIN(WindowJourney)

#include "tst_window_journey.moc"
