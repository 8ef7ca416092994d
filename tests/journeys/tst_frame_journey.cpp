#include "tests/journeys/whole_window.h"

#include "ui/forward/equation/equation_parts.h"
#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_workspace.h"
#include "ui/forward/schedule/schedule_plot.h"
#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/widgets/chart/chart_window.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/math/math_text.h"
#include "ui/widgets/terms/explain.h"
#include "ui/widgets/terms/terms.h"
#include "ui/window/frame/frame_geometry.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/frame/pointer_spot.h"
#include "ui/window/frame/status_line.h"
#include "ui/window/main_window.h"
#include "ui/window/sheets/sheet.h"
#include "ui/window/sheets/word_match.h"
#include "ui/workspace/command.h"

#include <QAbstractSlider>
#include <QAccessible>
#include <QCheckBox>
#include <QComboBox>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QScrollArea>
#include <QScrollBar>
#include <QSettings>
#include <QStyle>
#include <QTemporaryDir>
#include <QTimer>
#include <QToolTip>

using namespace diffuscope;
using namespace diffuscope::ui;

// What lies around the modes: looks, the way of the focus, the change of modes, the lecture room.
class FrameJourney : public QObject, WholeWindow {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openWithPicture(); }
    void escapeClosesTheDrawer();
    void theFirstWindowFitsTheScreen();
    void looksAreChosenAndRemembered();
    void theThemeFollowsTheDesktop();
    void theFocusGoesRoundInOrder();
    void modesFadeUnlessMotionIsReduced();
    void theInspectorIsHiddenAtWill();
    void theLectureRoomHasNothingElse();
    void aLargePointerFollowsTheMouse();
};

void FrameJourney::escapeClosesTheDrawer()
{
    window_->resize(1024, 700);
    QVERIFY(!find<QWidget>("inspectors")->isVisible());
    QTest::mouseClick(find<QAbstractButton>("inspectorButton"), Qt::LeftButton);
    QVERIFY(find<QWidget>("inspectors")->isVisible());
    press(Qt::Key_Escape);
    QVERIFY(!find<QWidget>("inspectors")->isVisible());
    press(Qt::Key_Escape); // and nothing else is closed by it
    QVERIFY(!find<QWidget>("inspectors")->isVisible());
    window_->resize(1440, 900);
    QVERIFY(find<QWidget>("inspectors")->isVisible());
}

