#pragma once
#include "core/base/image/image.h"
#include "core/base/params.h"
#include "ui/style/theme.h"

#include <QList>
#include <QSizeF>
#include <QString>

#include <functional>
#include <string>
#include <vector>

class QImage;
class QPainter;

namespace diffuscope::ui {

// A drawing for papers and slides: lines as lines, text as text, pictures as their own pixels. Lengths are CSS pixels,
// 96 an inch.
struct Figure {
    QSizeF size;
    QString title;
    std::string recipe; // JSON, kept in the file; empty: nothing is
    // Draws all of it but the ground. Owns what it needs; called on a worker.
    std::function<void(QPainter&, const Palette&)> paint;
    Image original = {}; // x_0, which the recipe starts from; kept in a PNG, too, if there is one
};

// What a workspace can draw. It appears in the export panel beside the formats of pictures.
struct FigureOffer {
    QString id, name, about;
    std::vector<ParamSpec> params;                  // on top of figureParams()
    std::function<Figure(const ParamValues&)> make; // on the GUI thread, quick
};

// Kinds of file for figures: the one list (docs: "One place to touch").
struct FigureFormat {
    std::string id; // "svg"
    QString name, extension;
    std::string (*write)(const Figure& figure, const Palette& palette, double scale); // bytes; throws Error
};
const std::vector<FigureFormat>& figureFormats(); // svg, pdf, png

std::vector<ParamSpec> figureParams(); // "file", "palette", "scale"
const FigureFormat& figureFormat(const ParamValues& values);
std::string figureBytes(const Figure& figure, const ParamValues& values); // any thread

// What figures are made of. Sizes are in the figure's pixels; none of these needs a widget or the GUI thread.
void drawPixels(QPainter& painter, const QImage& picture, const QRectF& place); // never smoothed where it grows
void drawWords(QPainter& painter, const QRectF& room, Qt::Alignment alignment, const QString& text, const QFont& font,
               const QColor& colour);
// One line along the bottom, shortened in its middle where it is too long.
void drawCaption(QPainter& painter, const Palette& palette, const QSizeF& figure, const QString& words);
inline constexpr double kFigureMargin = 24;
qreal drawFormula(QPainter& painter, const QPointF& baseline, const QString& markup, int pixelSize,
                  const QColor& colour, const Palette& palette); // its width
qreal formulaWidth(const QString& markup, int pixelSize);

} // namespace diffuscope::ui
