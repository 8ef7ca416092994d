#include "tests/bench/window_bench.h"

#include "core/base/error.h"
#include "ui/modes/modes.h"

#include <QApplication>
#include <QEvent>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr int kBeat = 2;              // ms
constexpr double kPatience = 240'000; // ms
} // namespace

Spread Spread::of(std::vector<double> values)
{
    if (values.empty())
        return {};
    std::sort(values.begin(), values.end());
    const auto at = [&](double part) {
        const double place = std::ceil(part * double(values.size())) - 1;
        return values[std::size_t(std::clamp(place, 0.0, double(values.size() - 1)))];
    };
    return {at(0.5), at(0.99), values.back()};
}

bool WatchedWindow::event(QEvent* event)
{
    if (event->type() != QEvent::UpdateRequest)
        return MainWindow::event(event);
    const double before = double(clock_.nsecsElapsed()) / 1e6;
    const int shown = shown_ ? shown_->count : 0;
    const bool done = MainWindow::event(event);
    if (shown_ && shown_->count == shown)
        return done;
    moments_.push_back(double(clock_.nsecsElapsed()) / 1e6);
    paintMs_ += moments_.back() - before;
    return done;
}

void WatchedWindow::forget()
{
    moments_.clear();
    paintMs_ = 0;
}

Pulse::Pulse()
{
    timer_.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer_, &QTimer::timeout, this, [this] {
        late_.push_back(std::max(0.0, double(clock_.nsecsElapsed()) / 1e6 - kBeat));
        clock_.restart();
    });
}

void Pulse::begin()
{
    late_.clear();
    clock_.start();
    timer_.start(kBeat);
}

Spread Pulse::end()
{
    timer_.stop();
    return Spread::of(late_);
}

Stage::Stage()
    : bridge(std::make_unique<Bridge>()), window(std::make_unique<WatchedWindow>(*bridge, makeModes(*bridge)))
{
    window->resize(1440, 900);
    window->show();
    turnFor(0.5);
}

Stage::~Stage()
{
    window.reset(); // before the bridge it listens to
}

void waitFor(const char* what, const std::function<bool()>& done)
{
    QElapsedTimer clock;
    clock.start();
    while (!done()) {
        QApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 50);
        if (double(clock.elapsed()) > kPatience)
            throw Error("Waited in vain", what, "");
    }
}

void turnFor(double seconds)
{
    QEventLoop loop;
    QTimer::singleShot(int(seconds * 1000), Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace diffuscope::ui
