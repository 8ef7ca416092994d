#include "core/schedule/forward.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/ui/forward/inspector_bench.h"
#include "ui/forward/evidence/agreement_panel.h"
#include "ui/forward/evidence/channel_table.h"
#include "ui/forward/evidence/spectrum_panel.h"
#include "ui/forward/forward_inspector.h"
#include "ui/forward/ink_drop/ink_drop.h"
#include "ui/forward/schedule/schedule_plot.h"
#include "ui/forward/schedule/schedule_plot_handle.h"
#include "ui/forward/schedule/schedule_plot_names.h"
#include "ui/forward/schedule/schedule_tiles.h"
#include "ui/widgets/chart/histogram_plot.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/form/section.h"

#include <QAccessible>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <memory>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

bool falls(const Schedule& schedule)
{
    for (int t = 0; t < schedule.timesteps(); ++t)
        if (!(schedule.alphaBar(t) <= schedule.alphaBar(t - 1)))
            return false;
    return true;
}

} // namespace

// The noise schedule is chosen, drawn and explained.
class TestScheduleEditor : public QObject, InspectorBench {
    Q_OBJECT
private Q_SLOTS:
    void init() { open(); }
    void cleanup() { window_.reset(); }
    void draggedHandleBendsTheCurve();
    void handlesByKeyboard();
    void handlesComeAndGo();
    void penDrawsACurve();
    void undoAndReset();
    void plotsScrub();
    void typedNonsenseIsExplained();
    void warningHasItsNumberAndItsCure();
    void betasInUseAreSaid();
    void overlaysAreNamed();
    void narrowPanelHasAList();

private:
    SchedulePlot* plot() const { return find<SchedulePlot>("alphaBarPlot"); }
    CurveHandle* handle(int index) const
    {
        return find<CurveHandle>(qPrintable(QStringLiteral("curveHandle_%1").arg(index)));
    }
    void drag(CurveHandle* ring, const QPointF& to) const;
    QString current() const { return find<ScheduleTiles>("scheduleTiles")->current(); }
};

void TestScheduleEditor::drag(CurveHandle* ring, const QPointF& to) const
{
    QTest::mousePress(ring, Qt::LeftButton, {}, ring->rect().center());
    const QPoint end = ring->mapFrom(plot(), to.toPoint());
    QTest::mouseMove(ring, (ring->rect().center() + end) / 2);
    const QPoint now = ring->mapFrom(plot(), to.toPoint()); // it moved
    QTest::mouseMove(ring, now);
    QTest::mouseRelease(ring, Qt::LeftButton, {}, ring->mapFrom(plot(), to.toPoint()));
}

void TestScheduleEditor::draggedHandleBendsTheCurve()
{
    QSignalSpy changed(inspector_, &ForwardInspector::scheduleChanged);
    QCOMPARE(plot()->handles().size(), std::size_t(6));
    QVERIFY(handle(2)->isVisible()); // on the current curve, before anything is touched
    drag(handle(2), plot()->placeOf(0.4, 0.7));
    QCOMPARE(current(), QStringLiteral("custom"));
    QVERIFY(changed.count() >= 1);
    QCOMPARE(inspector_->scheduleSpec().id, std::string("custom"));
    const double there = inspector_->schedule().alphaBar(399);
    QVERIFY2(std::abs(there - 0.7) < 0.03, qPrintable(QString::number(there)));
    QVERIFY(falls(inspector_->schedule()));
    drag(handle(2), plot()->placeOf(0.9, 1.5)); // past its neighbours: held by them
    QVERIFY(falls(inspector_->schedule()));
    const auto& handles = plot()->handles();
    QVERIFY(handles[2].x < handles[3].x && handles[2].y <= handles[1].y);
}

