#include "ui/forward/figures/forward_figures.h"

#include "core/base/error.h"
#include "ui/forward/equation/pixel_sum.h"
#include "ui/style/design_font.h"
#include "ui/style/to_qimage.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QImage>
#include <QPainter>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <memory>

namespace diffuscope::ui {

namespace {

constexpr double kStripMargin = kFigureMargin, kPicture = 192, kFigureHeader = 30, kFigureCaption = 26,
                 kNarrowGap = 150, kWideGap = 196;
constexpr int kMostColumns = 10, kMaxImages = 100;

QString figureText(const char* text) { return QCoreApplication::translate("ForwardFigures", text); }

ParamSpec toggle(const char* key, const char* label, const char* help, bool initial)
{
    ParamSpec spec;
    spec.key = key;
    spec.label = figureText(label).toStdString();
    spec.help = figureText(help).toStdString();
    spec.kind = ParamSpec::Kind::Toggle;
    spec.initial = initial;
    return spec;
}

ParamSpec whole(const char* key, const char* label, const char* help, long long initial, int least, int most)
{
    ParamSpec spec = toggle(key, label, help, false);
    spec.kind = ParamSpec::Kind::Integer;
    spec.initial = initial;
    spec.minimum = least;
    spec.maximum = most;
    return spec;
}

ParamSpec captionSpec()
{
    return toggle("caption", "Recipe below", "A line with the picture, the schedule, T, the seed and the step.", true);
}

Figure plain(const ForwardScene& scene, const QString& title, const QSizeF& size)
{
    Figure figure;
    figure.size = size;
    figure.title = title;
    figure.recipe = scene.json;
    figure.original = scene.original;
    return figure;
}

struct Term {
    QString symbol, words;
    Concept which;
    float range;
    const Image* picture;
};

void drawTerm(QPainter& painter, const Palette& palette, const Term& term, const QRectF& place)
{
    const double wide =
        drawFormula(painter, place.topLeft() + QPointF(0, -12), term.symbol, 19, palette.of(term.which).text, palette);
    drawWords(painter, {place.left() + wide + 8, place.top() - 24, place.width() - wide - 8, 16}, Qt::AlignLeft,
              term.words, designFont(12), palette.text2);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette.of(term.which).graphic, term.which == Concept::State ? 3 : 2));
    painter.drawRoundedRect(place.adjusted(-4, -4, 4, 4), 3, 3);
    drawPixels(painter, toQImage(*term.picture, term.range), place);
}

void drawScale(QPainter& painter, const Palette& palette, const QString& markup, const QString& value, Concept which,
               const QPointF& centre)
{
    const QColor colour = palette.of(which).text;
    const double wide = formulaWidth(markup, 30);
    drawFormula(painter, centre + QPointF(-wide / 2, 4), markup, 30, colour, palette);
    drawWords(painter, {centre.x() - 60, centre.y() + 18, 120, 24}, Qt::AlignHCenter, value, designFont(18, 600),
              colour);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette.text2);
    painter.drawEllipse(centre + QPointF(wide / 2 + 12, -6), 2.5, 2.5);
}

void drawSign(QPainter& painter, const Palette& palette, const QString& sign, const QPointF& centre)
{
    drawFormula(painter, centre + QPointF(-formulaWidth(sign, 30) / 2, 8), sign, 30, palette.text2, palette);
}

QString arithmeticOf(const ForwardScene& scene)
{
    const auto value = [&](const Image& image) {
        return double(image.at(scene.channel, scene.probe.y(), scene.probe.x()));
    };
    const PixelSum sum = pixelSumOf(value(scene.mix.state), scene.mix.dataScale, value(scene.mix.data),
                                    scene.mix.noiseScale, value(scene.mix.noise));
    return scene.journey.placeWords() + QStringLiteral(":  ") + sum.text();
}

