#include "tests/journeys/reverse_bench.h"
#include "ui/reverse/race/distance_chart.h"
#include "ui/reverse/race/race_page.h"
#include "ui/reverse/race/race_tool.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/image/image_view.h"

#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QTableWidget>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

// Several walks from the same noise: races, ladders and sweeps.
class ReverseRace : public QObject, ReverseBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeReverse(); }
    void samplersRaceFromTheSameNoise();
    void theClockSaysWhereTheOthersAre();
    void aLadderOfSteps();
    void whatIsTypedWrongIsSaid();
    void aRaceCanBeStopped();
    void aRaceThatFailsSaysSo();

private:
    void race() { press(&Bridge::variationsFinished); }
    const Race& result() const { return workspace_->findChild<RaceTool*>()->race(); }
};

void ReverseRace::initTestCase()
{
    openReverse(100);
    QVERIFY(workspace_->handleKey(Qt::Key_4, Qt::AltModifier));
    QVERIFY(find<RacePage>("racePage")->isVisible());
    find<SegmentedControl>("racePictures")->setCurrent(QStringLiteral("1"));
    Q_EMIT find<SegmentedControl>("racePictures")->currentChanged(QStringLiteral("1"));
}

void ReverseRace::samplersRaceFromTheSameNoise()
{
    const char* const samplers[] = {"ddpm", "ddim", "dpmsolver++", ""};
    const int steps[] = {20, 10, 5, 1};
    for (int k = 0; k < 4; ++k) {
        auto* sampler = bench_->findChild<QComboBox*>(QStringLiteral("racerSampler") + racerLetter(k));
        sampler->setCurrentIndex(sampler->findData(QLatin1String(samplers[k])));
        bench_->findChild<QSpinBox*>(QStringLiteral("racerSteps") + racerLetter(k))->setValue(steps[k]);
    }
    QVERIFY(find<QPushButton>("generate")->text().contains(QStringLiteral("race")));
    race();
    QCOMPARE(result().count(), 3);
    for (int k = 0; k < 3; ++k) {
        const Race::Racer& racer = result().racer(k);
        QVERIFY(racer.ended);
        QCOMPARE(racer.calls, steps[k]);
        QCOMPARE(racer.run.frames(), steps[k] + 1);
        QCOMPARE(racer.run.state(0, 0).values, result().racer(0).run.state(0, 0).values); // x_T
        QVERIFY(racer.seconds > 0);
    }
    QCOMPARE(result().reference(), std::optional<int>(0));
    QCOMPARE(result().racer(0).distance, 0.0);
    for (int k = 1; k < 3; ++k) {
        const auto points = result().distances(k, 0);
        QCOMPARE(points.size(), std::size_t(steps[k]));
        QCOMPARE(points.back().step, 0);
        QVERIFY(result().racer(k).distance > 0);
        QVERIFY(std::abs(points.back().distance - result().racer(k).distance) < 2e-3); // frames are rounded to 16 bits
    }
    auto* table = find<QTableWidget>("raceTable");
    QCOMPARE(table->rowCount(), 3);
    table->sortItems(1, Qt::AscendingOrder);
    QVERIFY(table->item(0, 0)->text().startsWith(u'C')); // five calls
    table->sortItems(1, Qt::DescendingOrder);
    QVERIFY(table->item(0, 0)->text().startsWith(u'A'));
    find<QPushButton>("raceCopy")->click();
    QCOMPARE(QApplication::clipboard()->text().count(u'\n'), qsizetype(4));
    const std::string csv = result().csv();
    QCOMPARE(std::count(csv.begin(), csv.end(), '\n'), std::ptrdiff_t(4));
    QVERIFY(csv.find(",ddpm,20,") != csv.npos && csv.find(",dpmsolver++,5,") != csv.npos);
    QVERIFY(find<DistanceChart>("raceDistance")->table().rows == 35);
}

