#include "ui/export/figure.h"

#include "core/base/error.h"
#include "core/session/files/tools.h"
#include "ui/style/design_font.h"
#include "ui/widgets/math/math_layout.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFontMetricsF>
#include <QImage>
#include <QImageWriter>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>
#include <utility>

namespace diffuscope::ui {

namespace {

constexpr double kInch = 96; // figure pixels
constexpr int kPdfDots = 1200;
constexpr int kCrispSide = 480; // pixels of an embedded picture: viewers that smooth it blur less than one of its own

constexpr std::pair<const char*, const char*> kSvgFamilies[] = {
    {"Inter", "Inter, 'Noto Sans', 'DejaVu Sans', sans-serif"},
    {"Inter Display", "'Inter Display', Inter, 'Noto Sans', 'DejaVu Sans', sans-serif"},
    {"STIX", "STIX, 'STIX Two Math', 'STIX Two Text', 'Cambria Math', serif"}};

QString tr(const char* text) { return QCoreApplication::translate("Figure", text); }

std::string textOf(const QByteArray& bytes) { return {bytes.constData(), std::size_t(bytes.size())}; }

void paintAll(QPainter& painter, const Figure& figure, const Palette& palette)
{
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing | QPainter::LosslessImageRendering);
    painter.setFont(designFont(12)); // SVG names it at once: not the window's
    painter.fillRect(QRectF(QPointF(), figure.size), palette.canvas);
    figure.paint(painter, palette);
}

[[noreturn]] void fail(const Figure& figure)
{
    throw Error("Cannot draw the figure", figure.title.toStdString(), "Choose another kind of file.");
}

std::string svgBytes(const Figure& figure, const Palette& palette, double)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(int(kInch));
    generator.setSize(figure.size.toSize());
    generator.setViewBox(QRectF(QPointF(), figure.size));
    generator.setTitle(QStringLiteral("title")); // replaced below: some versions of Qt escape the words, others don't
    generator.setDescription(QStringLiteral("recipe"));
    QPainter painter;
    if (!painter.begin(&generator))
        fail(figure);
    paintAll(painter, figure, palette);
    painter.end();
    bytes.replace(">title<", '>' + figure.title.toHtmlEscaped().toUtf8() + '<');
    bytes.replace(">recipe<", '>' + QString::fromStdString(figure.recipe).toHtmlEscaped().toUtf8() + '<');
    if (const std::string packet = recipePacket({}, keptOriginal(figure.original)); !packet.empty())
        bytes.replace("</desc>", "</desc><metadata>" + QByteArray::fromStdString(packet) + "</metadata>");
    bytes.replace("<image ", "<image style=\"image-rendering:pixelated\" ");
    for (const auto& [family, families] : kSvgFamilies) // where the figure is shown, the first may be missing
        bytes.replace(QByteArray("font-family=\"") + family + '"', QByteArray("font-family=\"") + families + '"');
    return textOf(bytes);
}

std::string pdfBytes(const Figure& figure, const Palette& palette, double)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(kPdfDots);
    writer.setPageSize(QPageSize(figure.size * 72 / kInch, QPageSize::Point, {}, QPageSize::ExactMatch));
    writer.setPageMargins({});
    writer.setTitle(figure.title);
    writer.setCreator(QStringLiteral("Diffuscope " DIFFUSCOPE_VERSION));
    if (!figure.recipe.empty()) {
        writer.setDocumentXmpMetadata(
            QByteArray::fromStdString(recipePacket(figure.recipe, keptOriginal(figure.original))));
        writer.addFileAttachment(QStringLiteral("recipe.json"), QByteArray::fromStdString(figure.recipe),
                                 QStringLiteral("application/json")); // for people
    }
    QPainter painter;
    if (!painter.begin(&writer))
        fail(figure);
    painter.scale(kPdfDots / kInch, kPdfDots / kInch);
    paintAll(painter, figure, palette);
    painter.end();
    return textOf(bytes);
}

std::string pngBytes(const Figure& figure, const Palette& palette, double scale)
{
    QImage picture((figure.size * scale).toSize(), QImage::Format_RGB32);
    if (picture.isNull())
        fail(figure);
    picture.setDevicePixelRatio(scale);
    picture.setDotsPerMeterX(int(std::lround(kInch * scale / 0.0254)));
    picture.setDotsPerMeterY(picture.dotsPerMeterX());
    picture.setText(QStringLiteral("Title"), figure.title);
    if (!figure.recipe.empty())
        picture.setText(QStringLiteral("diffuscope"), QString::fromStdString(figure.recipe));
    if (const std::string original = keptOriginal(figure.original); !original.empty())
        picture.setText(QStringLiteral("diffuscope-picture"), QString::fromStdString(original));
    QPainter painter(&picture);
    paintAll(painter, figure, palette);
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!QImageWriter(&buffer, "PNG").write(picture))
        fail(figure);
    return textOf(bytes);
}

