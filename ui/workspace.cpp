#include "ui/workspace.h"

namespace diffuscope::ui {

bool Workspace::handleKey(int, Qt::KeyboardModifiers) { return false; }

} // namespace diffuscope::ui
