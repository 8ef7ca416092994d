#pragma once
#include <QString>

class QPainter;

namespace diffuscope::ui {

struct Palette;

// Keys as caps, one for every word of `keys` ("Shift ← →"), in a row from `left`, centred about `middle`; returns where
// the row ends. `size`: of the type, in the design's scale.
double drawKeyCaps(QPainter& painter, double left, double middle, const QString& keys, int size,
                   const Palette& palette);
double keyCapsWidth(const QString& keys, int size);

} // namespace diffuscope::ui