void ReverseRace::theClockSaysWhereTheOthersAre()
{
    auto* clock = find<SegmentedControl>("raceClock");
    auto* page = find<RacePage>("racePage");
    workspace_->timeline()->setStep(50);
    QCOMPARE(page->frames(), (std::vector<int>{10, 5, 2})); // of the same noise level, or the noisier neighbour
    clock->choose(1);                                       // ten calls of A are all of B's, and more than C has
    QCOMPARE(page->frames(), (std::vector<int>{10, 10, 5}));
    workspace_->timeline()->setStep(80);
    QCOMPARE(page->frames(), (std::vector<int>{4, 4, 4}));
    Q_EMIT page->selected(2);
    workspace_->timeline()->setStep(60); // after two calls of C
    QCOMPARE(page->frames()[2], 2);
    QCOMPARE(page->frames()[0], 2);
    clock->choose(2);
    for (int k = 0; k < 3; ++k)
        QVERIFY(page->frames()[std::size_t(k)] >= 0);
    clock->choose(0);
    auto* state = find<ImageView>("racerB");
    QCOMPARE(state->image().values, result().racer(1).run.state(page->frames()[1], 0).values);
}

void ReverseRace::aLadderOfSteps()
{
    find<SegmentedControl>("raceKind")->choose(1);
    find<QLineEdit>("raceSteps")->setText(QStringLiteral("20, 4; 2"));
    bench_->findChild<SamplerPanel*>()->chooseSampler(QStringLiteral("ddim"));
    race();
    QCOMPARE(result().count(), 3);
    QCOMPARE(result().racer(1).run.frames(), 5);
    QVERIFY(result().racer(2).distance >= result().racer(1).distance);
    QVERIFY(result().racer(0).name.contains(QStringLiteral("20")));
}

void ReverseRace::whatIsTypedWrongIsSaid()
{
    auto* steps = find<QLineEdit>("raceSteps");
    QSignalSpy said(workspace_, &Workspace::statusMessage);
    for (const char* wrong : {"20", "20, many", "20, 0", "20, 101", "1,2,3,4,5,6,7", "20, 2.5"}) {
        steps->setText(QLatin1String(wrong));
        said.clear();
        workspace_->handleKey(Qt::Key_G, {});
        QVERIFY2(said.count() >= 1 && !said.last().first().toString().isEmpty(), wrong);
        QCOMPARE(workspace_->findChild<RaceTool*>()->running(), false);
    }
    find<SegmentedControl>("raceKind")->choose(2);
    find<QLineEdit>("raceGuidance")->setText(QStringLiteral("1, -2"));
    QVERIFY(!workspace_->findChild<RaceTool*>()->reason().isEmpty());
    find<SegmentedControl>("raceKind")->choose(1);
}

void ReverseRace::aRaceCanBeStopped()
{
    find<QLineEdit>("raceSteps")->setText(QStringLiteral("100, 99"));
    QSignalSpy finished(bridge_.get(), &Bridge::variationsFinished);
    find<QPushButton>("generate")->click();
    QTRY_VERIFY_WITH_TIMEOUT(result().count() == 2 && result().racer(0).run.frames() > 2, kReverseTime);
    QVERIFY(workspace_->handleKey(Qt::Key_Escape, {}));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kReverseTime);
    QVERIFY(!result().reference());
    QVERIFY(result().racer(0).run.frames() > 2); // what was drawn is kept
    QVERIFY(find<QPushButton>("generate")->text().contains(QStringLiteral("race")));
    QVERIFY(workspace_->handleKey(Qt::Key_1, Qt::AltModifier));
    QVERIFY(find<ImageView>("state")->isVisible());
}

void ReverseRace::aRaceThatFailsSaysSo()
{
    QVERIFY(workspace_->handleKey(Qt::Key_4, Qt::AltModifier));
    QVERIFY(QDir(folder_.filePath(QStringLiteral("run"))).removeRecursively());
    find<QLineEdit>("raceSteps")->setText(QStringLiteral("3, 2"));
    const auto cardShown = [this] {
        for (NoticeCard* card : workspace_->findChildren<NoticeCard*>())
            if (card->isVisible())
                return true;
        return false;
    };
    QVERIFY(!cardShown());
    find<QPushButton>("generate")->click();
    QTRY_VERIFY_WITH_TIMEOUT(cardShown(), kReverseTime);
    QVERIFY(!workspace_->findChild<RaceTool*>()->running());
    QVERIFY(find<QPushButton>("generate")->text().contains(QStringLiteral("race")));
}

OWN_SETTINGS_TEST_MAIN(ReverseRace)

#include "tst_reverse_race.moc"