void paintEquation(QPainter& painter, const Palette& palette, const ForwardScene& scene, const QSizeF& size,
                   bool caption, bool probe)
{
    const bool walk = scene.recipe.form == ForwardRecipe::Form::Walk;
    const double top = kStripMargin + kFigureHeader, centre = top + kPicture / 2;
    // "1 − ..." needs the wider gap: before the noise in a jump, before the picture in a walk.
    const double left = walk ? kWideGap : kNarrowGap, right = kNarrowGap + kWideGap - left;
    const QRectF state(kStripMargin, top, kPicture, kPicture), data(state.right() + left, top, kPicture, kPicture),
        noise(data.right() + right, top, kPicture, kPicture);
    drawTerm(painter, palette,
             {"x_t", figureText("the picture at step %1").arg(scene.mix.step), Concept::State, 1, &scene.mix.state},
             state);
    drawTerm(painter, palette,
             {walk ? "x_{t-1}" : "x_0", walk ? figureText("one step before") : figureText("the data"),
              walk ? Concept::State : Concept::Signal, 1, &scene.mix.data},
             data);
    drawTerm(painter, palette,
             {walk ? "z_t" : "\\epsilon", walk ? figureText("noise of this step") : figureText("Gaussian noise"),
              Concept::Noise, kNoiseRange, &scene.mix.noise},
             noise);
    drawSign(painter, palette, "=", {state.right() + 26, centre});
    drawSign(painter, palette, "+", {data.right() + 26, centre});
    const int digits = walk ? 4 : 3;
    drawScale(painter, palette, walk ? "\\sqrt{1−\\beta_t}" : "\\sqrt{\\bar{\\alpha}_t}",
              smallNumber(scene.mix.dataScale, digits), walk ? Concept::State : Concept::Signal,
              {state.right() + (walk ? 112 : 86), centre});
    drawScale(painter, palette, walk ? "\\sqrt{\\beta_t}" : "\\sqrt{1−\\bar{\\alpha}_t}",
              smallNumber(scene.mix.noiseScale, digits), Concept::Noise, {data.right() + (walk ? 86 : 112), centre});
    if (probe) {
        for (const QRectF& place : {state, data, noise}) {
            const double cell = kPicture / scene.mix.state.width;
            const QRectF mark(place.left() + scene.probe.x() * cell, place.top() + scene.probe.y() * cell, cell, cell);
            painter.setBrush(Qt::NoBrush);
            for (const auto& [colour, pen] : {std::pair{QColor(0x1B2344), 2.5}, std::pair{QColor(Qt::white), 1.0}}) {
                painter.setPen(QPen(colour, pen));
                painter.drawRect(mark.adjusted(-1, -1, 1, 1));
            }
        }
        drawWords(painter, {kStripMargin, state.bottom() + 12, size.width() - 2 * kStripMargin, 18}, Qt::AlignLeft,
                  arithmeticOf(scene), designFont(12, 500), palette.text1);
    }
    if (caption)
        drawCaption(painter, palette, size, recipeWords(scene.recipe));
}

} // namespace

std::vector<ParamSpec> plotFigureParams() { return {captionSpec()}; }

std::vector<ParamSpec> equationFigureParams()
{
    return {toggle("probe", "One pixel’s numbers", "Marks the probed pixel and writes out its arithmetic.", true),
            captionSpec()};
}

Figure equationFigure(const ForwardScene& scene, const ParamValues& values)
{
    const auto specs = equationFigureParams();
    const bool caption = boolParam(specs, values, "caption"), probe = boolParam(specs, values, "probe");
    const QSizeF size(2 * kStripMargin + 3 * kPicture + kNarrowGap + kWideGap,
                      2 * kStripMargin + kFigureHeader + kPicture + 6 + (probe ? kFigureCaption : 0) +
                          (caption ? kFigureCaption : 0));
    Figure figure = plain(scene, figureText("The forward process at step %1").arg(scene.mix.step), size);
    figure.paint = [scene = std::make_shared<const ForwardScene>(scene), size, caption, probe](QPainter& painter,
                                                                                               const Palette& palette) {
        paintEquation(painter, palette, *scene, size, caption, probe);
    };
    return figure;
}

