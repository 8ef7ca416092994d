#pragma once
#include <QObject>

namespace diffuscope::ui {
class MainWindow;
}

namespace diffuscope {

// Behind --time-start and --time-welcome: prints how long the program took to come up, and quits. Times count from the
// creation of the process as the kernel noted it (/proc/self/stat, in ticks of 10 ms), so loading libraries is part of
// them.
//   window_ms   the window's first paint is done and the event loop has answered the next event
//   picture_ms  the Forward mode's first picture has been painted, too (--time-start)
//   moving_ms   on the first page, pictures that have taken their first step away from noise (--time-welcome)
// Where the kernel doesn't tell (not Linux), the clock starts in main and says so.
class StartClock : public QObject {
public:
    StartClock(ui::MainWindow& window, bool welcome);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void onWindow();
    void onPicture();
    bool shows() const; // what it waits for is what has just been painted
    ui::MainWindow& window_;
    QObject* picture_;
    bool welcome_ = false, painted_ = false, pictured_ = false;
};

} // namespace diffuscope
