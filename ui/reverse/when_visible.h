#pragma once
#include <QElapsedTimer>
#include <QObject>

#include <functional>

class QWidget;

namespace diffuscope::ui {

// Work that fills a widget: done only where somebody can see it, and at most once a turn of the event loop, however
// often it is asked for, or more rarely where it is said how far apart. What was asked for while the widget was hidden
// is done as it comes back. GUI thread.
class WhenVisible : public QObject {
    Q_OBJECT
public:
    // A child of the widget. `apartMs`: from one time to the next, at least.
    WhenVisible(QWidget* widget, std::function<void()> work, int apartMs = 0);
    void ask();
    void settle(); // what waits is done now, for whoever is about to read the widget; hidden ones still wait
    int done() const { return done_; } // how often so far

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* widget_;
    std::function<void()> work_;
    bool wanted_ = false, queued_ = false;
    int done_ = 0, apartMs_;
    QElapsedTimer last_; // since it was done
};

} // namespace diffuscope::ui
