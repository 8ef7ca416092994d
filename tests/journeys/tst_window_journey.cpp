#include "tests/journeys/forward_bench.h"

#include "ui/forward/equation_parts.h"
#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_workspace.h"
#include "ui/frame/frame_geometry.h"
#include "ui/frame/fuzzy_match.h"
#include "ui/frame/notice_stack.h"
#include "ui/frame/path_kind.h"
#include "ui/frame/preferences.h"
#include "ui/frame/sheet.h"
#include "ui/main_window.h"
#include "ui/reverse/sampler_panel.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/image_view.h"

#include <QAccessible>
#include <QCheckBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QSettings>
#include <QSignalSpy>
#include <QStyle>
#include <QTemporaryDir>

using namespace diffuscope;
using namespace diffuscope::ui;

// What the window does whatever the mode: files that cannot be opened, small screens, another start.
class WindowJourney : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void failuresAreSaidInline();
    void smallWindowsKeepEverything();
    void pathsAreToldApart();
    void everythingIsFoundByItsName();
    void keysAreListed();
    void looksAreChosenAndRemembered();
    void theThemeFollowsTheDesktop();
    void theFocusGoesRoundInOrder();
    void anExportedPictureSetsUpWhatMadeIt();
    void modesFadeUnlessMotionIsReduced();
    void stateSurvivesARestart();
    void anInterruptedRunIsOffered();

private:
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : window_.get(), Qt::Key(key),
                        modifiers);
    }
    void search(const QString& typed) const
    {
        press(Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(Sheet::openIn(window_.get())->findChild<QLineEdit*>(QStringLiteral("commandField")), typed);
    }
    template <typename Widget> Widget* find(const char* name) const
    {
        // The mode's own first: other modes have a seed and a T, too.
        auto* widget = forward_->findChild<Widget*>(QLatin1String(name));
        if (!widget)
            widget = window_->findChild<ForwardInspector*>()->template findChild<Widget*>(QLatin1String(name));
        if (!widget)
            widget = window_->findChild<Widget*>(QLatin1String(name));
        if (!widget)
            qFatal("no widget %s", name);
        return widget;
    }

    QTemporaryDir folder_;
    QString picture_;
    std::unique_ptr<Bridge> bridge_;
    std::unique_ptr<MainWindow> window_;
    ForwardWorkspace* forward_ = nullptr;
};

void WindowJourney::initTestCase()
{
    picture_ = folder_.filePath(QStringLiteral("ramp and disc.png"));
    QVERIFY(testPicture().save(picture_));
    applyTheme(*qApp, ThemeName::Paper);
    bridge_ = std::make_unique<Bridge>();
    window_ = std::make_unique<MainWindow>(*bridge_);
    window_->resize(1440, 900);
    window_->show();
    window_->start();
    forward_ = static_cast<ForwardWorkspace*>(window_->workspace(QStringLiteral("forward")));
    QVERIFY(forward_);
    QTRY_VERIFY_WITH_TIMEOUT(!forward_->state().empty(), kLong);
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
    QCOMPARE(find<NoticeStack>("notices")->count(), 1);
    find<NoticeStack>("notices")->dismiss(QStringLiteral("open"));
}

