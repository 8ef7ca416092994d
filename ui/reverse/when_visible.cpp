#include "ui/reverse/when_visible.h"

#include <QEvent>
#include <QWidget>

#include <utility>

namespace diffuscope::ui {

WhenVisible::WhenVisible(QWidget* widget, std::function<void()> work)
    : QObject(widget), widget_(widget), work_(std::move(work))
{
    widget->installEventFilter(this);
}

void WhenVisible::ask()
{
    wanted_ = true;
    if (!widget_->isVisible() || std::exchange(queued_, true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            queued_ = false;
            settle();
        },
        Qt::QueuedConnection);
}

void WhenVisible::settle()
{
    if (!widget_->isVisible() || !std::exchange(wanted_, false))
        return;
    ++done_;
    work_();
}

// Before it is painted for the first time.
bool WhenVisible::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == widget_ && event->type() == QEvent::Show)
        settle();
    return QObject::eventFilter(watched, event);
}

} // namespace diffuscope::ui