void TestScheduleEditor::handlesByKeyboard()
{
    window_->activateWindow();
    handle(2)->setFocus();
    QTRY_VERIFY(handle(2)->hasFocus());
    const CurvePoint before = plot()->handles()[2];
    QTest::keyClick(handle(2), Qt::Key_Up);
    QTest::keyClick(handle(2), Qt::Key_Right);
    QCOMPARE(current(), QStringLiteral("custom"));
    QVERIFY(std::abs(plot()->handles()[2].y - before.y - 0.01) < 1e-5);
    QVERIFY(std::abs(plot()->handles()[2].x - before.x - 0.01) < 1e-5);
    QTest::keyClick(handle(2), Qt::Key_Down, Qt::ShiftModifier);
    QVERIFY(std::abs(plot()->handles()[2].y - before.y - 0.008) < 1e-5);
    QVERIFY(handle(2)->hasFocus()); // what is edited keeps the focus
    QTest::keyClick(handle(2), Qt::Key_Tab);
    QVERIFY(handle(3)->hasFocus());
    QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(handle(3));
    QVERIFY(spoken && spoken->role() == QAccessible::Slider && spoken->valueInterface());
    QVERIFY(!spoken->text(QAccessible::Name).isEmpty());
    QCOMPARE(spoken->text(QAccessible::Value), number(plot()->handles()[3].y, 3)); // alpha-bar, as everywhere
    QCOMPARE(spoken->valueInterface()->maximumValue().toDouble(), 1.0);
    spoken->valueInterface()->setCurrentValue(0.12);
    QVERIFY(std::abs(plot()->handles()[3].y - 0.12) < 1e-5);
}

void TestScheduleEditor::handlesComeAndGo()
{
    const CurvePoint place{0.2, inspector_->schedule().alphaBar(199)};
    QTest::mouseDClick(plot(), Qt::LeftButton, {}, plot()->placeOf(place.x, place.y).toPoint());
    QCOMPARE(plot()->handles().size(), std::size_t(7));
    QVERIFY(std::abs(plot()->handles()[2].x - 0.2) < 0.01);
    QTest::mouseDClick(plot(), Qt::LeftButton, {}, plot()->placeOf(0.8, 0.8).toPoint()); // far from the curve
    QCOMPARE(plot()->handles().size(), std::size_t(7));
    QTest::keyClick(handle(2), Qt::Key_Delete);
    QCOMPARE(plot()->handles().size(), std::size_t(6));
    drag(handle(3), QPointF(150, plot()->height() + 80)); // out of the box
    QCOMPARE(plot()->handles().size(), std::size_t(5));
    QTest::keyClick(handle(4), Qt::Key_Delete); // the end stays
    QCOMPARE(plot()->handles().size(), std::size_t(5));
    QTest::keyClick(handle(1), Qt::Key_Insert);
    QCOMPARE(plot()->handles().size(), std::size_t(6));
    QVERIFY(falls(inspector_->schedule()));
}

void TestScheduleEditor::penDrawsACurve()
{
    QTest::mouseClick(find<IconButton>("curvePen"), Qt::LeftButton);
    const auto at = [this](double x) { return plot()->placeOf(x, 1 - x * x).toPoint(); };
    QTest::mousePress(plot(), Qt::LeftButton, {}, at(0));
    for (int i = 1; i <= 40; ++i)
        QTest::mouseMove(plot(), at(i / 40.0));
    QTest::mouseRelease(plot(), Qt::LeftButton, {}, at(1));
    QCOMPARE(current(), QStringLiteral("custom"));
    for (const int step : {200, 500, 800}) {
        const double wanted = 1 - step * step / 1e6, drawn = inspector_->schedule().alphaBar(step - 1);
        QVERIFY2(std::abs(drawn - wanted) < 0.04, qPrintable(QString::number(drawn - wanted)));
    }
    QVERIFY(falls(inspector_->schedule()) && plot()->handles().size() <= 12);
    QTest::mouseClick(find<IconButton>("curvePen"), Qt::LeftButton);
    QVERIFY(handle(1)->isVisible());
}

