#include "tests/journeys/workbench.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/train/history/run_history.h"
#include "ui/train/loss/loss_plot.h"
#include "ui/train/train_workspace.h"
#include "ui/widgets/form/section.h"

#include <QElapsedTimer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

constexpr int kBeat = 5, kWindow = 4000, kLimit = 100, kAskedLimit = 300, kTries = 3; // ms
constexpr qint64 kNothingRan = 1'000'000;                                             // the same: nothing was measured

// The longest time the event loop was away, over what its timer asked for.
class Pulse : public QObject {
public:
    explicit Pulse(QObject* parent) : QObject(parent)
    {
        timer_.setTimerType(Qt::PreciseTimer);
        connect(&timer_, &QTimer::timeout, this, [this] { worst_ = std::max(worst_, clock_.restart() - kBeat); });
    }
    void begin()
    {
        worst_ = 0;
        clock_.start();
        timer_.start(kBeat);
    }
    qint64 worst() const { return worst_; }

private:
    QTimer timer_;
    QElapsedTimer clock_;
    qint64 worst_ = 0;
};

} // namespace

// Training with every core must never be felt in the window.
class Responsive : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void scrubbingWhileTraining();
    void askingWhileTraining();
};

void Responsive::scrubbingWhileTraining()
{
    QTemporaryDir folder;
    writePictures(folder.filePath(QStringLiteral("pictures")), 16);
    Bridge bridge;
    auto* workspace = new TrainWorkspace(bridge);
    Workbench bench(workspace);
    workspace->openSource(folder.filePath(QStringLiteral("pictures")));
    QTRY_VERIFY_WITH_TIMEOUT(bridge.dataset().has_value(), 60'000);
    type(workspace, "batch", 16);
    type(workspace, "steps", 1'000'000);
    type(workspace, "preview_every", 20);
    workspace->setRunFolder(folder.filePath(QStringLiteral("run")));
    auto* start = workspace->findChild<QPushButton*>(QStringLiteral("start"));
    QTRY_VERIFY(start->isEnabled());
    start->click();
    auto* plot = workspace->findChild<LossPlot*>();
    const auto& points = workspace->history().points();
    QTRY_VERIFY_WITH_TIMEOUT(points.size() >= 2, 60'000);

    // A hand that drags the playhead without rest; every move repaints the timeline and the pictures that follow it.
    int moves = 0;
    QTimer hand;
    connect(&hand, &QTimer::timeout, this, [&] {
        workspace->timeline()->setStep(++moves * 7 % 1001);
        if (moves % 4 == 0)
            plot->update();
    });
    hand.start(16);
    Pulse pulse(this);
    qint64 best = kLimit;
    // Something else on this computer may spoil one window of time, not all of them.
    for (int attempt = 0; attempt < kTries && best >= kLimit; ++attempt) {
        pulse.begin();
        QTest::qWait(kWindow);
        best = std::min(best, pulse.worst());
    }
    qInfo("longest wait %lld ms, %d moves, %d training steps", static_cast<long long>(pulse.worst()), moves,
          int(points.size()));
    QVERIFY2(best < kLimit, qPrintable(QStringLiteral("the window was late by %1 ms").arg(pulse.worst())));
    QVERIFY(moves > kWindow / 16 / 2);
    QVERIFY(bridge.training().state == TrainState::Running);
}

// A whole training set is compared with, or the fan's curve is walked, beside a training; the playhead goes on.
void Responsive::askingWhileTraining()
{
    QTemporaryDir folder;
    writePictures(folder.filePath(QStringLiteral("pictures")), 8);
    Bridge bridge;
    TrainRequest run;
    run.source = folder.filePath(QStringLiteral("pictures")).toStdString();
    run.folder = folder.filePath(QStringLiteral("run")).toStdString();
    run.overrides = {{"size", 16LL},         {"batch", 4LL},         {"steps", 1'000'000LL},
                     {"preview_count", 1LL}, {"preview_steps", 1LL}, {"preview_every", 100'000LL}};
    bridge.session().startTraining(run);
    QTRY_VERIFY_WITH_TIMEOUT(bridge.training().step >= 2, 60'000);
    auto* workspace = new ReverseWorkspace(bridge);
    Workbench bench(workspace);
    workspace->openModel(QStringLiteral("training"));
    QTRY_VERIFY_WITH_TIMEOUT(bridge.model().has_value(), 60'000);
    bench.findChild<SamplerPanel*>()->chooseSampler(QStringLiteral("ddpm"));
    bench.findChild<QSpinBox*>(QStringLiteral("steps"))->setValue(40);
    bench.findChild<QPushButton*>(QStringLiteral("generate"))->click();
    QTRY_VERIFY_WITH_TIMEOUT(workspace->trajectory().finished(), 60'000);
    bridge.session().openDataset({"builtin:shapes", 16, 3, 0, "white"});
    QTRY_VERIFY_WITH_TIMEOUT(bridge.dataset() && bridge.dataset()->source == "builtin:shapes", 60'000);
    auto* compare = bench.findChild<QPushButton*>(QStringLiteral("copyingCompare"));
    for (QWidget* around = compare; around; around = around->parentWidget())
        if (auto* section = qobject_cast<Section*>(around))
            section->setOpen(true);
    int moves = 0;
    QTimer hand;
    connect(&hand, &QTimer::timeout, this, [&] { workspace->timeline()->setStep(++moves * 7 % 1001); });
    hand.start(16);
    // Both work as long as the window of time is: what has ended is asked again.
    QSignalSpy compared(&bridge, &Bridge::copyingProgressed), walked(&bridge, &Bridge::futuresProgressed);
    const auto told = [&] { return compared.count() + walked.count(); };
    const char* ask = "copyingCompare";
    const auto again = [&] {
        auto* button = bench.findChild<QPushButton*>(QLatin1String(ask));
        if (button->isEnabled() && button->text() != QLatin1String("Cancel"))
            button->click();
    };
    QTimer asking;
    connect(&asking, &QTimer::timeout, this, again);
    // Of the tries the best; one during which the work told nothing of itself says nothing.
    const auto late = [&] {
        Pulse pulse(this);
        qint64 best = kNothingRan;
        for (int attempt = 0; attempt < kTries && best >= kAskedLimit; ++attempt) {
            QTest::qWait(300); // what was opened is laid out
            const auto before = told();
            again();
            if (!QTest::qWaitFor([&] { return told() > before; }, 60'000))
                continue;
            asking.start(20);
            const auto begun = told();
            pulse.begin();
            QTest::qWait(kWindow / 3);
            const qint64 worst = pulse.worst();
            asking.stop();
            if (told() > begun)
                best = std::min(best, worst);
            bridge.session().cancelSampling();
            bridge.session().cancelCopying();
        }
        qInfo("%s: longest wait %lld ms", ask, static_cast<long long>(best));
        return best;
    };
    QVERIFY(late() < kAskedLimit);
    workspace->setTool(ReverseWorkspace::Tool::Explore);
    ask = "futuresMeasure";
    QVERIFY(late() < kAskedLimit);
    QVERIFY(moves > 0);
    QVERIFY(bridge.training().state == TrainState::Running);
}

OWN_SETTINGS_TEST_MAIN(Responsive)
#include "tst_responsive.moc"
