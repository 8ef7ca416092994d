#pragma once
#include <QEvent>
#include <QWidget>

namespace diffuscope::ui {

// Event filter for what is no field and takes the wheel of its own accord, such as a list that shows all it has: the
// wheel scrolls the panel around it. Fields need none, see FieldStyle.
class WheelGuard : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() != QEvent::Wheel || !watched->isWidgetType())
            return false;
        event->ignore();
        return true;
    }
};

} // namespace diffuscope::ui
