#pragma once
#include <QStackedWidget>
#include <QStringList>

namespace diffuscope::ui {

// The inspectors of the modes, one behind the other, each scrolled by itself. A section that was folded stays folded
// over restarts.
class InspectorStack : public QStackedWidget {
    Q_OBJECT
public:
    explicit InspectorStack(QWidget* parent = nullptr);
    void addInspector(const QString& mode, QWidget* inspector); // takes it; `mode`: id, for what is remembered
    QStringList panels(int page) const;                         // titles of the sections there are
    // That section of the page alone, unfolded; empty: all that were there again, folded as they were.
    void showOnly(int page, const QString& panel);
    void reveal(int page, const QString& panel); // unfolded and scrolled to

private:
    void followFocus(const QWidget* before, QWidget* now);
};

} // namespace diffuscope::ui
