#pragma once
#include <QPainterPath>
#include <QStringView>

namespace diffuscope::ui {

// The path of an SVG "d" attribute: M L H V C S Q T A Z, absolute and relative. What follows a command it doesn't
// know is left out.
QPainterPath svgPath(QStringView data);

} // namespace diffuscope::ui
