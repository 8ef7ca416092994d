#include "tests/journeys/reverse_bench.h"
#include "ui/reverse/copying/copying_chart.h"
#include "ui/reverse/copying/copying_panel.h"
#include "ui/reverse/start/start_panel.h"
#include "ui/reverse/step/blur_panel.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/image/image_view.h"

#include <QCheckBox>
#include <QLabel>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

// Is it copying, and would a blur do?
class ReverseCopying : public QObject, ReverseBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeReverse(); }
    void withoutASetItSaysWhatToDo();
    void aWalkIsComparedWithItsSet();
    void thePlayheadLeadsThroughTheGuesses();
    void anotherQuestionForgetsTheAnswer();
    void aBlurNeedsAPicture();

private:
    CopyingPanel& panel() const { return *bench_->findChild<CopyingPanel*>(); }
    QString words(const char* name) const { return find<QLabel>(name)->text(); }
};

void ReverseCopying::initTestCase()
{
    openReverse(100);
    choose("ddim", 6, 4);
    for (QWidget* part : {static_cast<QWidget*>(&panel()), static_cast<QWidget*>(bench_->findChild<BlurPanel*>())})
        for (QWidget* around = part; around; around = around->parentWidget())
            if (auto* section = qobject_cast<Section*>(around))
                section->setOpen(true);
    turn();
    QVERIFY(panel().isVisible());
}

void ReverseCopying::withoutASetItSaysWhatToDo()
{
    Bridge fresh;
    const CopyingPanel lone(fresh);
    QVERIFY(!lone.findChild<QPushButton*>(QLatin1String("copyingCompare"))->isEnabled());
    QVERIFY(lone.findChild<QLabel*>(QLatin1String("copyingState"))->text().contains("Open the set"));
    QVERIFY(!find<QPushButton>("copyingCompare")->isEnabled());
    QVERIFY2(words("copyingState").contains("Generate"), qPrintable(words("copyingState")));
    generate();
    QSignalSpy opened(bridge_.get(), &Bridge::datasetOpened);
    DatasetRequest other;
    other.source = "builtin:digits";
    other.limit = 20; // of 32 x 32
    bridge_->session().openDataset(other);
    QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, kReverseTime);
    turn();
    QVERIFY(!find<QPushButton>("copyingCompare")->isEnabled());
    QVERIFY2(words("copyingState").contains("32 × 32") && words("copyingState").contains("16 × 16"),
             qPrintable(words("copyingState")));
    DatasetRequest own;
    own.source = folder_.filePath(QStringLiteral("pictures")).toStdString();
    own.side = 16;
    bridge_->session().openDataset(own);
    QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 2, kReverseTime);
    turn();
    QVERIFY(find<QPushButton>("copyingCompare")->isEnabled());
    QVERIFY2(words("copyingState").contains("8 pictures") && words("copyingState").contains("7 moments"),
             qPrintable(words("copyingState"))); // said before
}

void ReverseCopying::aWalkIsComparedWithItsSet()
{
    press(&Bridge::copyingMeasured, "copyingCompare");
    QVERIFY(panel().measured().has_value());
    const CopyingMeasured& told = *panel().measured();
    QCOMPARE(told.moments.size(), std::size_t(7));
    const CopyingMeasured::Moment& end = told.moments.back();
    QCOMPARE(find<ImageView>("copyingNearest")->image().values, end.nearest.front().picture.values);
    const Trajectory& walk = workspace_->trajectory();
    QCOMPARE(find<ImageView>("copyingSample")->image().values, walk.state(walk.frames() - 1, 0).values);
    const QString ratio = number(end.nearest.front().distance / told.usualDistance, 2);
    QVERIFY2(words("copyingVerdict").contains(ratio + QStringLiteral(" ×")), qPrintable(words("copyingVerdict")));
    QVERIFY(words("copyingVerdict").contains("copy"));
}

void ReverseCopying::thePlayheadLeadsThroughTheGuesses()
{
    const CopyingMeasured& told = *panel().measured();
    const Trajectory& walk = workspace_->trajectory();
    for (const std::size_t k : {std::size_t(1), std::size_t(4)}) {
        goTo(walk.frame(int(k)).step);
        QCOMPARE(find<ImageView>("copyingExact")->image().values, told.moments[k].exact.values);
        QCOMPARE(find<ImageView>("copyingGuess")->image().values, walk.predictedData(int(k) + 1, 0).values);
        QVERIFY(words("copyingExactWords").contains(number(told.moments[k].difference, 3)));
    }
    auto* chart = bench_->findChild<CopyingChart*>();
    QCOMPARE(chart->points().size(), std::size_t(6));
    QCOMPARE(chart->table().rows, qsizetype(6));
    Q_EMIT chart->stepPicked(walk.frame(2).step);
    QCOMPARE(workspace_->timeline()->step(), walk.frame(2).step);
}

void ReverseCopying::anotherQuestionForgetsTheAnswer()
{
    find<QCheckBox>("copyingMirrored")->click();
    QVERIFY(!panel().measured().has_value());
    QVERIFY(!find<QLabel>("copyingVerdict")->isVisibleTo(&panel()));
    press(&Bridge::copyingMeasured, "copyingCompare");
    QVERIFY(panel().measured().has_value());
    generate();
    QVERIFY(!panel().measured().has_value()); // they were another walk's
}

void ReverseCopying::aBlurNeedsAPicture()
{
    auto* blur = bench_->findChild<BlurPanel*>();
    QVERIFY(find<QPushButton>("blurChoose")->isVisibleTo(blur) && !find<QPushButton>("blurMeasure")->isVisibleTo(blur));
    find<QPushButton>("blurChoose")->click();
    auto* start = bench_->findChild<StartPanel*>();
    QCOMPARE(start->way(), StartPanel::Way::Redraw);
    const Image sample = workspace_->trajectory().state(workspace_->trajectory().frames() - 1, 0);
    start->use(sample, QStringLiteral("sample 1"));
    goTo(60);
    QVERIFY2(find<QPushButton>("blurMeasure")->text().contains(QString::number(workspace_->timeline()->step())),
             qPrintable(find<QPushButton>("blurMeasure")->text()));
    press(&Bridge::blurMeasured, "blurMeasure");
    QVERIFY(blur->measured().has_value());
    const BlurMeasured::Point& point = blur->measured()->points.front();
    QCOMPARE(point.step, workspace_->timeline()->step());
    QVERIFY(point.blurPsnr >= point.noisyPsnr);
    QCOMPARE(find<ImageView>("blurGuess")->image().values, point.guess.values);
    QVERIFY(find<NumberLabel>("blurGuessNumber")->text().contains(number(point.guessPsnr, 1)));
}

OWN_SETTINGS_TEST_MAIN(ReverseCopying)

#include "tst_reverse_copying.moc"
