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

constexpr int kLong = 20000;

} // namespace

// What the forward mode tells of a step, beside the schedule.
class TestForwardInspector : public QObject, InspectorBench {
    Q_OBJECT
private Q_SLOTS:
    void init() { open(); }
    void cleanup() { window_.reset(); }
    void valuesAreTheEngines();
    void foldedSectionsComputeNothing();
    void walksAreCountedAgainstTheJump();
    void inkDropIsDrivenByTheStepAlone();
    void inkSpreadsUntilUniform();
    void scrubbingALargePictureIsSmooth();

private:
    Image colours() const;
};

Image TestForwardInspector::colours() const
{
    Image picture(3, 32, 32);
    for (int y = 0; y < 32; ++y)
        for (int x = 0; x < 32; ++x) {
            picture.at(0, y, x) = float(x) / 16 - 1;
            picture.at(1, y, x) = float(y) / 16 - 1;
            picture.at(2, y, x) = 0.25f;
        }
    return picture;
}

void TestForwardInspector::valuesAreTheEngines()
{
    const Image picture = colours();
    inspector_->setPicture(picture, {});
    inspector_->setState(picture);
    auto* histogram = find<HistogramPlot>("histogram");
    QCOMPARE(histogram->kl(), klToBell(histogramOf(picture)));
    QVERIFY(find<ChannelTable>("channelTable")->isHidden());
    QTest::mouseClick(find<QAbstractButton>("byChannel"), Qt::LeftButton);
    const auto stats = channelStatsOf(picture);
    for (int channel = 0; channel < 3; ++channel) {
        const QString row = find<ChannelTable>("channelTable")->summary().split(QStringLiteral("; ")).at(channel);
        QVERIFY(row.contains(number(stats[std::size_t(channel)].mean, 5)));
        QVERIFY(row.contains(number(stats[std::size_t(channel)].variance, 5)));
    }
    QVERIFY(find<ChannelTable>("channelTable")->summary().contains(QStringLiteral("variance 0.00000")));
    const Image noise = noiseImage(3, 64, 64, 3);
    inspector_->setState(noise);
    QVERIFY(histogram->kl() < 0.01);
    inspector_->setState(Image(1, 16, 16, 0.5f));
    QVERIFY(std::isinf(histogram->kl()));
    inspector_->grab();
}

void TestForwardInspector::foldedSectionsComputeNothing()
{
    const Image picture = colours();
    inspector_->setStep(300);
    inspector_->setPicture(picture, {});
    inspector_->setState(forwardJump(picture, noiseImage(3, 32, 32, 7), inspector_->schedule(), 299));
    auto* panel = find<SpectrumPanel>("spectrumPanel");
    auto* agreement = find<AgreementPanel>("agreementPanel");
    QVERIFY(panel->idle());
    QTest::qWait(30);
    QVERIFY(!agreement->current());
    find<Section>("spectrumSection")->setOpen(true);
    QVERIFY(!panel->idle());
    QTRY_VERIFY_WITH_TIMEOUT(panel->idle(), kLong);
    QVERIFY2(panel->summary().contains(QStringLiteral("px")), qPrintable(panel->summary())); // ramps: low frequencies
    QVERIFY(find<Chart>("spectrum")->summary().contains(QStringLiteral("cycles per side 1 to ")));
    inspector_->grab();
    find<Section>("spectrumSection")->setOpen(false);
    QTRY_VERIFY(!panel->isVisible());
    inspector_->setState(picture);
    QVERIFY(panel->idle());
}

void TestForwardInspector::walksAreCountedAgainstTheJump()
{
    const Image picture = colours();
    inspector_->setSeed(5);
    find<QSpinBox>("timesteps")->setValue(200);
    inspector_->setPicture(picture, {});
    inspector_->setProbe({20, 9}, 0);
    inspector_->setStep(60);
    auto* panel = find<AgreementPanel>("agreementPanel");
    find<Section>("agreementSection")->setOpen(true);
    QTRY_VERIFY_WITH_TIMEOUT(panel->finished(), kLong);
    WalkEnsemble expected(makeSchedule({"linear", 200, {}}), double(picture.at(0, 9, 20)), 5, 2000);
    expected.advance(2000 * 200);
    for (const int step : {0, 1, 60, 200}) { // looked up, whatever the direction
        inspector_->setStep(step);
        QVERIFY(panel->current());
        QCOMPARE(panel->current()->mean, expected.at(step).mean);
        QCOMPARE(panel->current()->distance, expected.at(step).distance);
    }
    inspector_->setStep(60);
    inspector_->grab();
    auto* verdict = find<QLabel>("agreementVerdict");
    QVERIFY(verdict->text().contains(number(expected.at(60).distance, 4)));
    QTest::mouseClick(find<Button>("moreWalks"), Qt::LeftButton);
    QVERIFY(!panel->current()); // never the old ones under the new number
    QTRY_VERIFY_WITH_TIMEOUT(panel->current() && panel->current()->count == 20000, kLong);
    QVERIFY(panel->summary().contains(QStringLiteral("20,000")));
    inspector_->setProbe({3, 9}, 0);
    QTRY_VERIFY_WITH_TIMEOUT(panel->current() && panel->current()->exactMean < 0, kLong);
}

