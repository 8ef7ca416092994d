#pragma once
#include "ui/style/theme.h"

#include <QPointF>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace diffuscope::ui {

// MathText's parser and layout. A box is measured once and then drawn at a baseline; sizes are logical pixels.
struct MathBox {
    enum class Kind { Run, Row, Script, Bar, Hat, Root, Space };
    Kind kind = Kind::Row;
    QString text;                                // Run
    QFont font;                                  // Run
    std::vector<std::unique_ptr<MathBox>> parts; // Row: all; others: the base first, then sub and sup (may be null)
    std::optional<Concept> colour;               // inherited by the parts
    double width = 0, ascent = 0, descent = 0, size = 0;

    double height() const { return ascent + descent; }
};

QString mathSymbol(const QString& command);                                       // "alpha": α; empty: no such command
std::unique_ptr<MathBox> layOutMath(const QString& markup, int pixelSize);        // larger where the window's type is
std::unique_ptr<MathBox> layOutMathExactly(const QString& markup, int pixelSize); // for figures; any thread
// `palette` gives the concepts' colours; `colour` is that of runs without a concept.
void drawMath(QPainter& painter, const MathBox& box, QPointF baseline, const QColor& colour, const Palette& palette);

} // namespace diffuscope::ui