void WindowJourney::smallWindowsKeepEverything()
{
    for (const QSize size : {QSize(1024, 700), QSize(1240, 820), QSize(1440, 900), QSize(1920, 1080)}) {
        const FrameGeometry g = FrameGeometry::of(size, false, 0);
        QCOMPARE(g.rail.width() + g.timeline.width(), size.width());
        QCOMPARE(g.top.height() + g.canvas.height() + g.timeline.height() + g.status.height(), size.height());
        window_->resize(size);
        QTest::qWait(20);
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
    QCOMPARE(pathKind(picture_), PathKind::Picture);
    QCOMPARE(pathKind(dir.filePath(QStringLiteral("model"))), PathKind::Model);
    QCOMPARE(pathKind(dir.filePath(QStringLiteral("run"))), PathKind::Model);
    QCOMPARE(pathKind(dir.filePath(QStringLiteral("pictures"))), PathKind::Dataset);
    QCOMPARE(pathKind(dir.filePath(QStringLiteral("t10k-images-idx3-ubyte.gz"))), PathKind::Dataset);
    QCOMPARE(pathKind(dir.filePath(QStringLiteral("notes.txt"))), PathKind::Unknown);
    QCOMPARE(pathKind(dir.filePath(QStringLiteral("nowhere"))), PathKind::Missing);
}

void WindowJourney::everythingIsFoundByItsName()
{
    window_->setMode(QStringLiteral("forward"));
    search(QStringLiteral("go rev"));
    QVERIFY(Sheet::openIn(window_.get()));
    press(Qt::Key_Return);
    QTRY_VERIFY(!Sheet::openIn(window_.get()));
    QCOMPARE(window_->mode(), QStringLiteral("reverse"));
    window_->setMode(QStringLiteral("forward"));
    search(QStringLiteral("321"));
    press(Qt::Key_Return);
    QCOMPARE(forward_->timeline()->step(), 321);
    search(QStringLiteral("4321")); // there is no such step: it says so and stays
    press(Qt::Key_Return);
    QVERIFY(Sheet::openIn(window_.get()));
    auto* list = Sheet::openIn(window_.get())->findChild<QListWidget*>();
    QVERIFY(list->item(0)->data(Qt::AccessibleDescriptionRole).toString().contains(QStringLiteral("1000")));
    press(Qt::Key_Escape);
    QTRY_VERIFY(!Sheet::openIn(window_.get()));
    QCOMPARE(forward_->timeline()->step(), 321);
    search(QStringLiteral("new noi"));
    const quint64 before = forward_->state().seed();
    press(Qt::Key_Return);
    QCOMPARE(forward_->state().seed(), before + 1);
    search(QStringLiteral("ramp disc")); // the picture that was opened
    QVERIFY(Sheet::openIn(window_.get())
                ->findChild<QListWidget*>()
                ->item(0)
                ->text()
                .contains(QStringLiteral("ramp and disc.png")));
    press(Qt::Key_Escape);
    // Best first: letters that start words beat letters strewn about.
    QVERIFY(fuzzyMatch(QStringLiteral("nn"), QStringLiteral("New noise"))->score >
            fuzzyMatch(QStringLiteral("nn"), QStringLiteral("Cannon noise"))->score);
    QVERIFY(!fuzzyMatch(QStringLiteral("xyz"), QStringLiteral("New noise")));
    QVERIFY(!fuzzyMatch(QStringLiteral("ope"), QStringLiteral("Another picture")));
}

void WindowJourney::keysAreListed()
{
    press(Qt::Key_F1);
    auto* sheet = find<QWidget>("helpSheet");
    for (const char* line : {"Space: Play or pause", "Ctrl K: Find a command", "R: New noise", "G: Generate",
                             "Ctrl Shift P: Presentation type size", "F11: Full screen"})
        QVERIFY2(sheet->accessibleDescription().contains(QLatin1String(line)), line);
    QSet<QString> shortcuts;
    for (const Command& command : window_->commands())
        if (!command.shortcut.isEmpty()) {
            QVERIFY2(!shortcuts.contains(command.shortcut.toString()), qPrintable(command.title));
            shortcuts.insert(command.shortcut.toString());
        }
    const int step = forward_->timeline()->step();
    press(Qt::Key_Escape);
    QTRY_VERIFY(!Sheet::openIn(window_.get()));
    QCOMPARE(forward_->timeline()->step(), step);
}

void WindowJourney::looksAreChosenAndRemembered()
{
    QTest::mouseClick(find<QAbstractButton>("settingsButton"), Qt::LeftButton);
    QVERIFY(find<QWidget>("settingsSheet")->isVisible());
    const int inspector = find<QWidget>("inspectors")->width();
    press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier); // closes the sheet
    QCOMPARE(textFont(11).pixelSize(), 14);
    QVERIFY(find<QWidget>("inspectors")->width() > inspector);
    for (const char* name : {"stateView", "dataView", "noiseView"})
        QVERIFY(find<ImageView>(name)->rect().contains(find<ImageView>(name)->pictureRect()));
    press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(textFont(11).pixelSize(), 11);
    QCOMPARE(find<QWidget>("inspectors")->width(), inspector);
    QTRY_VERIFY(!Sheet::openIn(window_.get()));

    QTest::mouseClick(find<QAbstractButton>("settingsButton"), Qt::LeftButton);
    find<QCheckBox>("settingsContrast")->click();
    QCOMPARE(paletteOf(window_.get()).line2, paletteOf(window_.get()).text3);
    find<QCheckBox>("settingsMotion")->click();
    QCOMPARE(window_->style()->styleHint(QStyle::SH_Widget_Animation_Duration), 0);
    QVERIFY(Preferences::appearance().highContrast && Preferences::appearance().reducedMotion);
    find<QCheckBox>("settingsContrast")->click();
    find<QCheckBox>("settingsMotion")->click();
    QVERIFY(paletteOf(window_.get()).line2 != paletteOf(window_.get()).text3);
    find<QSpinBox>("settingsMemory")->setValue(768);
    QCOMPARE(window_->findChild<QSpinBox*>(QStringLiteral("trajectoryMemory"))->value(), 768);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!Sheet::openIn(window_.get()));
}

