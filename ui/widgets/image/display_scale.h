#pragma once
#include "core/base/image/image.h"
#include "ui/style/theme.h"

#include <QImage>
#include <QString>

class QPainter;

namespace diffuscope::ui {

// How values become colours on the screen. Signed pictures (noise, differences) read best around zero: cool below, warm
// above, the ground's colour at zero; both ends stay apart for every kind of colour vision, and lightness alone tells
// the size. Magnitudes (errors) go from the ground's colour to the concept's.
struct DisplayScale {
    enum class Colours { AsIs, Signed, Magnitude };
    Colours colours = Colours::AsIs;
    float range = 0;  // value of the last colour; 0: the picture's usual one; kAutomatic: the picture's greatest
    int channel = -1; // of a colour picture where a table is used; -1: the mean of all
    static constexpr float kAutomatic = -1;

    bool operator==(const DisplayScale&) const = default;
    QString toText() const; // for the settings file
    static DisplayScale fromText(const QString& text, const DisplayScale& otherwise);
};

float greatestMagnitude(const Image& image, int channel = -1); // of finite values; 0 for none
// The range that is shown: `usual` is the one the picture came with.
float shownRange(const DisplayScale& scale, const Image& image, float usual);
QString rangeText(const DisplayScale& scale, float range); // "±2.6", "0…2.6", "auto ±3.41"

// `which` decides the colours of the warm end: coral for errors, amber otherwise.
void shadePicture(const Image& image, const DisplayScale& scale, float range, const Palette& palette, Concept which,
                  QImage& into);
void drawColourBar(QPainter& painter, const QRectF& box, const DisplayScale& scale, const Palette& palette,
                   Concept which);

} // namespace diffuscope::ui
