#pragma once
#include <QStackedWidget>

namespace diffuscope::ui {

// The inspectors of the modes, one behind the other, each scrolled by itself. A section that was folded stays folded
// over restarts.
class InspectorStack : public QStackedWidget {
    Q_OBJECT
public:
    explicit InspectorStack(QWidget* parent = nullptr);
    void addInspector(const QString& mode, QWidget* inspector); // takes it; `mode`: id, for what is remembered
};

} // namespace diffuscope::ui
