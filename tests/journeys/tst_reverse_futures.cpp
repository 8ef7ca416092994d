#include "tests/journeys/reverse_bench.h"
#include "ui/reverse/explore/futures_tool.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/image/image_view.h"

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

// What may still become of a picture.
class ReverseFutures : public QObject, ReverseBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeReverse(); }
    void sixteenWalksGoOnFromThePlayhead();
    void theCurveSaysHowMuchIsOpen();
    void withoutChanceThereIsOneFuture();
    void itCanBeStopped();

private:
    void walk(const char* button) { press(&Bridge::futuresFinished, button); }
    FuturesTool& tool() const { return *workspace_->findChild<FuturesTool*>(); }
};

void ReverseFutures::initTestCase()
{
    openReverse(100);
    QVERIFY(workspace_->handleKey(Qt::Key_3, Qt::AltModifier));
    choose("ddpm", 10);
}

void ReverseFutures::sixteenWalksGoOnFromThePlayhead()
{
    workspace_->timeline()->setStep(60);
    walk("generate");
    QCOMPARE(tool().known().size(), std::size_t(1));
    const FuturesFrom& futures = tool().known().begin()->second;
    QVERIFY(std::abs(futures.step - 60) <= 10);
    QCOMPARE(futures.futures.size(), std::size_t(16));
    // Mean and deviation are those of the sixteen, and what is shown.
    const std::size_t at = 100;
    double mean = 0, square = 0;
    for (const Image& image : futures.futures)
        mean += double(image.values[at]) / 16;
    for (const Image& image : futures.futures)
        square += std::pow(double(image.values[at]) - mean, 2) / 15;
    QVERIFY(std::abs(mean - double(futures.mean.values[at])) < 1e-4);
    QVERIFY(std::abs(square - double(futures.variance.values[at])) < 1e-4);
    QCOMPARE(find<ImageView>("futuresMean")->image().values, futures.mean.values);
    QVERIFY(std::abs(double(find<ImageView>("futuresVariance")->image().values[at]) - std::sqrt(square)) < 1e-3);
    QCOMPARE(find<ContactSheetView>("futures")->count(), 16);
    QVERIFY(futures.spread > 0);
}

void ReverseFutures::theCurveSaysHowMuchIsOpen()
{
    walk("futuresMeasure");
    const auto& points = tool().chart()->points();
    QVERIFY2(points.size() >= 5, qPrintable(QString::number(points.size())));
    for (std::size_t k = 1; k < points.size(); ++k)
        QVERIFY(points[k].step > points[k - 1].step);
    QVERIFY(points.front().spread < points.back().spread); // less is open near the picture
    QCOMPARE(tool().chart()->table().rows, qsizetype(points.size()));
    Q_EMIT tool().chart()->stepPicked(points.front().step);
    QVERIFY2(find<NumberLabel>("futuresSealed")->text().contains(u'%'),
             qPrintable(find<NumberLabel>("futuresSealed")->text()));
}

void ReverseFutures::withoutChanceThereIsOneFuture()
{
    choose("ddim", 10);
    walk("generate");
    QCOMPARE(tool().known().size(), std::size_t(1)); // those of another walk are gone
    QVERIFY(tool().known().begin()->second.spread < 1e-4);
    QCOMPARE(find<NumberLabel>("futuresSealed")->text(), QStringLiteral("all the same"));
}

void ReverseFutures::itCanBeStopped()
{
    choose("ddpm", 100);
    QSignalSpy finished(bridge_.get(), &Bridge::futuresFinished), progress(bridge_.get(), &Bridge::futuresProgressed);
    find<QPushButton>("futuresMeasure")->click();
    QTRY_VERIFY_WITH_TIMEOUT(progress.count() > 3, kReverseTime);
    QVERIFY(workspace_->handleKey(Qt::Key_Escape, {}));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kReverseTime);
    QVERIFY(finished.first().first().value<FuturesFinished>().cancelled);
    QVERIFY(!tool().running());
}

OWN_SETTINGS_TEST_MAIN(ReverseFutures)

#include "tst_reverse_futures.moc"
