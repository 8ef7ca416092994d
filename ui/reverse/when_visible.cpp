#include "ui/reverse/when_visible.h"

#include <QEvent>
#include <QTimer>
#include <QWidget>

#include <utility>

namespace diffuscope::ui {

WhenVisible::WhenVisible(QWidget* widget, std::function<void()> work, int apartMs)
    : QObject(widget), widget_(widget), work_(std::move(work)), apartMs_(apartMs)
{
    widget->installEventFilter(this);
}

void WhenVisible::ask()
{
    wanted_ = true;
    if (!widget_->isVisible() || std::exchange(queued_, true))
        return;
    const auto now = [this] {
        queued_ = false;
        settle();
    };
    const qint64 wait = apartMs_ > 0 && last_.isValid() ? apartMs_ - last_.elapsed() : 0;
    if (wait > 0)
        QTimer::singleShot(int(wait), this, now);
    else
        QMetaObject::invokeMethod(this, now, Qt::QueuedConnection);
}

void WhenVisible::settle()
{
    if (!widget_->isVisible() || !std::exchange(wanted_, false))
        return;
    ++done_;
    work_();
    last_.start();
}

// Before it is painted for the first time.
bool WhenVisible::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == widget_ && event->type() == QEvent::Show)
        settle();
    return QObject::eventFilter(watched, event);
}

} // namespace diffuscope::ui