void TestForwardInspector::inkDropIsDrivenByTheStepAlone()
{
    auto* ink = find<InkDrop>("inkDrop");
    QTRY_VERIFY_WITH_TIMEOUT(ink->ready(), kLong);
    QCoreApplication::processEvents();
    inspector_->setStep(240);
    const QImage there = ink->grab().toImage();
    inspector_->setStep(700);
    const QImage later = ink->grab().toImage();
    inspector_->setStep(240);
    QCOMPARE(ink->grab().toImage(), there);
    QVERIFY(later != there);
    find<QAbstractButton>("schedule_cosine")->click(); // the clock is the step, not the schedule
    QCOMPARE(ink->grab().toImage(), there);
}

void TestForwardInspector::inkSpreadsUntilUniform()
{
    InkDropModel model, other;
    for (int i = 0; i < 40; ++i)
        other.advance();
    while (!model.finished())
        model.advance();
    std::vector<float> ink, again;
    model.at(2.0 / (InkDropModel::kFrames - 1), ink);
    other.at(2.0 / (InkDropModel::kFrames - 1), again);
    QCOMPARE(ink, again); // the same drop always
    const auto mass = [&](double time) {
        model.at(time, ink);
        double sum = 0;
        for (const float value : ink)
            sum += double(value);
        return sum / double(ink.size());
    };
    const auto contrast = [&](double time) {
        model.at(time, ink);
        const auto [low, high] = std::minmax_element(ink.begin(), ink.end());
        return double(*high - *low);
    };
    QVERIFY(contrast(0) > 0.95 && contrast(0.3) > 0.5);
    QVERIFY(contrast(0.95) < 0.1);
    QVERIFY(contrast(1) < 1e-4);
    QVERIFY2(std::abs(mass(1) / mass(0) - 1) < 0.12, qPrintable(QString::number(mass(1) / mass(0))));
    // It falls: the ink's middle is lower later on.
    const auto height = [&](double time) {
        model.at(time, ink);
        double sum = 0, whole = 0;
        for (std::size_t i = 0; i < ink.size(); ++i) {
            sum += double(ink[i]) * double(i / InkDropModel::kColumns);
            whole += double(ink[i]);
        }
        return sum / whole;
    };
    QVERIFY(height(0.25) > height(0) + 20);
}

// Everything open, 512 x 512 in colour. The times are told and not asserted: they are the machine's.
void TestForwardInspector::scrubbingALargePictureIsSmooth()
{
    for (const char* section : {"spectrumSection", "agreementSection"})
        find<Section>(section)->setOpen(true);
    window_->resize(346, 1600);
    QTRY_VERIFY_WITH_TIMEOUT(find<InkDrop>("inkDrop")->ready(), kLong);
    QTRY_VERIFY_WITH_TIMEOUT(find<AgreementPanel>("agreementPanel")->finished(), kLong);
    const Image picture(3, 512, 512, 0.3f), noise = noiseImage(3, 512, 512, 7);
    inspector_->setPicture(picture, {});
    std::vector<double> frames;
    for (int frame = 0; frame < 40; ++frame) {
        const int step = 100 + frame * 20;
        const Image state = forwardJump(picture, noise, inspector_->schedule(), step - 1);
        const std::clock_t before = std::clock(); // of the processor: others may be using the machine
        inspector_->setStep(step);
        inspector_->setState(state);
        QCoreApplication::processEvents();
        frames.push_back(1e3 * double(std::clock() - before) / CLOCKS_PER_SEC);
    }
    std::sort(frames.begin(), frames.end());
    qInfo("a frame of the inspector: median %.1f ms, worst %.1f ms", frames[frames.size() / 2], frames.back());
    auto* spectrum = find<SpectrumPanel>("spectrumPanel");
    QTRY_VERIFY_WITH_TIMEOUT(spectrum->idle(), kLong); // throttled, but the last one is shown in the end
    QCOMPARE(find<HistogramPlot>("histogram")->kl(),
             klToBell(histogramOf(forwardJump(picture, noise, inspector_->schedule(), 879))));
}

GUI_TEST_MAIN(TestForwardInspector)
#include "tst_forward_inspector.moc"
