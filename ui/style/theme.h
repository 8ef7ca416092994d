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

// Everything about the program's looks that a user can choose.
struct Appearance {
    ThemeName theme = ThemeName::Paper;
    bool highContrast = false;  // line 2, which is decorative, becomes text 3
    bool reducedMotion = false; // every duration is 0
    bool presentation = false;  // type to be read from the back of a class
    bool operator==(const Appearance&) const = default;
};

const Palette& paletteOf(ThemeName name, bool highContrast = false);
const Palette& paletteOf(const QWidget* widget); // by the widget's QPalette, so there is no global theme object
void applyAppearance(QApplication& application, const Appearance& look); // QPalette, style sheet, fonts; live
// While it lives, widgets are made without the application's style sheet. With one, each that gets a parent has all
// below it take the style on anew, which is a third of what building the window takes. Ends before anything is shown.
class SheetLater {
public:
    explicit SheetLater(QApplication& application);
    ~SheetLater();
    SheetLater(const SheetLater&) = delete;
    SheetLater& operator=(const SheetLater&) = delete;

private:
    QApplication& application_;
    QString sheet_;
};
void applyTheme(QApplication& application, ThemeName name); // the rest as it was
Appearance appearanceOf(const QApplication& application);
ThemeName systemTheme(); // what the desktop asks for, Paper where it doesn't say
// Looks at the application's palette as the desktop has just set it, where Qt has no better sign of its theme. False:
// the palette is the program's own.
bool noteSystemPalette(QApplication& application);
bool presentationType();       // whether the larger type scale is in use
int shownSize(int designSize); // what a pixel size of the design is on the screen now

// Type scale of the design: pixel size and weight (400, 500, 600). Inter, falling back to Noto Sans, DejaVu Sans.
// Sizes are the design's; what is returned is larger for presentations.
QFont textFont(int pixelSize, int weight = 400);
QFont mathFont(int pixelSize, bool italic = true); // STIX, falling back to DejaVu Serif; exactly this size

QString number(double value, int decimals); // with U+2212 for the minus
// As number(), but what is not zero never looks like it: 4.0e−5.
QString smallNumber(double value, int decimals = 2);
QString signedNumber(double value, int decimals); // always with a sign
QString grouped(long long value);                 // 12,000

} // namespace diffuscope::ui
