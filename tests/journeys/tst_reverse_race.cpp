#include "tests/journeys/reverse_bench.h"
#include "ui/reverse/race/distance_chart.h"
#include "ui/reverse/race/race_page.h"
#include "ui/reverse/race/race_tool.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/image/image_view.h"

#include <QCheckBox>
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
    void theJudgeReadsTheirPictures();
    void aSheetBringsTheRaceBack();
    void eightRaceOnTwoPages();
    void oneThingIsSampledAtATime();
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
    for (const char* wrong : {"20", "20, many", "20, 0", "20, 101", "1,2,3,4,5,6,7,8,9", "20, 2.5"}) {
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

void ReverseRace::theJudgeReadsTheirPictures()
{
    auto* table = find<QTableWidget>("raceTable");
    QVERIFY(table->isColumnHidden(4) && table->isColumnHidden(5)); // one picture each, and nobody has judged
    find<SegmentedControl>("racePictures")->setCurrent(QStringLiteral("4"));
    find<QLineEdit>("raceSteps")->setText(QStringLiteral("4, 2"));
    race();
    QVERIFY(!table->isColumnHidden(4));
    for (int k = 0; k < 2; ++k) {
        double squares = 0;
        int pairs = 0;
        const std::vector<Image>& images = result().racer(k).images;
        for (std::size_t a = 0; a < images.size(); ++a)
            for (std::size_t b = 0; b < a; ++b, ++pairs)
                squares += std::pow(differenceOf(images[a], images[b]).rms, 2);
        QVERIFY(std::abs(result().racer(k).variety - std::sqrt(squares / pairs)) < 1e-6);
    }
    const QString words = find<QLabel>("raceJudgeWords")->text();
    QVERIFY2(words.contains("32 network calls") && words.contains("8 pictures"), qPrintable(words)); // said before
    press(&Bridge::picturesJudged, "raceJudge");
    QVERIFY(result().judged());
    const PicturesJudged again = [&] {
        JudgingRequest request;
        request.model = result().request().base.model;
        request.pictures = result().racer(1).images;
        QSignalSpy judged(bridge_.get(), &Bridge::picturesJudged);
        bridge_->session().judge(request);
        return judged.wait(kReverseTime) ? judged.first().first().value<PicturesJudged>() : PicturesJudged();
    }();
    QCOMPARE(again.labels.size(), std::size_t(4));
    int right = 0;
    for (int k = 0; k < 4; ++k)
        right += again.labels[std::size_t(k)] == k % 2; // one of each class, in turn
    QCOMPARE(*result().racer(1).asItsClass, right / 4.0);
    QVERIFY(!table->isColumnHidden(5));
    const std::string csv = result().csv();
    QVERIFY2(csv.find("distance,variety,as_its_class") != csv.npos, csv.c_str());
    QVERIFY(result().table().contains(QStringLiteral("as its class")));
}

void ReverseRace::aSheetBringsTheRaceBack()
{
    SamplingRecipe sheet = result().recipe();
    sheet.found = FoundModel{};
    sheet.found->path = bridge_->model()->path;
    sheet.found->trainedSteps = bridge_->model()->trainedSteps;
    find<QLineEdit>("raceSteps")->setText(QStringLiteral("9, 8, 7"));
    find<SegmentedControl>("raceKind")->choose(0);
    bench_->findChild<SamplerPanel*>()->chooseSampler(QStringLiteral("ddpm"));
    QVERIFY(workspace_->handleKey(Qt::Key_1, Qt::AltModifier));
    const Workspace::Restored restored = workspace_->restore(Recipe(sheet));
    QVERIFY2(restored.missing.filter(QStringLiteral("rows")).isEmpty(), qPrintable(restored.missing.join(u'\n')));
    QCOMPARE(workspace_->tool(), ReverseWorkspace::Tool::Race);
    race();
    QCOMPARE(result().recipe().variations, sheet.variations);
    QCOMPARE(result().recipe().sampler, sheet.sampler);
    QCOMPARE(result().recipe().seed, sheet.seed);
    QCOMPARE(result().picturesEach(), 4);
    sheet.variations.clear(); // a race of samplers, with a number of pictures of its own
    for (const auto& [sampler, steps] : {std::pair("heun", 3), {"ddim", 6}, {"pndm", 5}, {"ddpm", 4}, {"edm", 2}}) {
        SampleChange change;
        change.sampler = sampler;
        change.steps = steps;
        sheet.variations.push_back(change);
    }
    sheet.count = 3;
    QVERIFY(workspace_->restore(Recipe(sheet)).missing.filter(QStringLiteral("rows")).isEmpty());
    race();
    QCOMPARE(result().recipe().variations, sheet.variations);
    QCOMPARE(result().picturesEach(), 3);
    find<SegmentedControl>("racePictures")->setCurrent(QStringLiteral("1"));
    find<SegmentedControl>("raceKind")->choose(1);
}

void ReverseRace::eightRaceOnTwoPages()
{
    auto* page = find<RacePage>("racePage");
    auto* pager = find<SegmentedControl>("racePager");
    find<QLineEdit>("raceSteps")->setText(QStringLiteral("9, 8, 7, 6, 5, 4, 3, 2"));
    race();
    QCOMPARE(result().count(), 8);
    auto* table = find<QTableWidget>("raceTable");
    QCOMPARE(table->rowCount(), 8);
    QVERIFY(table->minimumHeight() >= 8 * table->rowHeight(0)); // all are seen
    QCOMPARE(page->pages(), 2);
    QVERIFY(pager->isVisible() && pager->segment(1).label == QStringLiteral("E–H"));
    Q_EMIT page->selected(0);
    QVERIFY(find<ImageView>("racerA")->isVisible() && !find<ImageView>("racerE")->isVisible());
    pager->choose(1);
    QVERIFY(!find<ImageView>("racerA")->isVisible() && find<ImageView>("racerH")->isVisible());
    QCOMPARE(find<ImageView>("racerF")->image().values, result().racer(5).run.state(page->frames()[5], 0).values);
    QVERIFY(find<ImageView>("racerE")->width() * 4 < page->width()); // as large as four need
    table->sortItems(0, Qt::AscendingOrder);
    table->setFocus();
    table->setCurrentCell(1, 0); // whoever is chosen there is shown
    QCOMPARE(page->page(), 0);
    find<QLineEdit>("raceSteps")->setText(QStringLiteral("4, 2"));
    race();
    QVERIFY(!pager->isVisible() && find<ImageView>("racerA")->isVisible());
}

// A new request would end what runs: no button and no key may start one.
void ReverseRace::oneThingIsSampledAtATime()
{
    QVERIFY(workspace_->handleKey(Qt::Key_1, Qt::AltModifier));
    choose("ddpm", 6);
    generate();
    QVERIFY(workspace_->handleKey(Qt::Key_4, Qt::AltModifier));
    find<QLineEdit>("raceSteps")->setText(QStringLiteral("100, 99, 98, 97, 96, 95"));
    QSignalSpy finished(bridge_.get(), &Bridge::variationsFinished), said(workspace_, &Workspace::statusMessage);
    find<QPushButton>("generate")->click();
    QTRY_VERIFY_WITH_TIMEOUT(result().running(), kReverseTime);
    QVERIFY(workspace_->handleKey(Qt::Key_2, Qt::AltModifier)); // Break it
    find<QCheckBox>("breakSkips")->click();
    turn();
    QVERIFY(!find<QPushButton>("breakWalk")->isEnabled());
    QVERIFY2(find<QPushButton>("breakWalk")->toolTip().contains("being sampled"),
             qPrintable(find<QPushButton>("breakWalk")->toolTip()));
    QVERIFY(workspace_->handleKey(Qt::Key_3, Qt::AltModifier)); // a branch, and the curve
    goTo(50);
    QVERIFY(workspace_->command("branch")->disabledReason().contains("being sampled"));
    QVERIFY(!find<QPushButton>("futuresMeasure")->isEnabled());
    said.clear();
    workspace_->command("new seed")->run();
    QVERIFY(said.count() >= 1 && said.last().first().toString().contains("being sampled"));
    QVERIFY(result().running() && finished.count() == 0);
    QVERIFY(workspace_->handleKey(Qt::Key_Escape, {}));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kReverseTime);
    turn();
    QVERIFY(workspace_->command("branch")->disabledReason().isEmpty());
    QVERIFY(find<QPushButton>("futuresMeasure")->isEnabled());
    QVERIFY(workspace_->handleKey(Qt::Key_2, Qt::AltModifier));
    turn();
    QVERIFY(find<QPushButton>("breakWalk")->isEnabled());
    find<QCheckBox>("breakSkips")->click();
    QVERIFY(workspace_->handleKey(Qt::Key_4, Qt::AltModifier));
    bench_->findChild<SamplerPanel*>()->chooseSampler(QStringLiteral("ddim"));
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
