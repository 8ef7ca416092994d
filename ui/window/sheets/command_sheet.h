#pragma once
#include "ui/window/sheets/sheet.h"

#include <QList>

#include <functional>

class QLineEdit;
class QListWidget;

namespace diffuscope::ui {

class Command;

// The command search: a field that finds everything the program can do, best first; arrows choose, Enter does it,
// Escape leaves. What can't be done now is shown with the reason.
class CommandSheet : public Sheet {
    Q_OBJECT
public:
    CommandSheet(QWidget* window, const QList<Command*>& commands);
    // Commands that depend on what is typed, such as a jump to a step; they come first. `owner` keeps them.
    using Typed = std::function<QList<Command*>(const QString& typed, QObject* owner)>;
    void setTyped(Typed typed) { typed_ = std::move(typed); }

Q_SIGNALS:
    void chosen(diffuscope::ui::Command* command); // the sheet has gone

protected:
    QRect card() const override;
    void arrange() override;
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void find(const QString& typed);
    void choose();
    QList<Command*> commands_, shown_;
    QObject* typedOwner_ = nullptr; // of the commands for what is typed now
    Typed typed_;
    QLineEdit* field_;
    QListWidget* list_;
};

} // namespace diffuscope::ui
