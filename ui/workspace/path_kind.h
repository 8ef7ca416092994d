#pragma once
#include <QString>

namespace diffuscope::ui {

// What a dropped or typed path most likely is, told from names alone; opening it says for sure.
enum class PathKind { Missing, Picture, Model, Dataset, Unknown };
PathKind pathKind(const QString& path);

// Where the newest run that is still there lies: for most users a folder that they have never seen. Empty: none yet.
QString runsFolder();

} // namespace diffuscope::ui
