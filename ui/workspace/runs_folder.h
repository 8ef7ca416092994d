#pragma once
#include <QString>

namespace diffuscope::ui {

// Where the newest run that is still there lies: for most users a folder that they have never seen. Empty: none yet.
QString runsFolder();

} // namespace diffuscope::ui