void WindowJourney::theThemeFollowsTheDesktop()
{
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
    QVERIFY(Preferences::followsSystem());
    QPalette desktop;
    desktop.setColor(QPalette::Window, QColor(30, 30, 30));
    desktop.setColor(QPalette::WindowText, QColor(240, 240, 240));
    QApplication::setPalette(desktop); // as a platform does when its theme changes
    QTRY_VERIFY(paletteOf(window_.get()).dark);
    QTest::keyClick(window_.get(), Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(!paletteOf(window_.get()).dark);
    QApplication::setPalette(desktop); // the user has chosen
    QTRY_COMPARE(QApplication::palette().color(QPalette::Window), paletteOf(ThemeName::Paper).base);
    search(QStringLiteral("theme system"));
    press(Qt::Key_Return);
    QVERIFY(Preferences::followsSystem());
    QVERIFY(paletteOf(window_.get()).dark);
    desktop.setColor(QPalette::Window, QColor(240, 240, 240));
    desktop.setColor(QPalette::WindowText, QColor(30, 30, 30));
    QApplication::setPalette(desktop);
    QTRY_VERIFY(!paletteOf(window_.get()).dark);
#endif
}

// Rail, top bar, canvas, inspector, timeline: as documented, and back to where it began.
void WindowJourney::theFocusGoesRoundInOrder()
{
    const QList<const QWidget*> regions = {find<QWidget>("modeRail"), find<QWidget>("topBar"), find<QWidget>("canvas"),
                                           find<QWidget>("inspectors"), find<QWidget>("timeline")};
    const auto regionOf = [&](const QWidget* widget) {
        for (int i = 0; i < regions.size(); ++i)
            if (regions[i] == widget || regions[i]->isAncestorOf(widget))
                return i;
        return -1;
    };
    auto* const first = find<QAbstractButton>("mode_forward");
    first->setFocus(Qt::TabFocusReason);
    QList<int> seen{0};
    for (int guard = 0; guard < 300; ++guard) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        if (QApplication::focusWidget() == first)
            break;
        const int region = regionOf(QApplication::focusWidget());
        QVERIFY2(region >= 0, qPrintable(QApplication::focusWidget()->objectName()));
        QVERIFY2(!QApplication::focusWidget()->accessibleName().isEmpty() ||
                     qobject_cast<QAbstractButton*>(QApplication::focusWidget()) ||
                     !QApplication::focusWidget()->toolTip().isEmpty(),
                 qPrintable(QApplication::focusWidget()->metaObject()->className() + QStringLiteral(" has no name")));
        if (region != seen.back())
            seen.append(region);
    }
    QCOMPARE(seen, (QList<int>{0, 1, 2, 3, 4}));
    auto* track = find<QWidget>("timelineTrack");
    forward_->timeline()->setStep(240);
    const QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(track);
    QCOMPARE(spoken->role(), QAccessible::Slider);
    QCOMPARE(spoken->text(QAccessible::Name), QStringLiteral("Timestep"));
    QCOMPARE(spoken->text(QAccessible::Value), QStringLiteral("240 of 1000, SNR 0.9 dB"));
    window_->workspace(QStringLiteral("forward"))->setFocus();
}

