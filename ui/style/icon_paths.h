#pragma once
#include <QString>

#include <map>
#include <vector>

namespace diffuscope::ui {

// One icon as SVG path data on a square grid.
struct IconShape {
    enum class Paint { Stroke, Fill, Both };
    const char* data;
    Paint paint;
    double width = 0; // of the stroke; 0 takes the icon's usual one
};

struct IconDrawing {
    int grid;
    std::vector<IconShape> shapes;
};

const std::map<QString, IconDrawing>& iconDrawings();

} // namespace diffuscope::ui
