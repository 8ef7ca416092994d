#include "core/session/catalog.h"
#include "tests/journeys/reverse_bench.h"
#include "ui/reverse/step/jump_panel.h"
#include "ui/reverse/step/pixel_table.h"
#include "ui/reverse/step/step_page.h"
#include "ui/reverse/step/sum_row.h"
#include "ui/reverse/step/weights_chart.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/image/image_view.h"

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

constexpr double kStoredError = 1.0 / 8192; // at most: kept frames have 16 bits for a range of under 8

// What is wrong with a sum, beyond what rounding of the kept frames explains.
double excess(const StepSumParts& sum)
{
    double worst = 0, rounding = kStoredError;
    for (const StepPart& term : sum.terms)
        rounding += std::abs(term.coefficient) * kStoredError;
    for (std::size_t k = 0; k < sum.result.values.values.size(); ++k) {
        double value = 0;
        for (const StepPart& term : sum.terms)
            value += term.coefficient * double(term.values.values[k]);
        worst = std::max(worst, std::abs(value - double(sum.result.values.values[k])));
    }
    return worst / rounding;
}

} // namespace

// The steps of a sampler, taken apart by whoever wants to know.
class ReverseStep : public QObject, ReverseBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeReverse(); }
    void everySamplersSumsAddUp_data();
    void everySamplersSumsAddUp();
    void freshNoiseIsGaussian();
    void onePixelIsFollowedThroughAllPictures();
    void wordsTakeThePlaceOfSymbols();
    void aJumpIsComparedWithTheWalk();

private:
    void generate(const char* sampler, int steps);
    StepPage& page() const { return *bench_->findChild<StepPage*>(); }
};

void ReverseStep::initTestCase()
{
    openReverse(400);
    QVERIFY(find<QWidget>("pixelTable")->isHidden() || !find<QWidget>("pixelTable")->isVisible());
    QVERIFY(workspace_->handleKey(Qt::Key_2, Qt::AltModifier));
    QVERIFY(page().isVisible() && !page().parts()); // which says what to do
    QVERIFY(find<QWidget>("pixelTable")->isVisible());
}

void ReverseStep::generate(const char* sampler, int steps)
{
    choose(sampler, steps);
    ReverseBench::generate();
}

void ReverseStep::everySamplersSumsAddUp_data()
{
    QTest::addColumn<QString>("sampler");
    for (const CatalogEntry& entry : samplers())
        QTest::newRow(entry.id.c_str()) << QString::fromStdString(entry.id);
}

void ReverseStep::everySamplersSumsAddUp()
{
    QFETCH(QString, sampler);
    generate(sampler.toLatin1().constData(), 6);
    const Trajectory& run = workspace_->trajectory();
    // PNDM's first steps and EDM's ask the network several times; frames keep the first answer.
    const bool several = sampler == QLatin1String("edm") || sampler == QLatin1String("pndm");
    int whole = 0, agreed = 0, rows = 0;
    for (int frame = 0; frame + 1 < run.frames(); ++frame) {
        workspace_->timeline()->setStep(run.frame(frame).step);
        const auto& parts = page().parts();
        QVERIFY(parts);
        QCOMPARE(parts->from, run.frame(frame + 1).fromStep);
        QCOMPARE(parts->to, run.frame(frame + 1).step);
        QCOMPARE(parts->answer.symbol, QStringLiteral("\\prediction{\\hat{v}}")); // what a run's network says
        const bool unknown = parts->stirred && parts->limited;
        QCOMPARE(parts->guess.isWhole(), !unknown);
        if (!unknown) {
            // The guess of the sum, brought back into the range, is the one that the step used.
            for (std::size_t k = 0; k < parts->kept.values.size(); ++k) {
                double value = 0;
                for (const StepPart& term : parts->guess.terms)
                    value += term.coefficient * double(term.values.values[k]);
                const double shown = parts->limited ? std::clamp(value, -1.0, 1.0) : value;
                QVERIFY2(std::abs(shown - double(parts->kept.values[k])) < 0.02, qPrintable(QString::number(shown)));
            }
            QCOMPARE(find<ImageView>("stepKept")->isVisible(), parts->limited);
        }
        if (parts->next.isWhole()) {
            ++whole;
            QVERIFY2(excess(parts->next) <= 1.01, qPrintable(QStringLiteral("frame %1").arg(frame)));
            QVERIFY2(excess(parts->next.folded(2)) <= 1.01, qPrintable(QStringLiteral("frame %1, folded").arg(frame)));
            const auto pixel = pixelRows(parts->next, page().pixel(), 0);
            QVERIFY(pixel);
            agreed += pixel->agrees ? 1 : 0;
            ++rows;
        }
        QVERIFY(find<PixelTable>("pixelTable")->text().contains(QStringLiteral("the step")));
    }
    QVERIFY2(whole >= (several ? 1 : run.frames() - 1), qPrintable(QString::number(whole)));
    QVERIFY2(agreed * 4 >= rows * 3, "tables do not add up to the digits it shows");
    const ChartTable weights = find<WeightsChart>("stepWeights")->table();
    QCOMPARE(weights.rows, qsizetype(run.frames() - 1));
    QVERIFY(weights.columns.size() >= 3);
    const auto& last = run.frame(run.frames() - 1).terms.next;
    QVERIFY(!last.empty());
}

