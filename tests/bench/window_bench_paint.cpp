// Cases of window_bench: frames while the timeline is dragged or plays.
#include "tests/bench/window_bench.h"

#include "core/base/error.h"
#include "core/schedule/forward.h"
#include "ui/forward/forward_workspace.h"
#include "ui/reverse/reverse_workspace.h"

#include <QApplication>
#include <QComboBox>

#include <cmath>

namespace diffuscope::ui {

namespace {

QImage colourPicture(int side)
{
    QImage picture(side, side, QImage::Format_RGB32);
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const int dx = x - side / 2, dy = y - side * 7 / 16;
            const bool disc = dx * dx + dy * dy < side * side / 16;
            picture.setPixel(x, y,
                             disc ? qRgb(240, 200 * y / side, 20) : qRgb(255 * x / side, 40, 255 - 200 * y / side));
        }
    return picture;
}

// As a hand drags: there and back over the whole range, a new step each time.
int draggedTo(int move, int steps)
{
    const int at = move * 7 % (2 * steps);
    return at <= steps ? at : 2 * steps - at;
}

// Sets one step after the other, each as soon as the one before has been painted.
Measured scrub(const QString& name, WatchedWindow& window, TimelineModel& timeline, QWidget* picture, int moves)
{
    PaintCount pictures(picture);
    std::vector<double> times;
    window.forget();
    QElapsedTimer all;
    all.start();
    for (int move = 1; move <= moves; ++move) {
        QElapsedTimer clock;
        clock.start();
        const int before = window.frames(), shown = pictures.count;
        timeline.setStep(draggedTo(move, timeline.totalSteps()));
        waitFor("a frame after a move of the timeline",
                [&] { return window.frames() > before && pictures.count > shown; });
        times.push_back(double(clock.nsecsElapsed()) / 1e6);
    }
    const double seconds = double(all.nsecsElapsed()) / 1e9;
    const Spread spread = Spread::of(times);
    return {name,
            {{QStringLiteral("frames_per_s"), moves / seconds},
             {QStringLiteral("p50_ms"), spread.p50},
             {QStringLiteral("p99_ms"), spread.p99},
             {QStringLiteral("max_ms"), spread.max},
             {QStringLiteral("paint_ms"), window.paintMs() / std::max(1, window.frames())},
             {QStringLiteral("pictures_painted"), double(pictures.count)}},
            {}};
}

Measured play(const QString& name, WatchedWindow& window, TimelineModel& timeline, QWidget* picture, double seconds)
{
    timeline.setSpeedIndex(5);
    timeline.play();
    turnFor(0.3);
    PaintCount pictures(picture);
    window.forget();
    window.countOnly(&pictures);
    QElapsedTimer clock;
    clock.start();
    turnFor(seconds);
    window.countOnly(nullptr);
    const double real = double(clock.nsecsElapsed()) / 1e9;
    timeline.pause();
    std::vector<double> gaps;
    for (std::size_t k = 1; k < window.moments().size(); ++k)
        gaps.push_back(window.moments()[k] - window.moments()[k - 1]);
    const Spread spread = Spread::of(gaps);
    return {name,
            {{QStringLiteral("frames_per_s"), pictures.count / real},
             {QStringLiteral("p50_gap_ms"), spread.p50},
             {QStringLiteral("p99_gap_ms"), spread.p99},
             {QStringLiteral("max_gap_ms"), spread.max},
             {QStringLiteral("paint_ms"), window.paintMs() / std::max(1, window.frames())}},
            {}};
}

// The one place that knows how a trajectory's frames are kept (core/diffusion/recorder.cpp makes the real ones).
FramePtr keptFrame(int index, int count, int step, const std::vector<Image>& data, const std::vector<Image>& noise,
                   const Schedule& schedule, const FramePtr& before)
{
    // As the window keeps such a trajectory in its default memory.
    const TrajectoryStorage storage =
        trajectoryStorage(std::size_t(count), data.size(), data[0].values.size(), kTrajectoryBudget);
    auto frame = std::make_shared<Frame>();
    frame->index = index;
    frame->count = count;
    frame->step = step;
    frame->fromStep = std::min(step + (index > 0 ? 1 : 0), schedule.timesteps());
    frame->alphaBar = step > 0 ? schedule.alphaBar(step - 1) : 1;
    frame->fromAlphaBar = schedule.alphaBar(std::max(0, frame->fromStep - 1));
    std::vector<Image> states, predictions;
    for (std::size_t k = 0; k < data.size(); ++k) {
        states.push_back(forwardJump(data[k], noise[k], schedule, step - 1));
        predictions.push_back(forwardJump(data[k], noise[k], schedule, step / 2));
    }
    frame->pictures = before ? FrameImages(states, noise, predictions, frame->fromAlphaBar, before->pictures, storage)
                             : FrameImages(states, storage);
    return frame;
}

std::vector<FramePtr> trajectory(const Schedule& schedule, int pictures, int side)
{
    std::vector<Image> data, noise;
    for (int k = 0; k < pictures; ++k) {
        Image picture(3, side, side);
        for (int c = 0; c < 3; ++c)
            for (int y = 0; y < side; ++y)
                for (int x = 0; x < side; ++x)
                    picture.at(c, y, x) = float(std::sin(0.1 * (x + 2 * k) * (c + 1)) * std::cos(0.07 * y));
        data.push_back(std::move(picture));
        noise.push_back(noiseImage(3, side, side, std::uint64_t(k)));
    }
    std::vector<FramePtr> frames;
    const int steps = schedule.timesteps();
    for (int index = 0; index <= steps; ++index)
        frames.push_back(keptFrame(index, steps + 1, steps - index, data, noise, schedule,
                                   frames.empty() ? nullptr : frames.back()));
    return frames;
}

QWidget* view(QWidget& parent, const char* name)
{
    auto* widget = parent.findChild<QWidget*>(QLatin1String(name));
    if (!widget)
        throw Error("The window has no such widget", name, "");
    return widget;
}

} // namespace

