#pragma once
#include <QFont>

namespace diffuscope::ui {

// textFont() in exactly the design's size, whatever type the window shows: for figures, which are the same wherever
// they are made. Asks nothing of the application: any thread.
QFont designFont(int pixelSize, int weight = 400);

} // namespace diffuscope::ui
