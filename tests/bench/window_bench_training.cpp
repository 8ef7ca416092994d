// Case of window_bench: how late the window is while every processor trains, and what that costs the training.
#include "tests/bench/window_bench.h"

#include "core/base/error.h"
#include "ui/train/train_workspace.h"

#include <QApplication>
#include <QDir>
#include <QImage>
#include <QPushButton>
#include <QSpinBox>

#if defined(__linux__)
#include <sys/resource.h>
#endif

namespace diffuscope::ui {

namespace {

constexpr int kSide = 32, kPictures = 128;
constexpr int kHandMs = 16;

void writePictures(const QString& folder)
{
    QDir().mkpath(folder);
    for (int k = 0; k < kPictures; ++k) {
        QImage picture(kSide, kSide, QImage::Format_RGB32);
        for (int y = 0; y < kSide; ++y)
            for (int x = 0; x < kSide; ++x) {
                const int dx = x - 10 - k % 12, dy = y - 8 - k % 16;
                picture.setPixel(x, y, dx * dx + dy * dy < 60 ? qRgb(240, 180, k) : qRgb(20, 2 * k, 8 * x));
            }
        const QString path = folder + QStringLiteral("/%1.png").arg(k);
        if (!picture.save(path))
            throw Error("Cannot write the picture", path.toStdString(), "");
    }
}

// Gives every thread the window's priority, as if the training worker hadn't lowered its own. False: not permitted.
bool levelPriorities()
{
#if defined(__linux__)
    const int ours = getpriority(PRIO_PROCESS, 0);
    bool done = true;
    for (const QString& thread : QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const auto id = id_t(thread.toUInt());
        if (getpriority(PRIO_PROCESS, id) > ours && setpriority(PRIO_PROCESS, id, ours) != 0)
            done = false;
    }
    return done;
#else
    return false;
#endif
}

struct Phase {
    const char* name;
    bool pulse;
    int handMs;                       // 0: no hand
    void (*move)(MainWindow&, int n); // what the hand does
};

void scrubTimeline(MainWindow& window, int n)
{
    TimelineModel* timeline = window.workspace(window.mode())->timeline();
    timeline->setStep(n * 7 % (timeline->totalSteps() + 1));
}

void switchMode(MainWindow& window, int n)
{
    static const char* const kModes[] = {"forward", "train", "reverse"};
    window.setMode(QLatin1String(kModes[n % 3]));
}

// How long it takes from the wish for another mode to its first painted frame.
Measured switches(const QString& name, Stage& stage)
{
    std::vector<double> times;
    for (int n = 0; n < 6; ++n) {
        const int before = stage.window->frames();
        QElapsedTimer clock;
        clock.start();
        switchMode(*stage.window, n + 1);
        waitFor("a frame of another mode", [&] { return stage.window->frames() > before; });
        times.push_back(double(clock.nsecsElapsed()) / 1e6);
        turnFor(0.1);
    }
    const Spread spread = Spread::of(times);
    return {name, {{QStringLiteral("switch_p50_ms"), spread.p50}, {QStringLiteral("switch_max_ms"), spread.max}}, {}};
}

constexpr Phase kPhases[] = {{"alone", false, 0, nullptr},
                             {"idle window", true, 0, nullptr},
                             {"scrubbing", true, kHandMs, scrubTimeline},
                             {"switching modes", true, 250, switchMode}};

Measured phase(const QString& name, const Phase& what, Stage& stage, double seconds)
{
    stage.window->setMode(QStringLiteral("train"));
    turnFor(0.5);
    qint64 steps = 0;
    int moves = 0;
    const auto counting =
        QObject::connect(stage.bridge.get(), &Bridge::lossPoints, stage.window.get(),
                         [&](const std::vector<LossPoint>& points) { steps += qint64(points.size()); });
    QTimer hand;
    hand.setTimerType(Qt::PreciseTimer);
    QObject::connect(&hand, &QTimer::timeout, stage.window.get(), [&] { what.move(*stage.window, ++moves); });
    Pulse pulse;
    stage.window->forget();
    QElapsedTimer clock;
    clock.start();
    if (what.handMs > 0)
        hand.start(what.handMs);
    if (what.pulse)
        pulse.begin();
    do
        turnFor(seconds);
    while (steps == 0 && clock.elapsed() < 60'000); // on a busy machine not one may come in so short a time
    const double real = double(clock.nsecsElapsed()) / 1e9;
    const Spread late = pulse.end();
    QObject::disconnect(counting);
    Measured row{name, {{QStringLiteral("steps_per_s"), double(steps) / real}}, {}};
    if (what.pulse)
        row.numbers.insert(row.numbers.end(), {{QStringLiteral("late_p50_ms"), late.p50},
                                               {QStringLiteral("late_p99_ms"), late.p99},
                                               {QStringLiteral("late_max_ms"), late.max}});
    row.numbers.emplace_back(QStringLiteral("frames_per_s"), stage.window->frames() / real);
    if (what.handMs > 0)
        row.numbers.emplace_back(QStringLiteral("moves"), double(moves));
    return row;
}

void startTraining(Stage& stage, TrainWorkspace& train)
{
    const QString pictures = stage.folder.filePath(QStringLiteral("pictures"));
    writePictures(pictures);
    stage.window->setMode(QStringLiteral("train"));
    train.openSource(pictures);
    waitFor("the pictures", [&] { return stage.bridge->dataset() && stage.bridge->dataset()->size == kPictures; });
    auto* steps = train.findChild<QSpinBox*>(QStringLiteral("steps"));
    auto* start = train.findChild<QPushButton*>(QStringLiteral("start"));
    if (!steps || !start)
        throw Error("The window has no field for the steps or no button to start", "", "");
    steps->setValue(steps->maximum());
    train.setRunFolder(stage.folder.filePath(QStringLiteral("run")));
    waitFor("the button that starts training", [&] { return start->isEnabled(); });
    start->click();
    waitFor("the training", [&] { return stage.bridge->training().step >= 40; });
}

} // namespace

void benchTraining(const Settings& settings, Results& results)
{
    Stage stage;
    auto* train = static_cast<TrainWorkspace*>(stage.window->workspace(QStringLiteral("train")));
    {
        Pulse pulse; // what the machine itself does to a timer
        pulse.begin();
        turnFor(std::min(settings.seconds, 3.0));
        const Spread late = pulse.end();
        results.push_back({QStringLiteral("no training, idle window"),
                           {{QStringLiteral("late_p50_ms"), late.p50},
                            {QStringLiteral("late_p99_ms"), late.p99},
                            {QStringLiteral("late_max_ms"), late.max}},
                           {}});
    }
    results.push_back(switches(QStringLiteral("no training, first switches of mode"), stage));
    results.push_back(switches(QStringLiteral("no training, switching modes again"), stage));
    startTraining(stage, *train);
    for (const Phase& what : kPhases)
        results.push_back(
            phase(QStringLiteral("training, %1").arg(QLatin1String(what.name)), what, stage, settings.seconds));
    if (!levelPriorities()) {
        results.push_back({QStringLiteral("training, equal priorities"), {}, QStringLiteral("not permitted here")});
        return;
    }
    for (const Phase& what : kPhases)
        results.push_back(phase(QStringLiteral("training, equal priorities, %1").arg(QLatin1String(what.name)), what,
                                stage, settings.seconds));
}

} // namespace diffuscope::ui
