#include "tests/journeys/reverse_bench.h"
#include "ui/reverse/compare/compare_page.h"
#include "ui/reverse/faults/break_panel.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/controls/number_label.h"

#include <QCheckBox>
#include <QSpinBox>

using namespace diffuscope;
using namespace diffuscope::ui;

// The same noise, walked with a part of the method left out.
class ReverseBreak : public QObject, ReverseBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeReverse(); }
    void switchesThatMeanNothingAreOff();
    void brokenAndHealthyShareOnePlayhead();
    void rawWeightsAreOthersThanTheirAverage();

private:
    BreakPanel& panel() const { return *bench_->findChild<BreakPanel*>(); }
};

void ReverseBreak::initTestCase()
{
    openReverse(100);
    QVERIFY(workspace_->handleKey(Qt::Key_2, Qt::AltModifier));
    choose("ddim", 6, 4);
}

void ReverseBreak::switchesThatMeanNothingAreOff()
{
    QVERIFY(!find<QPushButton>("breakWalk")->isEnabled()); // there is no healthy walk
    generate();
    for (const char* name : {"breakNoise", "breakScaling", "breakVariance"}) // DDIM
        QVERIFY2(!find<QCheckBox>(name)->isEnabled() && !find<QCheckBox>(name)->toolTip().isEmpty(), name);
    for (const char* name : {"breakTime", "breakSkips", "breakWeights"})
        QVERIFY2(find<QCheckBox>(name)->isEnabled(), name);
    QVERIFY(!find<QPushButton>("breakWalk")->isEnabled()); // nothing is to go wrong yet
    find<QCheckBox>("breakOffset")->click();
    find<QSpinBox>("breakOffsetBy")->setValue(-30);
    QCOMPARE(panel().faults().timestepOffset, -30);
    QVERIFY(find<QPushButton>("breakWalk")->isEnabled());
}

void ReverseBreak::brokenAndHealthyShareOnePlayhead()
{
    find<QCheckBox>("breakSkips")->click();
    const Trajectory& healthy = workspace_->trajectory();
    const auto before = healthy.state(healthy.frames() - 1, 0).values;
    press(&Bridge::sampleFinished, "breakWalk");
    const Trajectory& broken = panel().broken();
    QVERIFY(broken.finished());
    QCOMPARE(broken.request().faults, panel().faults());
    QCOMPARE(broken.recipe().faults, panel().faults());
    QCOMPARE(broken.state(0, 0).values, healthy.state(0, 0).values); // the same noise
    QCOMPARE(healthy.state(healthy.frames() - 1, 0).values, before); // and the healthy walk stays
    auto* page = bench_->findChild<ComparePage*>();
    QCOMPARE(page->second(), QStringLiteral("broken"));
    for (const int frame : {2, 6}) {
        const int step = healthy.frame(frame).step;
        goTo(step);
        const PictureDifference apart = differenceOf(broken.state(frame, 0), healthy.state(frame, 0));
        QVERIFY(apart.rms > 0);
        QVERIFY2(find<NumberLabel>("breakDistance")->text().contains(number(apart.rms, 3)),
                 qPrintable(find<NumberLabel>("breakDistance")->text()));
    }
    QVERIFY(find<QPushButton>("breakCompare")->isVisibleTo(&panel()));
    generate(); // another healthy walk
    QCOMPARE(panel().broken().frames(), 0);
}

// A run's checkpoint keeps raw weights beside the average, and after some steps they differ.
void ReverseBreak::rawWeightsAreOthersThanTheirAverage()
{
    find<QCheckBox>("breakOffset")->setChecked(false);
    find<QCheckBox>("breakSkips")->setChecked(false);
    find<QCheckBox>("breakWeights")->click();
    press(&Bridge::sampleFinished, "breakWalk");
    const Trajectory &healthy = workspace_->trajectory(), &broken = panel().broken();
    QVERIFY(broken.finished());
    QVERIFY(differenceOf(broken.state(6, 0), healthy.state(6, 0)).rms > 0);
    QVERIFY(!panel().running());
}

OWN_SETTINGS_TEST_MAIN(ReverseBreak)

#include "tst_reverse_break.moc"
