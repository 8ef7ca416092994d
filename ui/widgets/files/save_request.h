#pragma once
#include <QEvent>
#include <QString>

#include <functional>
#include <string>

class QWidget;

namespace diffuscope::ui {

// A file that a widget wants written. Widgets know no session, so the request goes up through their parents, as a
// status tip does, to whoever has one: FileWriter (ui/export). Who takes it accepts the event and calls done() once,
// on the GUI thread.
class SaveRequestEvent : public QEvent {
public:
    using Bytes = std::function<std::string()>; // called on a worker; may throw Error
    using Done = std::function<void(bool well)>;

    SaveRequestEvent(const QString& file, Bytes make, Done answer);
    static QEvent::Type kind();
    const QString target;
    const Bytes bytes;
    const Done done;
};

// `done` is called later, or at once where nobody can write; not at all when `from` has gone by then. GUI thread.
void requestSave(QWidget* from, const QString& target, SaveRequestEvent::Bytes bytes, SaveRequestEvent::Done done);

} // namespace diffuscope::ui
