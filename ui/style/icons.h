#pragma once
#include <QColor>
#include <QIcon>
#include <QRectF>
#include <QString>

class QPainter;

namespace diffuscope::ui {

// Line icons on a 20 (or 24, mode icons) unit grid, drawn as paths at any scale: "play", "pause", "stop", "first",
// "last", "stepBack", "stepForward", "playLeft", "loop", "once", "pingpong", "dice", "lock", "theme", "help", "copy",
// "expand", "folder", "model", "chip", "drop", "image", "upload", "warning", "flag", "export", "settings", "chevron",
// "chevronRight", "close", "forward", "train", "reverse", "logo".
void drawIcon(QPainter& painter, const QString& name, const QRectF& target, const QColor& colour);
QIcon icon(const QString& name, const QColor& colour, const QColor& disabled); // scales with the device

} // namespace diffuscope::ui
