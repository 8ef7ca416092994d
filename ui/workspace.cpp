#include "ui/workspace.h"

namespace diffuscope::ui {

Workspace::Workspace(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::ClickFocus); // a click beside a field ends typing in it
}

bool Workspace::handleKey(int, Qt::KeyboardModifiers) { return false; }

} // namespace diffuscope::ui
