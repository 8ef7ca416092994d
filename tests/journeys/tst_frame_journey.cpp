#include "tests/journeys/whole_window.h"

#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_workspace.h"
#include "ui/forward/schedule/schedule_plot.h"
#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/widgets/chart/chart_window.h"
#include "ui/widgets/image/image_view.h"
#include "ui/window/main_window.h"
#include "ui/window/sheets/fuzzy_match.h"
#include "ui/window/sheets/sheet.h"
#include "ui/workspace/command.h"

#include <QAccessible>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QSettings>
#include <QStyle>
#include <QTemporaryDir>

using namespace diffuscope;
using namespace diffuscope::ui;

// What lies around the modes: command search, sheets, looks, the way of the focus, the change of modes.
class FrameJourney : public QObject, WholeWindow {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everythingIsFoundByItsName();
    void keysAreListed();
    void looksAreChosenAndRemembered();
    void theThemeFollowsTheDesktop();
    void theFocusGoesRoundInOrder();
    void modesFadeUnlessMotionIsReduced();

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
};

void FrameJourney::initTestCase()
{
    openWindow(true);
    window_->openPath(picture_);
    QTRY_VERIFY_WITH_TIMEOUT(
        find<ImageView>("dataView")->accessibleName().contains(QStringLiteral("ramp and disc.png")), kLong);
}

void FrameJourney::everythingIsFoundByItsName()
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
    search(QStringLiteral("schedule cosine"));
    press(Qt::Key_Return);
    QCOMPARE(window_->findChild<ForwardInspector*>()->scheduleSpec().id, std::string("cosine"));
    QCOMPARE(forward_->timeline()->totalSteps(), 1000);
    search(QStringLiteral("schedule linear"));
    press(Qt::Key_Return);
    QCOMPARE(window_->findChild<ForwardInspector*>()->scheduleSpec().id, std::string("linear"));
    search(QStringLiteral("ramp disc")); // the picture that was opened
    QVERIFY(Sheet::openIn(window_.get())
                ->findChild<QListWidget*>()
                ->item(0)
                ->text()
                .contains(QStringLiteral("ramp and disc.png")));
    press(Qt::Key_Escape);
    search(QStringLiteral("table log snr"));
    press(Qt::Key_Return);
    QPointer<ChartWindow> numbers = find<SchedulePlot>("logSnrPlot")->tableWindow();
    QVERIFY(numbers && numbers->isVisible());
    QCOMPARE(numbers->findChild<QLabel*>(QStringLiteral("tableCount"))->text(),
             QStringLiteral("1,001 rows · as of step 321"));
    forward_->timeline()->setStep(322); // the window works, and the table follows it
    QTRY_COMPARE(numbers->findChild<QLabel*>(QStringLiteral("tableCount"))->text(),
                 QStringLiteral("1,001 rows · as of step 322"));
    numbers->close();
    QTRY_VERIFY(!numbers);
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    // Best first: letters that start words beat letters strewn about.
    QVERIFY(fuzzyMatch(QStringLiteral("nn"), QStringLiteral("New noise"))->score >
            fuzzyMatch(QStringLiteral("nn"), QStringLiteral("Cannon noise"))->score);
    QVERIFY(!fuzzyMatch(QStringLiteral("xyz"), QStringLiteral("New noise")));
    QVERIFY(!fuzzyMatch(QStringLiteral("ope"), QStringLiteral("Another picture")));
}

void FrameJourney::keysAreListed()
{
    press(Qt::Key_F1);
    auto* sheet = find<QWidget>("helpSheet");
    for (const char* line : {"Space: Play or pause", "Ctrl K: Find a command", "R: New noise", "G: Generate",
                             "Ctrl Shift P: Presentation type size", "F11: Full screen"})
        QVERIFY2(sheet->accessibleDescription().contains(QLatin1String(line)), line);
    QSet<QString> shortcuts;
    for (const Command* command : window_->commands())
        if (!command->shortcut().isEmpty()) {
            QVERIFY2(!shortcuts.contains(command->shortcut().toString()), qPrintable(command->title()));
            shortcuts.insert(command->shortcut().toString());
        }
    const int step = forward_->timeline()->step();
    press(Qt::Key_Escape);
    QTRY_VERIFY(!Sheet::openIn(window_.get()));
    QCOMPARE(forward_->timeline()->step(), step);
}

void FrameJourney::looksAreChosenAndRemembered()
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

void FrameJourney::theThemeFollowsTheDesktop()
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
void FrameJourney::theFocusGoesRoundInOrder()
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

void FrameJourney::modesFadeUnlessMotionIsReduced()
{
    Appearance look = appearanceOf(*qApp);
    look.reducedMotion = true;
    applyAppearance(*qApp, look);
    window_->setMode(QStringLiteral("reverse"));
    QVERIFY(!window_->findChild<QWidget*>(QStringLiteral("crossFade")));
    look.reducedMotion = false;
    applyAppearance(*qApp, look);
    window_->setMode(QStringLiteral("forward"));
    if (window_->style()->styleHint(QStyle::SH_Widget_Animation_Duration) == 0)
        QSKIP("this platform wants no motion");
    QPointer<QWidget> fade = window_->findChild<QWidget*>(QStringLiteral("crossFade"));
    QVERIFY(fade);
    QCOMPARE(fade->size(), find<QWidget>("canvas")->size()); // the canvas alone
    QTRY_VERIFY(!fade);
}

OWN_SETTINGS_TEST_MAIN(FrameJourney)

#include "tst_frame_journey.moc"
