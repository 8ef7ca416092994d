#include "ui/forward/picture/picture_recipe.h"

#include "ui/style/to_qimage.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImage>
#include <QImageReader>

#include <algorithm>

namespace diffuscope::ui {

namespace {

using Kind = PictureSource::Kind;
using Source = ForwardRecipe::Source;

constexpr int kLeastSide = 16, kLargestSide = 512;

QImage pictureOf(const std::string& inside)
{
    QByteArray png;
    if (inside.size() <= ForwardRecipe::kLongestPng)
        png = QByteArray::fromBase64(QByteArray::fromStdString(inside));
    QBuffer buffer(&png);
    QImageReader reader(&buffer, "PNG");
    const QSize size = png.isEmpty() ? QSize() : reader.size(); // before anything is decoded
    const bool fits = !size.isEmpty() && size.width() <= kLargestSide && size.width() == size.height();
    return fits ? reader.read() : QImage();
}

} // namespace

std::string pngText(const Image& picture)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    toQImage(picture).save(&buffer, "PNG");
    return bytes.toBase64().toStdString();
}

void notePicture(ForwardRecipe& recipe, const PictureSource::Picture& picture, const Image& image)
{
    recipe.picture = picture.name.toStdString();
    recipe.source = Source::Embedded;
    if (picture.kind == Kind::File) {
        recipe.source = Source::File;
        recipe.path = picture.path.toStdString();
    } else if (picture.kind == Kind::Dataset && picture.index >= 0) {
        recipe.source = Source::Dataset;
        recipe.dataset = picture.dataset.toStdString();
        recipe.index = picture.index;
    }
    if (!image.empty() && std::max(image.width, image.height) <= ForwardRecipe::kInlineSide)
        recipe.png = pngText(image);
}

void withoutPlaces(ForwardRecipe& recipe)
{
    const bool builtin = recipe.dataset.starts_with("builtin:");
    if (recipe.source == Source::File || (recipe.source == Source::Dataset && !builtin)) {
        recipe.source = Source::Embedded;
        recipe.dataset.clear();
        recipe.index.reset();
    }
    recipe.path.clear();
}

PictureSource::Shape shapeIn(const ForwardRecipe& recipe)
{
    PictureSource::Shape shape;
    shape.side = std::clamp(recipe.side.value_or(shape.side), kLeastSide, kLargestSide);
    shape.channels = recipe.channels == 1 || recipe.channels == 3 ? recipe.channels : 0;
    shape.whole = recipe.whole;
    return shape;
}

PictureSource::Picture pictureIn(const ForwardRecipe& recipe)
{
    PictureSource::Picture picture;
    picture.name = QString::fromStdString(recipe.picture);
    picture.made = pictureOf(recipe.png);
    const bool keptOut = recipe.path.empty() && recipe.dataset.empty(); // where it came from was nobody's business
    if (keptOut && !picture.made.isNull()) {
        picture.kind = Kind::Made;
    } else if (recipe.source == Source::File) {
        picture.kind = Kind::File;
        picture.path = QString::fromStdString(recipe.path);
    } else if (recipe.source == Source::Dataset) {
        picture.kind = Kind::Dataset;
        picture.dataset = QString::fromStdString(recipe.dataset);
        picture.index = recipe.index.value_or(-1);
    }
    picture.original = picture.made.size();
    return picture;
}

QString recipeWords(const ForwardRecipe& recipe, bool withStep)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("ForwardRecipe", text); };
    const ScheduleSpec schedule = recipe.schedule.value_or(ScheduleSpec());
    const QString words = tr("%1 · %2 schedule, T = %3 · seed %4")
                              .arg(QString::fromStdString(recipe.picture), QString::fromStdString(schedule.id))
                              .arg(schedule.timesteps)
                              .arg(recipe.seed.value_or(0));
    return withStep ? words + tr(" · step %1").arg(recipe.step.value_or(0)) : words;
}

} // namespace diffuscope::ui
