#pragma once
#include "ui/bridge/bridge.h"
#include "ui/window/main_window.h"

#include <QElapsedTimer>
#include <QEvent>
#include <QTemporaryDir>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

// What the cases of window_bench share: the real window, told apart only in that it counts its paints.
namespace diffuscope::ui {

// One line of the table: what was done, and its numbers in the order they are shown.
struct Measured {
    QString name;
    std::vector<std::pair<QString, double>> numbers; // name with unit ("p99_ms"), value
    QString note;
};

struct Settings {
    double seconds = 5; // a phase
    int moves = 600;    // a scrub
    int starts = 7;     // of the program
    QString program;    // diffuscope
    QString only;       // the one case wanted; empty: all
    bool small = false; // for the check that it runs: few frames, small pictures
};

// Middle, worst but one in a hundred, and worst.
struct Spread {
    double p50 = 0, p99 = 0, max = 0;
    static Spread of(std::vector<double> values);
};

// Counts the paints of one widget, so that a frame without the picture is noticed.
class PaintCount : public QObject {
public:
    explicit PaintCount(QWidget* watched) : QObject(watched) { watched->installEventFilter(this); }
    int count = 0;

protected:
    bool eventFilter(QObject*, QEvent* event) override
    {
        count += event->type() == QEvent::Paint;
        return false;
    }
};

// The main window. A frame is one whole update: widgets painted and the result handed to the display.
class WatchedWindow : public MainWindow {
public:
    using MainWindow::MainWindow;
    int frames() const { return int(moments_.size()); }
    const std::vector<double>& moments() const { return moments_; } // ms, when each frame was done
    double paintMs() const { return paintMs_; }                     // all frames together
    void forget();
    void countOnly(const PaintCount* shown) { shown_ = shown; } // frames that painted it; null: all

protected:
    bool event(QEvent* event) override;

private:
    QElapsedTimer clock_ = [] {
        QElapsedTimer clock;
        clock.start();
        return clock;
    }();
    std::vector<double> moments_;
    double paintMs_ = 0;
    const PaintCount* shown_ = nullptr;
};

// How late the event loop comes to a timer that asks for every 2 ms.
class Pulse : public QObject {
public:
    Pulse();
    void begin();
    Spread end(); // ms over what was asked for
    int beats() const { return int(late_.size()); }

private:
    QTimer timer_;
    QElapsedTimer clock_;
    std::vector<double> late_;
};

// A fresh window, shown and settled, with settings and data of its own.
struct Stage {
    Stage();
    ~Stage();
    QTemporaryDir folder;
    std::unique_ptr<Bridge> bridge;
    std::unique_ptr<WatchedWindow> window;
};

// Turns the event loop until `done` says so; throws Error naming `what` after a minute and a half.
void waitFor(const char* what, const std::function<bool()>& done);
void turnFor(double seconds);

using Results = std::vector<Measured>;
void benchTraining(const Settings& settings, Results& results);
void benchReverse(const Settings& settings, Results& results);
void benchForward(const Settings& settings, Results& results);
void benchStart(const Settings& settings, Results& results);

} // namespace diffuscope::ui
