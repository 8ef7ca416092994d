#include "tests/screenshots/stage.h"
#include "ui/modes/modes.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QSettings>
#include <QThread>

namespace diffuscope::ui {

Stage::Stage()
{
    qputenv("XDG_DATA_HOME", folder_.filePath(QStringLiteral("data")).toUtf8());
    qputenv("XDG_CACHE_HOME", folder_.filePath(QStringLiteral("cache")).toUtf8());
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder_.filePath(QStringLiteral("settings")));
    bridge_ = std::make_unique<Bridge>();
    window_ = std::make_unique<MainWindow>(*bridge_, makeModes(*bridge_));
    window_->show();
}

Stage::~Stage() = default;

ForwardWorkspace& Stage::forward()
{
    return *static_cast<ForwardWorkspace*>(window_->workspace(QStringLiteral("forward")));
}

void Stage::start()
{
    window_->start();
    waitFor([this] { return !forward().state().empty(); });
    forward().timeline()->pause();
}

bool Stage::waitFor(const std::function<bool()>& condition, int ms)
{
    QElapsedTimer clock;
    clock.start();
    while (!condition()) {
        if (clock.elapsed() > ms)
            return false;
        QApplication::processEvents(QEventLoop::AllEvents, 20);
        QThread::msleep(2);
    }
    return true;
}

void Stage::settle()
{
    for (int round = 0; round < 6; ++round) {
        QApplication::processEvents();
        QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QThread::msleep(15);
    }
}

void Stage::key(int key, Qt::KeyboardModifiers modifiers)
{
    QWidget* const to = QApplication::focusWidget() ? QApplication::focusWidget() : window_.get();
    QKeyEvent press(QEvent::KeyPress, key, modifiers), release(QEvent::KeyRelease, key, modifiers);
    QApplication::sendEvent(to, &press);
    QApplication::sendEvent(to, &release);
}

void Stage::type(const QString& text)
{
    for (const QChar letter : text) {
        QKeyEvent press(QEvent::KeyPress, int(letter.toUpper().unicode()), Qt::NoModifier, QString(letter));
        QApplication::sendEvent(QApplication::focusWidget(), &press);
    }
}

} // namespace diffuscope::ui
