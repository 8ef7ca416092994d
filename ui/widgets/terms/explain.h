#pragma once
#include <QLatin1String>
#include <QPoint>
#include <QRect>
#include <QString>

#include <functional>
#include <optional>

class QWidget;

namespace diffuscope::ui {

// The widget shows this term: its tooltip says what that is, with the value at the moment the pointer rests there.
// Once for each widget. GUI thread.
void explain(QWidget* widget, const char* term, std::function<QString()> now = {});

// A widget that paints several: what lies at a position. Nothing there: the widget's own tooltip, if it has one.
struct Explained {
    const char* term;
    QString now = {};
    QRect place = {}; // as long as the pointer stays there, the tooltip does
};
void explainParts(QWidget* widget, std::function<std::optional<Explained>(const QPoint&)> at);

// Why the widget cannot be used just now: shown in place of all of the above, which comes back with an empty reason.
void setReason(QWidget* widget, const QString& reason);
// The tooltip that the widget has while there is no such reason.
QString usualToolTip(const QWidget* widget);
void setUsualToolTip(QWidget* widget, const QString& tip);

// A widget that answers for itself when the pointer rests on it; what lies in it does not.
void setExplainsItself(QWidget* widget);

// Resting the pointer there, a position in the widget, says something: the widget does or, as the event goes on to what
// it lies in, a tooltip or a part that is explained at that very place.
bool isExplained(const QWidget* widget, QPoint at);

} // namespace diffuscope::ui