ParamSpec choice(const char* key, const char* label, const char* help, std::vector<std::string> choices)
{
    ParamSpec spec;
    spec.key = key;
    spec.label = tr(label).toStdString();
    spec.help = tr(help).toStdString();
    spec.kind = ParamSpec::Kind::Choice;
    spec.initial = choices.front();
    spec.choices = std::move(choices);
    return spec;
}

} // namespace

const std::vector<FigureFormat>& figureFormats()
{
    static const std::vector<FigureFormat> formats = {{"svg", QStringLiteral("SVG"), QStringLiteral(".svg"), svgBytes},
                                                      {"pdf", QStringLiteral("PDF"), QStringLiteral(".pdf"), pdfBytes},
                                                      {"png", QStringLiteral("PNG"), QStringLiteral(".png"), pngBytes}};
    return formats;
}

std::vector<ParamSpec> figureParams()
{
    std::vector<std::string> files;
    for (const FigureFormat& format : figureFormats())
        files.push_back(format.id);
    ParamSpec scale;
    scale.key = "scale";
    scale.label = tr("PNG resolution").toStdString();
    scale.help = tr("Pixels of a PNG for each pixel of the figure; SVG and PDF have no pixels.").toStdString();
    scale.kind = ParamSpec::Kind::Integer;
    scale.initial = 3LL;
    scale.minimum = 1;
    scale.maximum = 8;
    return {choice("file", "File type", "SVG and PDF keep lines and text as such; PNG is a picture.", files),
            choice("palette", "Theme", "Paper suits print and light slides, Ink dark slides.", {"paper", "ink"}),
            scale};
}

const FigureFormat& figureFormat(const ParamValues& values)
{
    const std::string id = choiceParam(figureParams(), values, "file");
    for (const FigureFormat& format : figureFormats())
        if (format.id == id)
            return format;
    throw Error("There is no such kind of figure", id, "Choose svg, pdf or png.");
}

std::string figureBytes(const Figure& figure, const ParamValues& values)
{
    const auto specs = figureParams();
    const bool ink = choiceParam(specs, values, "palette") == "ink";
    return figureFormat(values).write(figure, paletteOf(ink ? ThemeName::Ink : ThemeName::Paper),
                                      double(intParam(specs, values, "scale")));
}

void drawPixels(QPainter& painter, const QImage& picture, const QRectF& place)
{
    if (picture.isNull())
        return;
    const int factor = std::max(1, kCrispSide / std::max(picture.width(), picture.height()));
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(place, picture.scaled(picture.size() * factor));
    painter.restore();
}

void drawWords(QPainter& painter, const QRectF& room, Qt::Alignment alignment, const QString& text, const QFont& font,
               const QColor& colour)
{
    const QFontMetricsF metrics(font);
    const qreal slack = room.width() - metrics.horizontalAdvance(text);
    const qreal x = alignment & Qt::AlignRight ? slack : alignment & Qt::AlignHCenter ? slack / 2 : 0;
    painter.setFont(font);
    painter.setPen(colour);
    painter.drawText(QPointF(room.left() + x, room.center().y() + metrics.capHeight() / 2), text);
}

void drawCaption(QPainter& painter, const Palette& palette, const QSizeF& figure, const QString& words)
{
    const QFont font = designFont(11);
    const QRectF room(kFigureMargin, figure.height() - kFigureMargin - 14, figure.width() - 2 * kFigureMargin, 16);
    drawWords(painter, room, Qt::AlignLeft, QFontMetricsF(font).elidedText(words, Qt::ElideMiddle, room.width()), font,
              palette.text3);
}

qreal drawFormula(QPainter& painter, const QPointF& baseline, const QString& markup, int pixelSize,
                  const QColor& colour, const Palette& palette)
{
    const auto box = layOutMathExactly(markup, pixelSize);
    painter.save();
    drawMath(painter, *box, baseline, colour, palette);
    painter.restore();
    return box->width;
}

qreal formulaWidth(const QString& markup, int pixelSize) { return layOutMathExactly(markup, pixelSize)->width; }

} // namespace diffuscope::ui