// No frame keeps it: it is what the sum leaves.
void ReverseStep::freshNoiseIsGaussian()
{
    generate("ddpm", 6);
    const Trajectory& run = workspace_->trajectory();
    int checked = 0;
    for (int frame = 0; frame + 1 < run.frames(); ++frame) {
        workspace_->timeline()->setStep(run.frame(frame).step);
        for (const StepPart& term : page().parts()->next.terms)
            if (term.which == Concept::Noise) {
                const ImageStats stats = statsOf(term.values); // 768 values
                QVERIFY2(std::abs(stats.mean) < 0.15, qPrintable(QString::number(stats.mean)));
                QVERIFY2(std::abs(stats.standardDeviation - 1) < 0.12,
                         qPrintable(QString::number(stats.standardDeviation)));
                // x_s is the mean and it.
                const Image &mean = page().parts()->mean, &next = page().parts()->next.result.values;
                QVERIFY(std::abs(double(mean.values[7]) + term.coefficient * double(term.values.values[7]) -
                                 double(next.values[7])) < 1e-5);
                QVERIFY(find<ImageView>("stepMean")->isVisible());
                ++checked;
            }
    }
    QVERIFY(checked >= 4);
}

void ReverseStep::onePixelIsFollowedThroughAllPictures()
{
    generate("ddim", 4);
    workspace_->timeline()->setStep(workspace_->trajectory().frame(1).step);
    auto* next = find<ImageView>("stepNext0");
    next->setProbe(QPoint(3, 5));
    QCOMPARE(page().pixel(), QPoint(3, 5));
    QCOMPARE(find<ImageView>("stepAsked")->probe(), std::optional<QPoint>(QPoint(3, 5)));
    find<SegmentedControl>("stepChannel")->choose(2);
    QCOMPARE(page().channel(), 2);
    const auto rows = pixelRows(page().parts()->next, QPoint(3, 5), 2);
    QVERIFY(rows);
    QCOMPARE(rows->result.product, number(double(next->image().at(2, 5, 3)), 3));
    const QString text = find<PixelTable>("pixelTable")->text();
    for (const PixelRow& row : rows->terms)
        QVERIFY2(text.contains(row.product) && text.contains(row.weight), qPrintable(text));
    QVERIFY(!pixelRows(page().parts()->next, QPoint(16, 5), 2)); // outside
}

void ReverseStep::wordsTakeThePlaceOfSymbols()
{
    auto* row = bench_->findChildren<SumRow*>().last();
    QVERIFY(!find<ImageView>("stepNext0")->symbol().isEmpty());
    QVERIFY(workspace_->handleKey(Qt::Key_W, {}));
    QVERIFY(find<ImageView>("stepNext0")->symbol().isEmpty());
    QVERIFY(row->spoken().contains(QStringLiteral("times")));
    find<SegmentedControl>("stepLanguage")->choose(0);
    QVERIFY(!page().words());
    QVERIFY(!find<ImageView>("stepNext0")->symbol().isEmpty());
    QVERIFY(workspace_->handleKey(Qt::Key_1, Qt::AltModifier));
    QVERIFY(!page().isVisible());
    QVERIFY(find<ImageView>("state")->isVisible());
}

void ReverseStep::aJumpIsComparedWithTheWalk()
{
    for (Section* section : bench_->findChildren<Section*>())
        if (section->findChild<JumpPanel*>())
            section->setOpen(true);
    QTRY_VERIFY(find<JumpPanel>("jumpPanel")->isVisible());
    generate("ddim", 8);
    const Trajectory& run = workspace_->trajectory();
    auto* chart = find<JumpChart>("jumpChart");
    QCOMPARE(chart->points().size(), std::size_t(8));
    const Image walked = run.state(8, 0);
    for (std::size_t k = 0; k < 8; ++k) {
        QCOMPARE(chart->points()[k].step, run.frame(int(k) + 1).fromStep);
        QCOMPARE(chart->points()[k].distance, differenceOf(run.predictedData(int(k) + 1, 0), walked).rms);
    }
    QVERIFY(chart->points().back().distance < 0.01); // the last jump is the walk's last step
    QVERIFY(chart->points().front().distance > chart->points().back().distance);
    workspace_->timeline()->setStep(run.frame(3).step);
    QCOMPARE(find<ImageView>("jumped")->image().values, run.predictedData(4, 0).values);
    QVERIFY(find<NumberLabel>("jumpNumbers")->text().contains(number(chart->points()[3].distance, 3)));
    QCOMPARE(chart->table().rows, qsizetype(8));
    Q_EMIT chart->stepPicked(run.frame(0).step);
    QCOMPARE(workspace_->timeline()->step(), run.frame(0).step);
}

OWN_SETTINGS_TEST_MAIN(ReverseStep)

#include "tst_reverse_step.moc"
