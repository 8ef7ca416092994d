#include "tests/journeys/reverse_bench.h"
#include "ui/reverse/start/mask_view.h"
#include "ui/reverse/start/start_panel.h"

#include <QClipboard>
#include <QDoubleSpinBox>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

// Walks that start from a picture, or in a part of one.
class ReverseStart : public QObject, ReverseBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeReverse(); }
    void aPictureIsAskedFor();
    void littleNoiseChangesLittle();
    void theRestStaysAsItIs();
    void aSampleGoesOn();
    void aRecipeBringsPictureAndMaskBack();

private:
    StartPanel& panel() const { return *bench_->findChild<StartPanel*>(); }
    const Trajectory& run() const { return workspace_->trajectory(); }
};

void ReverseStart::initTestCase()
{
    openReverse(200);
    choose("ddim", 20);
}

void ReverseStart::aPictureIsAskedFor()
{
    find<SegmentedControl>("startWay")->choose(1);
    QSignalSpy said(workspace_, &Workspace::statusMessage);
    workspace_->handleKey(Qt::Key_G, {});
    QVERIFY(!said.isEmpty() && !said.last().first().toString().isEmpty());
    QVERIFY(run().frames() == 0);
    QApplication::clipboard()->setText(QStringLiteral("no picture"));
    find<QPushButton>("startPaste")->click();
    QVERIFY(said.last().first().toString().contains(QStringLiteral("clipboard")));
    panel().openFile(folder_.filePath(QStringLiteral("pictures/discs/0.png")));
    QTRY_VERIFY_WITH_TIMEOUT(!panel().picture().empty(), kReverseTime);
    QCOMPARE(panel().picture().width, 16);
    QCOMPARE(panel().problem(), QString());
}

void ReverseStart::littleNoiseChangesLittle()
{
    const auto change = [this](double percent) {
        find<QDoubleSpinBox>("startStrength")->setValue(percent);
        generate();
        const Image drawn = run().state(run().frames() - 1, 0);
        double sum = 0;
        for (std::size_t k = 0; k < drawn.values.size(); ++k)
            sum += std::pow(double(drawn.values[k]) - double(panel().picture().values[k]), 2);
        return std::sqrt(sum / double(drawn.values.size()));
    };
    const double little = change(5), much = change(90);
    QVERIFY2(little < 0.2 && much > 2 * little, qPrintable(QStringLiteral("%1 %2").arg(little).arg(much)));
    QCOMPARE(run().request().strength, 0.9);
    QVERIFY(std::abs(run().frame(0).step - 180) <= 5); // the stop nearest to 90 % of 200
    QCOMPARE(run().expected(), 19);
}

void ReverseStart::theRestStaysAsItIs()
{
    find<SegmentedControl>("startWay")->choose(2);
    QVERIFY(!panel().problem().isEmpty());
    find<QSpinBox>("startBrush")->setValue(5);
    panel().view()->mark(QPoint(4, 4), true);
    panel().view()->mark(QPoint(10, 9), true);
    panel().view()->mark(QPoint(10, 9), false);
    QVERIFY(panel().view()->share() > 0.02 && panel().view()->share() < 0.2);
    QCOMPARE(panel().problem(), QString());
    find<QSpinBox>("startRedos")->setValue(2);
    generate();
    const Image drawn = run().state(run().frames() - 1, 0);
    double inside = 0;
    for (int channel = 0; channel < drawn.channels; ++channel)
        for (int y = 0; y < 16; ++y)
            for (int x = 0; x < 16; ++x) {
                const double by =
                    std::abs(double(drawn.at(channel, y, x)) - double(panel().picture().at(channel, y, x)));
                if (panel().view()->mask().at(0, y, x) > 0)
                    inside = std::max(inside, by);
                else
                    QVERIFY2(by < 1.0 / 255, qPrintable(QStringLiteral("%1 %2: %3").arg(x).arg(y).arg(by)));
            }
    QVERIFY(inside > 0.05);
    find<QPushButton>("startInvert")->click();
    QVERIFY(panel().view()->share() > 0.8);
    find<QPushButton>("startInvert")->click();
}

void ReverseStart::aSampleGoesOn()
{
    const Image before = run().state(run().frames() - 1, 0);
    find<QPushButton>("startSample")->click();
    QCOMPARE(panel().picture().values, before.values);
    QVERIFY(panel().view()->share() > 0); // of the same size: the marks stay
}

void ReverseStart::aRecipeBringsPictureAndMaskBack()
{
    generate();
    const Image first = run().state(run().frames() - 1, 0);
    SamplingRecipe recipe = run().recipe();
    QVERIFY(!recipe.from.png.empty() && !recipe.mask.png.empty());
    find<SegmentedControl>("startWay")->choose(0);
    panel().view()->clearMask();
    FoundModel found;
    found.path = bridge_->model()->path;
    found.trainedSteps = bridge_->model()->trainedSteps;
    recipe.found = found;
    const Workspace::Restored restored = workspace_->restore(Recipe(recipe));
    QTRY_COMPARE_WITH_TIMEOUT(int(panel().way()), int(StartPanel::Way::Repaint), kReverseTime);
    QTRY_VERIFY_WITH_TIMEOUT(panel().view()->share() > 0, kReverseTime);
    generate();
    QCOMPARE(run().state(run().frames() - 1, 0).values, first.values);
    QCOMPARE(run().request().redos, 2);
}

OWN_SETTINGS_TEST_MAIN(ReverseStart)

#include "tst_reverse_start.moc"