std::vector<ParamSpec> stripFigureParams()
{
    ParamSpec steps =
        toggle("steps", "At these steps", "Steps from 0 to T, such as 0 50 100 1000; empty: spread evenly.", false);
    steps.kind = ParamSpec::Kind::Text;
    steps.initial = std::string();
    ParamSpec columns = whole("columns", "Per row", "Pictures in a row; auto chooses up to ten.", 0, 0, kMaxImages);
    columns.lowestName = figureText("auto").toStdString();
    return {
        whole("count", "Pictures", "How many, spread evenly from data to noise.", 8, 2, kMaxImages), columns, steps,
        toggle("captions", "t and ᾱ below", "The step and how much of the signal is left, below each picture.", true),
        captionSpec()};
}

std::vector<int> stripSteps(const ParamValues& values, int timesteps)
{
    const auto specs = stripFigureParams();
    std::vector<int> steps;
    static const QRegularExpression kBetween(QStringLiteral("[\\s,;]+"));
    const QString text = QString::fromStdString(textParam(specs, values, "steps"));
    for (const QString& word : text.split(kBetween, Qt::SkipEmptyParts)) {
        bool ok = false;
        const int step = word.toInt(&ok);
        if (!ok || step < 0 || step > timesteps)
            throw Error(figureText("This is not a step").toStdString(), word.toStdString(),
                        figureText("Write whole numbers from 0 to %1.").arg(timesteps).toStdString());
        steps.push_back(step);
    }
    if (steps.size() > kMaxImages)
        throw Error(figureText("These are too many steps for one strip").toStdString(), std::to_string(steps.size()),
                    figureText("Name at most %1.").arg(kMaxImages).toStdString());
    const auto count = int(intParam(specs, values, "count"));
    if (steps.empty())
        for (int k = 0; k < count; ++k)
            steps.push_back(int(std::lround(double(k) * timesteps / (count - 1))));
    return steps;
}

Figure stripFigure(const ForwardScene& scene, const ParamValues& values, const std::vector<int>& steps,
                   const std::function<Image(int step)>& picture)
{
    constexpr double kCell = 96, kGap = 10, kWords = 36;
    const auto specs = stripFigureParams();
    const bool captions = boolParam(specs, values, "captions"), caption = boolParam(specs, values, "caption");
    const auto wanted = int(intParam(specs, values, "columns"));
    const int columns = std::clamp(wanted > 0 ? wanted : kMostColumns, 1, int(steps.size()));
    const int rows = (int(steps.size()) + columns - 1) / columns;
    const double pitch = kCell + kGap, down = kCell + (captions ? kWords : kGap);
    const QSizeF size(std::max(320.0, 2 * kStripMargin + columns * pitch - kGap),
                      2 * kStripMargin + rows * down + (caption ? kFigureCaption : 0));
    Figure figure =
        plain(scene, figureText("The forward process of %1").arg(QString::fromStdString(scene.recipe.picture)), size);
    figure.paint = [=, words = recipeWords(scene.recipe, false), schedule = scene.schedule](QPainter& painter,
                                                                                            const Palette& palette) {
        for (int k = 0; k < int(steps.size()); ++k) {
            const int step = steps[std::size_t(k)];
            const QRectF cell(kStripMargin + k % columns * pitch, kStripMargin + k / columns * down, kCell, kCell);
            drawPixels(painter, toQImage(picture(step)), cell);
            if (!captions)
                continue;
            drawWords(painter, {cell.left(), cell.bottom() + 3, kCell, 16}, Qt::AlignHCenter,
                      QStringLiteral("t = %1").arg(step), designFont(11, 600), palette.text1);
            const QString alphaBar = QStringLiteral(" = ") + smallNumber(schedule.alphaBar(step - 1), 3);
            const double symbol = formulaWidth("\\bar{\\alpha}", 12);
            const double wide = symbol + QFontMetricsF(designFont(11)).horizontalAdvance(alphaBar);
            const QPointF at(cell.center().x() - wide / 2, cell.bottom() + 30);
            drawFormula(painter, at, "\\bar{\\alpha}", 12, palette.signal.text, palette);
            painter.setFont(designFont(11));
            painter.setPen(palette.signal.text);
            painter.drawText(at + QPointF(symbol, 0), alphaBar);
        }
        if (caption)
            drawCaption(painter, palette, size, words);
    };
    return figure;
}

} // namespace diffuscope::ui
