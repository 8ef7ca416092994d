#include "ui/widgets/files/save_request.h"

#include <QCoreApplication>
#include <QPointer>
#include <QWidget>

#include <utility>

namespace diffuscope::ui {

SaveRequestEvent::SaveRequestEvent(const QString& file, Bytes make, Done answer)
    : QEvent(kind()), target(file), bytes(std::move(make)), done(std::move(answer))
{
    ignore();
}

QEvent::Type SaveRequestEvent::kind()
{
    static const int number = QEvent::registerEventType();
    return QEvent::Type(number);
}

void requestSave(QWidget* from, const QString& target, SaveRequestEvent::Bytes bytes, SaveRequestEvent::Done done)
{
    const auto answer = [guard = QPointer<QWidget>(from), done = std::move(done)](bool well) {
        if (guard)
            done(well);
    };
    SaveRequestEvent request(target, std::move(bytes), answer);
    for (QWidget* at = from; at && !request.isAccepted(); at = at->parentWidget())
        QCoreApplication::sendEvent(at, &request);
    if (!request.isAccepted())
        answer(false);
}

} // namespace diffuscope::ui
