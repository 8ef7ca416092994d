#include "app/start_clock.h"

#include "ui/window/main_window.h"
#include "ui/workspace/workspace.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEvent>
#include <QTimer>

#include <cstdio>
#include <fstream>
#include <string>

#if defined(__linux__)
#include <ctime>
#include <unistd.h>
#endif

namespace diffuscope {

namespace {

constexpr int kMostWaited = 20'000; // ms, for the first picture

QElapsedTimer startOfMain = [] {
    QElapsedTimer clock;
    clock.start();
    return clock;
}();

// Milliseconds since the process was created; negative when the system doesn't say.
double sinceCreation()
{
#if defined(__linux__)
    std::ifstream file("/proc/self/stat");
    std::string text;
    std::getline(file, text);
    const std::size_t afterName = text.rfind(')'); // the name may hold blanks
    constexpr int kStartTime = 20;                 // fields from there
    std::size_t at = afterName;
    for (int k = 0; k < kStartTime && at != std::string::npos; ++k)
        at = text.find(' ', at + 1);
    timespec now{};
    if (at == std::string::npos || clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        return -1;
    const double started = std::stod(text.substr(at + 1)) / double(sysconf(_SC_CLK_TCK));
    return (double(now.tv_sec) + double(now.tv_nsec) * 1e-9 - started) * 1000;
#else
    return -1;
#endif
}

void say(const char* what)
{
    const double created = sinceCreation();
    if (created >= 0)
        std::printf("%s %.0f\n", what, created);
    else
        std::printf("%s %lld since main\n", what, static_cast<long long>(startOfMain.elapsed()));
    std::fflush(stdout);
}

} // namespace

StartClock::StartClock(ui::MainWindow& window, bool welcome)
    : window_(window),
      picture_(window.findChild<QObject*>(welcome ? QStringLiteral("welcomeSamples") : QStringLiteral("stateView"))),
      welcome_(welcome)
{
    if (!welcome)
        window.setMode(QStringLiteral("forward"));
    window.installEventFilter(this);
    picture_->installEventFilter(this);
    QTimer::singleShot(kMostWaited, this, [] {
        std::fprintf(stderr, "diffuscope: no picture was painted within %d ms\n", kMostWaited);
        QApplication::exit(1);
    });
}

// Paint events come before the painting; what is queued behind them runs when it is done and the loop is free.
bool StartClock::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Paint) {
        if (watched == &window_ && !std::exchange(painted_, true))
            QTimer::singleShot(0, this, &StartClock::onWindow);
        if (watched == picture_ && shows() && !std::exchange(pictured_, true))
            QTimer::singleShot(0, this, &StartClock::onPicture);
    }
    return false;
}

bool StartClock::shows() const
{
    return !welcome_ || window_.workspace(QStringLiteral("reverse"))->fact(QStringLiteral("frame")).toInt() >= 1;
}

void StartClock::onWindow() { say("window_ms"); }

void StartClock::onPicture()
{
    say(welcome_ ? "moving_ms" : "picture_ms");
    QApplication::quit();
}

} // namespace diffuscope