void WindowJourney::anExportedPictureSetsUpWhatMadeIt()
{
    const auto schedule = [&](const char* id, int steps) {
        QVERIFY(window_->findChild<ForwardInspector*>()->setSpec({id, steps, {}}));
    };
    schedule("cosine", 500);
    forward_->restore({{"seed", QStringLiteral("18446744073709551615")}, {"step", 123}});
    ExportRequest request;
    request.format = "png";
    request.target = folder_.filePath(QStringLiteral("made.png")).toStdString();
    request.frames = {forward_->mix().state};
    request.recipe = forward_->recipe();
    const Image made = forward_->mix().state;
    bridge_->session().exportImages(request);
    bridge_->session().waitForFiles();
    schedule("linear", 1000);
    forward_->restore({{"seed", QStringLiteral("5")}, {"step", 700}});
    forward_->usePicture(QImage(picture_).mirrored(), QStringLiteral("another"));
    drop(window_.get(), QString::fromStdString(request.target));
    QTRY_VERIFY_WITH_TIMEOUT(window_->findChild<NoticeCard*>(QStringLiteral("recipeNotice")), kLong);
    QTRY_VERIFY_WITH_TIMEOUT(forward_->mix().state.values == made.values, kLong); // bit for bit
    QCOMPARE(forward_->timeline()->step(), 123);
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

void WindowJourney::modesFadeUnlessMotionIsReduced()
{
    Appearance look = appearanceOf(*qApp);
    look.reducedMotion = true;
    applyAppearance(*qApp, look);
    window_->setMode(QStringLiteral("reverse"));
    QVERIFY(!window_->findChild<QWidget*>(QStringLiteral("canvasFade")));
    look.reducedMotion = false;
    applyAppearance(*qApp, look);
    window_->setMode(QStringLiteral("forward"));
    if (window_->style()->styleHint(QStyle::SH_Widget_Animation_Duration) == 0)
        QSKIP("this platform wants no motion");
    QPointer<QWidget> fade = window_->findChild<QWidget*>(QStringLiteral("canvasFade"));
    QVERIFY(fade);
    QCOMPARE(fade->size(), find<QWidget>("canvas")->size()); // the canvas alone
    QTRY_VERIFY(!fade);
}

void WindowJourney::stateSurvivesARestart()
{
    QTRY_COMPARE(find<QWidget>("mode_forward")->property("checked").toBool(), true);
    forward_->restore({{"seed", QStringLiteral("11")}, {"step", 432}});
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
    window_.reset();
    bridge_ = std::make_unique<Bridge>();
    window_ = std::make_unique<MainWindow>(*bridge_);
    window_->show();
    window_->start();
    forward_ = static_cast<ForwardWorkspace*>(window_->workspace(QStringLiteral("forward")));
    QCOMPARE(window_->mode(), QStringLiteral("reverse"));
    QCOMPARE(forward_->state().seed(), quint64(11));
    QCOMPARE(forward_->timeline()->step(), 432);
    QVERIFY(!section()->isOpen());
    QCOMPARE(QSettings().value(QStringLiteral("theme")).toString(), QStringLiteral("ink"));
    QTRY_VERIFY_WITH_TIMEOUT(
        find<ImageView>("dataView")->accessibleName().contains(QStringLiteral("ramp and disc.png")), kLong);
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
        window_.reset();
        bridge_ = std::make_unique<Bridge>();
        window_ = std::make_unique<MainWindow>(*bridge_);
        QSignalSpy answered(bridge_.get(), &Bridge::interruptedRuns);
        window_->show();
        window_->start();
        QTRY_COMPARE_WITH_TIMEOUT(answered.count(), 1, kLong);
    };
    const auto card = [this] { return window_->findChild<NoticeCard*>(QStringLiteral("interruptedRun")); };
    restart();
    QVERIFY(!card()); // it was stopped
    QFile lock(run + QStringLiteral("/run.lock"));
    QVERIFY(lock.open(QIODevice::WriteOnly));
    lock.close();
    restart();
    QVERIFY(card() && card()->isVisible());
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

int main(int count, char** arguments)
{
    waitPatiently(arguments);
    QTemporaryDir settings;
    qputenv("XDG_DATA_HOME", settings.path().toUtf8()); // no run of the user's is looked for
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
    QApplication application(count, arguments);
    QApplication::setOrganizationName(QStringLiteral("diffuscope-test"));
    QApplication::setApplicationName(QStringLiteral("window-journey"));
    WindowJourney journey;
    return QTest::qExec(&journey, count, arguments);
}

#include "tst_window_journey.moc"