void TestScheduleEditor::undoAndReset()
{
    const std::vector<double> linear = inspector_->schedule().betas();
    drag(handle(2), plot()->placeOf(0.45, 0.6));
    const std::vector<double> once = inspector_->schedule().betas();
    QVERIFY(once != linear);
    drag(handle(3), plot()->placeOf(0.6, 0.4));
    QTest::keyClick(handle(3), Qt::Key_Z, Qt::ControlModifier); // one drag is one step
    QCOMPARE(inspector_->schedule().betas(), once);
    QTest::keyClick(handle(3), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(inspector_->schedule().betas(), linear);
    QCOMPARE(current(), QStringLiteral("linear"));
    QTest::keyClick(plot(), Qt::Key_Z, Qt::ControlModifier); // nothing left
    QTest::keyClick(plot(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(inspector_->schedule().betas(), once);
    QTest::mouseClick(find<IconButton>("resetCurve"), Qt::LeftButton);
    QCOMPARE(current(), QStringLiteral("custom"));
    const Schedule base = makeSchedule({});
    for (const int t : {100, 400, 700})
        QVERIFY(std::abs(inspector_->schedule().alphaBar(t) - base.alphaBar(t)) < 0.03);
    QTest::mouseClick(find<QAbstractButton>("schedule_cosine"), Qt::LeftButton);
    QTest::mouseClick(find<QAbstractButton>("schedule_custom"), Qt::LeftButton); // it's still there
    QVERIFY(std::abs(inspector_->schedule().alphaBar(400) - base.alphaBar(400)) < 0.03);
}

void TestScheduleEditor::plotsScrub()
{
    QSignalSpy picked(inspector_, &ForwardInspector::stepPicked);
    QTest::mousePress(plot(), Qt::LeftButton, {}, plot()->placeOf(0.25, 0.9).toPoint());
    QTest::mouseMove(plot(), plot()->placeOf(0.75, 0.9).toPoint());
    QTest::mouseRelease(plot(), Qt::LeftButton, {}, plot()->placeOf(0.75, 0.9).toPoint());
    QTest::mouseMove(plot(), plot()->placeOf(0.1, 0.9).toPoint()); // let go of
    QCOMPARE(picked.count(), 2);
    QVERIFY(std::abs(picked[0][0].toInt() - 250) <= 4 && std::abs(picked[1][0].toInt() - 750) <= 4);
    auto* logSnr = find<SchedulePlot>("logSnrPlot");
    QTest::mouseClick(logSnr, Qt::LeftButton, {}, QPoint(logSnr->width() - 1, 20));
    QCOMPARE(picked.last()[0].toInt(), 1000);
    inspector_->setStep(240);
    QVERIFY(plot()->summary().contains(number(makeSchedule({}).alphaBar(239), 6)));
}

void TestScheduleEditor::typedNonsenseIsExplained()
{
    const std::vector<double> good = inspector_->schedule().betas();
    auto* notice = find<NoticeCard>("scheduleWarning");
    QVERIFY(notice->isHidden());
    const auto type = [this](const char* field, const QString& text) {
        auto* box = find<QAbstractSpinBox>(field);
        box->selectAll();
        QTest::keyClicks(box, text);
        QTest::keyClick(box, Qt::Key_Return);
    };
    for (const char* text : {"5", "-0.1", "0.9"}) {
        type("beta_end", QLatin1String(text));
        QVERIFY2(!notice->isHidden(), text);
        QVERIFY(!notice->accessibleName().isEmpty() && !notice->accessibleDescription().isEmpty());
        QCOMPARE(inspector_->schedule().betas(), good);
    }
    type("beta_end", QStringLiteral("0.02"));
    QVERIFY(notice->isHidden());
    for (const char* text : {"9", "4001"}) {
        type("timesteps", QLatin1String(text));
        QVERIFY(!notice->isHidden() && notice->accessibleName().contains(QStringLiteral("4,000")));
        QCOMPARE(inspector_->schedule().timesteps(), 1000);
    }
    for (const int steps : {10, 4000}) {
        type("timesteps", QString::number(steps));
        QVERIFY(notice->isHidden());
        QCOMPARE(inspector_->schedule().timesteps(), steps);
    }
}

void TestScheduleEditor::warningHasItsNumberAndItsCure()
{
    auto* notice = find<NoticeCard>("scheduleWarning");
    find<QDoubleSpinBox>("beta_end")->setValue(0.002);
    QVERIFY(!notice->isHidden());
    const Schedule& weak = inspector_->schedule();
    QVERIFY(notice->accessibleDescription().contains(number(weak.signalScale(999), 3)));
    QVERIFY(find<QAbstractButton>("rescaleBetas")->isHidden()); // T is not what is wrong
    QTest::mouseClick(find<QAbstractButton>("zeroTerminalSnr"), Qt::LeftButton);
    QVERIFY(inspector_->schedule().zeroTerminalSnr());
    QVERIFY(notice->isHidden());
    QTest::keyClick(plot(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!inspector_->schedule().zeroTerminalSnr() && !notice->isHidden());
    find<QDoubleSpinBox>("beta_end")->setValue(0.02);
    auto* scale = find<QAbstractButton>("rescale");
    QTest::mouseClick(find<QAbstractButton>("moreScheduleSettings"), Qt::LeftButton);
    scale->click();
    find<QSpinBox>("timesteps")->setValue(50);
    QVERIFY(!notice->isHidden());
    QTest::mouseClick(find<QAbstractButton>("rescaleBetas"), Qt::LeftButton);
    QVERIFY(notice->isHidden());
}

void TestScheduleEditor::betasInUseAreSaid()
{
    auto* words = find<QLabel>("betasInUse");
    QVERIFY(words->isHidden()); // they are what the fields have
    QVERIFY(inspector_->setSpec({"linear", 10, {}}));
    QVERIFY(!words->isHidden());
    QVERIFY2(words->text().contains(QStringLiteral("0.9990")) && words->text().contains(QStringLiteral("2.000")),
             qPrintable(words->text())); // 100 times 0.02 is no beta
    QCOMPARE(inspector_->schedule().beta(9), 0.999);
    QVERIFY(inspector_->setSpec({"linear", 10, {{"rescale", false}}}));
    QVERIFY(words->isHidden());
    QVERIFY(inspector_->setSpec({"linear", 1000, {{"rescale_betas_zero_snr", true}}}));
    QVERIFY2(words->text().contains(QStringLiteral("1.0000")), qPrintable(words->text()));
}

void TestScheduleEditor::overlaysAreNamed()
{
    QPolygonF one, other;
    for (int i = 0; i <= 60; ++i) {
        one.append({5.0 * i, 20.0});
        other.append({5.0 * i, 80.0});
    }
    const QRectF inside(0, 0, 300, 100);
    const auto names = placeNames(inside, {one, other}, {40, 40}, {}, {});
    QVERIFY(!names[0].place.isEmpty() && names[0].place.center().y() < 50);
    QVERIFY(!names[1].place.isEmpty() && names[1].place.center().y() > 50);
    QVERIFY(placeNames(inside, {one}, {40}, {}, {inside})[0].place.isEmpty());
    const QImage with = plot()->grab().toImage();
    const QList<QAction*> actions = inspector_->findChild<QMenu*>()->actions();
    for (QAction* action : actions)
        action->setChecked(false);
    QVERIFY(plot()->grab().toImage() != with);
    const QImage without = plot()->grab().toImage();
    actions[5]->setChecked(true);
    QVERIFY(plot()->grab().toImage() != without);
}

void TestScheduleEditor::narrowPanelHasAList()
{
    auto* list = find<QComboBox>("scheduleList");
    QVERIFY(list->isHidden() && find<QWidget>("schedule_cosine")->isVisible());
    QTest::mouseClick(find<QAbstractButton>("moreSchedules"), Qt::LeftButton);
    QTRY_VERIFY(find<QWidget>("schedule_laplace")->isVisible());
    window_->resize(298, 700);
    QTRY_VERIFY(!list->isHidden() && !find<QWidget>("schedule_cosine")->isVisible());
    QCOMPARE(std::size_t(list->count()), schedules().size());
    const int laplace = list->findData(QStringLiteral("laplace"));
    list->setCurrentIndex(laplace);
    Q_EMIT list->activated(laplace);
    QCOMPARE(inspector_->schedule().betas(), makeSchedule({"laplace", 1000, {}}).betas());
    window_->resize(346, 700);
    QTRY_VERIFY(find<QAbstractButton>("schedule_laplace")->isVisible());
    QVERIFY(find<QAbstractButton>("schedule_laplace")->isChecked());
}

GUI_TEST_MAIN(TestScheduleEditor)
#include "tst_schedule_editor.moc"
