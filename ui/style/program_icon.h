#pragma once
#include <QIcon>

namespace diffuscope::ui {

// What the desktop shows for the program. Throws Error when its file is missing.
QIcon programIcon();

} // namespace diffuscope::ui
