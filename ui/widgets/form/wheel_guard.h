#pragma once
#include <QEvent>
#include <QWidget>

namespace diffuscope::ui {

// Event filter for fields: the wheel scrolls the panel unless the field was chosen first.
class WheelGuard : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        const auto* field = qobject_cast<QWidget*>(watched);
        if (event->type() != QEvent::Wheel || !field || field->hasFocus())
            return false;
        event->ignore();
        return true;
    }
};

} // namespace diffuscope::ui