void benchForward(const Settings& settings, Results& results)
{
    Stage stage;
    stage.window->setMode(QStringLiteral("forward"));
    auto* forward = static_cast<ForwardWorkspace*>(stage.window->workspace(QStringLiteral("forward")));
    const int side = settings.small ? 64 : 512;
    const QString path = stage.folder.filePath(QStringLiteral("picture.png"));
    if (!colourPicture(side).save(path))
        throw Error("Cannot write the picture", path.toStdString(), "");
    auto* sides = stage.window->findChild<QComboBox*>(QStringLiteral("pictureSide"));
    sides->setCurrentIndex(sides->findData(side));
    forward->open(path);
    waitFor("the picture", [&] { return forward->state().picture().width == side; });
    turnFor(0.3);
    const QString size = QStringLiteral("%1x%1").arg(side);
    QWidget* shown = view(*forward, "stateView");
    results.push_back(scrub("forward-scrub " + size, *stage.window, *forward->timeline(), shown, settings.moves));
    results.push_back(play("forward-play 8x " + size, *stage.window, *forward->timeline(), shown, settings.seconds));
}

void benchReverse(const Settings& settings, Results& results)
{
    Stage stage;
    stage.window->setMode(QStringLiteral("reverse"));
    auto* reverse = static_cast<ReverseWorkspace*>(stage.window->workspace(QStringLiteral("reverse")));
    const int side = settings.small ? 16 : 64, pictures = settings.small ? 4 : 16;
    const Schedule schedule = makeSchedule({});
    ModelOpened model;
    model.path = model.name = "made here";
    model.channels = 3;
    model.side = side;
    model.betas = schedule.betas();
    Q_EMIT stage.bridge->modelOpened(model);
    SampleStarted started;
    started.betas = schedule.betas();
    started.frameCount = schedule.timesteps() + 1;
    for (int step = schedule.timesteps(); step >= 0; --step)
        started.frameSteps.push_back(step);
    Q_EMIT stage.bridge->sampleStarted(started);
    Q_EMIT stage.bridge->framesArrived(0, trajectory(schedule, pictures, side));
    turnFor(0.5);
    results.push_back(scrub(QStringLiteral("reverse-scrub %1 x %2x%2, 1000 steps").arg(pictures).arg(side),
                            *stage.window, *reverse->timeline(), view(*reverse, "state"), settings.moves));
    results.push_back(play(QStringLiteral("reverse-play 8x"), *stage.window, *reverse->timeline(),
                           view(*reverse, "state"), settings.seconds));
}

} // namespace diffuscope::ui
