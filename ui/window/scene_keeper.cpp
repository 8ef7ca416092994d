#include "ui/window/scene_keeper.h"

#include "ui/settings/preferences.h"
#include "ui/workspace/workspace.h"

#include <QDir>
#include <QFileInfo>

#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kKeepAfter = 1500; // ms

QString lockFile()
{
    const QFileInfo file(Preferences::sceneFile(QStringLiteral("window")));
    QDir().mkpath(file.path());
    return file.path() + QStringLiteral("/window.lock");
}

} // namespace

SceneKeeper::SceneKeeper(const QList<Workspace*>& modes, QObject* parent)
    : QObject(parent), modes_(modes), lock_(lockFile())
{
    lock_.setStaleLockTime(0); // of a window that is open for days; one that was killed is known by its process
    keeps_ = lock_.tryLock(0) || lock_.error() != QLockFile::LockFailedError; // where there can be no lock: as before
    soon_.setSingleShot(true);
    connect(&soon_, &QTimer::timeout, this, &SceneKeeper::keepChanged);
}

void SceneKeeper::begin() { begun_ = true; }

void SceneKeeper::changed(Workspace* mode)
{
    unkept_.insert(mode);
    if (begun_ && keeps_ && !soon_.isActive())
        soon_.start(kKeepAfter);
}

void SceneKeeper::keepChanged()
{
    for (Workspace* mode : std::exchange(unkept_, {})) {
        const auto again = [this, mode] { // with the next change, whichever mode's that is
            QMetaObject::invokeMethod(
                this, [this, mode] { unkept_.insert(mode); }, Qt::QueuedConnection);
        };
        worker_.post(
            [this, again, id = mode->id(), later = mode->settingsLater()](std::stop_token stop) {
                const QByteArray text = QByteArray::fromStdString(later());
                std::lock_guard lock(writing_);
                if (!stop.stop_requested() && !Preferences::setScene(id, text))
                    again();
            },
            [again](const Error&) { again(); });
    }
}

void SceneKeeper::keepAll()
{
    worker_.cancel(); // what is still on its way is older
    if (!keeps_)
        return;
    std::lock_guard lock(writing_);
    for (const Workspace* mode : modes_)
        if (const std::string settings = mode->settings(); !settings.empty())
            Preferences::setScene(mode->id(), QByteArray::fromStdString(settings));
}

} // namespace diffuscope::ui