void FrameJourney::theFirstWindowFitsTheScreen()
{
    const QSize least(1024, 700);
    QCOMPARE(firstWindowSize({2560, 1400}), QSize(1440, 900));
    QVERIFY(firstWindowSize({1440, 900}).height() <= 860);
    const QMargins frame(4, 32, 4, 4);
    for (const QRect& screen : {QRect(0, 0, 1440, 900), QRect(0, 28, 1280, 772), QRect(1920, 0, 1366, 768)}) {
        const QRect place = fittedToScreen({screen.left() + 40, screen.top(), 1440, 900}, frame, screen, least);
        QVERIFY2(screen.contains(place.marginsAdded(frame)), qPrintable(QString::number(screen.width())));
    }
    const QRect fits(100, 100, 1100, 720); // is left where it is
    QCOMPARE(fittedToScreen(fits, frame, {0, 0, 1440, 900}, least), fits);
    const QRect tiny = fittedToScreen({300, 300, 1440, 900}, frame, {0, 0, 800, 600}, least);
    QCOMPARE(tiny.topLeft(), QPoint(4, 32)); // where it cannot be small enough, its title bar is in sight
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
    window_->resize(1280, 720); // a laptop's screen at 150 %: no number is left out
    QTest::qWait(0);
    const auto* statistics = find<StatLine>("statistics");
    QVERIFY2(statistics->width() >= statistics->neededWidth(), qPrintable(QString::number(statistics->neededWidth())));
    QVERIFY(!statistics->geometry().intersects(find<QWidget>("dropTray")->geometry()));
    window_->resize(1440, 900);
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
    auto* const first = find<QAbstractButton>("logoButton");
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
    // What Tab comes to is to be seen, also where the panel was left scrolled down.
    auto* heading = find<Section>("scheduleSection")->findChild<QAbstractButton*>();
    QScrollArea* area = nullptr;
    for (QWidget* each = heading; each && !area; each = each->parentWidget())
        area = qobject_cast<QScrollArea*>(each);
    QVERIFY(area);
    forward_->setFocus();
    area->verticalScrollBar()->setValue(area->verticalScrollBar()->maximum());
    QVERIFY(area->verticalScrollBar()->value() > 0);
    heading->setFocus(Qt::TabFocusReason);
    QTRY_VERIFY(area->viewport()->rect().contains(QRect(heading->mapTo(area->viewport(), QPoint()), heading->size())));
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

void FrameJourney::theInspectorIsHiddenAtWill()
{
    for (const QSize size : {QSize(1440, 900), QSize(1024, 700)}) {
        window_->resize(size);
        auto* inspector = find<QWidget>("inspectors");
        const bool before = inspector->isVisible();
        const int canvas = find<QWidget>("canvas")->width();
        press(Qt::Key_F9);
        QCOMPARE(inspector->isVisible(), !before);
        QCOMPARE(find<QWidget>("canvas")->width() > canvas, size.width() == 1440); // a drawer lies over it
        QCOMPARE(find<QAbstractButton>("inspectorButton")->isChecked(), !before);
        press(Qt::Key_F9);
        QCOMPARE(inspector->isVisible(), before);
        QCOMPARE(find<QWidget>("canvas")->width(), canvas);
    }
    window_->resize(1280, 720); // what folds in a low window can be had all the same
    auto* journey = find<QWidget>("pixelJourney");
    QTRY_VERIFY(!journey->isVisible());
    Command* toggle = forward_->command(QStringLiteral("pixel journey"));
    toggle->run();
    QTRY_VERIFY(journey->isVisible());
    for (const char* name : {"stateView", "dataView", "noiseView"})
        QVERIFY(find<ImageView>(name)->pictureRect().width() >= 64);
    toggle->run();
    QTRY_VERIFY(!journey->isVisible());
    QSettings().remove(QStringLiteral("forwardJourney"));
    window_->resize(1440, 900);
}

void FrameJourney::theLectureRoomHasNothingElse()
{
    auto* frequencies = find<Section>("spectrumSection");
    frequencies->setOpen(false);
    const QStringList folded = Preferences::recent(Preferences::kFolded);
    window_->setLecture(true);
    QTest::qWait(0);
    const auto places = [this] {
        QList<QRect> all;
        for (const char* name : {"stateView", "dataView", "noiseView"})
            all.append(find<ImageView>(name)->geometry());
        return all;
    };
    const QList<QRect> atOnce = places();
    window_->resize(window_->width() + 8, window_->height());
    window_->resize(window_->width() - 8, window_->height());
    QCOMPARE(places(), atOnce); // the larger type was given its room at once
    window_->resize(1280, 720);
    for (const char* name : {"modeRail", "topBar", "statusLine", "inspectors"})
        QVERIFY2(!find<QWidget>(name)->isVisible(), name);
    QTRY_VERIFY(find<NoticeCard>("notice")->isVisible()); // how to leave it
    find<NoticeStack>("notices")->dismiss(NoticeSubject::Kind::Lecture);
    QTRY_COMPARE(find<QWidget>("canvas")->geometry().top(), 0);
    QCOMPARE(find<QWidget>("canvas")->width(), window_->width());
    QCOMPARE(find<QWidget>("timeline")->geometry().bottom() + 1, window_->height());
    QVERIFY(textFont(11).pixelSize() > 11);
    QVERIFY(!Preferences::flag(Preferences::kPresentation)); // as long as it lasts
    search(QStringLiteral("panel frequencies"));
    press(Qt::Key_Return);
    QStringList shown;
    for (const Section* section : find<QWidget>("inspectors")->findChildren<Section*>())
        if (section->isVisible())
            shown.append(section->accessibleName());
    QCOMPARE(shown, QStringList{QStringLiteral("Frequencies")});
    window_->setMode(QStringLiteral("train")); // each mode has its own
    QVERIFY(!find<QWidget>("inspectors")->isVisible());
    window_->setMode(QStringLiteral("forward"));
    QVERIFY(find<QWidget>("inspectors")->isVisible());
    press(Qt::Key_Escape);
    QVERIFY(!window_->lecture());
    for (const char* name : {"modeRail", "topBar", "statusLine"})
        QVERIFY2(find<QWidget>(name)->isVisible(), name);
    window_->resize(1440, 900);
    QTRY_VERIFY(find<QWidget>("inspectors")->isVisible());
    int sections = 0;
    for (const Section* section : find<QWidget>("inspectors")->findChildren<Section*>())
        sections += section->isVisible();
    QVERIFY(sections >= 7);          // all of them again
    QVERIFY(!frequencies->isOpen()); // as it was: showing it alone was no wish for the next start
    QCOMPARE(Preferences::recent(Preferences::kFolded), folded);
    QCOMPARE(textFont(11).pixelSize(), 11);
}

void FrameJourney::aLargePointerFollowsTheMouse()
{
    press(Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
    auto* spot = find<PointerSpot>("pointerSpot");
    QVERIFY(spot->isVisible());
    for (const QPoint at : {QPoint(300, 200), QPoint(900, 700)}) {
        spot->follow(window_->mapToGlobal(at));
        QCOMPARE(spot->geometry().center(), at - QPoint(1, 1));
    }
    QVERIFY(spot->testAttribute(Qt::WA_TransparentForMouseEvents)); // what is under it is pressed
    press(Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(!spot->isVisible());
}

OWN_SETTINGS_TEST_MAIN(FrameJourney)

#include "tst_frame_journey.moc"
