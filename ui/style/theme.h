#pragma once
#include <QColor>
#include <QFont>
#include <QString>

class QApplication;
class QPainter;
class QWidget;

namespace diffuscope::ui {

// Colour means a concept, never decoration (docs/decisions.md): data, noise, the mixed state, what the network
// predicts, and error or loss.
enum class Concept { Signal, Noise, State, Prediction, Error };

struct ConceptColours {
    QColor graphic, text, wash; // curves and frames; glyphs; fills
};

struct Palette {
    bool dark = false;
    QColor base, surface, canvas, raised, sunken, line, line2, text1, text2, text3, inverse, selected, selectedWash,
        hover, focus;
    ConceptColours signal, noise, state, prediction, error;
    const ConceptColours& of(Concept which) const;
};

enum class ThemeName { Paper, Ink };

const Palette& paletteOf(ThemeName name);
const Palette& paletteOf(const QWidget* widget); // by the widget's QPalette, so there is no global theme object
void applyTheme(QApplication& application, ThemeName name); // QPalette, style sheet, fonts; live
ThemeName systemTheme(); // what the desktop asks for (ask before applyTheme), Paper where it doesn't say

// Type scale of the design: pixel size and weight (400, 500, 600). Inter, falling back to Noto Sans, DejaVu Sans.
QFont textFont(int pixelSize, int weight = 400);
QFont mathFont(int pixelSize, bool italic = true); // STIX, falling back to DejaVu Serif

QString number(double value, int decimals);       // with U+2212 for the minus
QString signedNumber(double value, int decimals); // always with a sign
QString grouped(long long value);                 // 12,000

} // namespace diffuscope::ui
