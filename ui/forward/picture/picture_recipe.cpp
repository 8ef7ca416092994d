#include "ui/forward/picture/picture_recipe.h"

#include "core/schedule/schedule_check.h"
#include "core/session/catalog.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/workspace/recipe_values.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImage>
#include <QImageReader>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace diffuscope::ui {

namespace {

using Kind = PictureSource::Kind;

constexpr int kInlineSide = 64, kLargestSide = 512;
constexpr qsizetype kLongestInside = 2'000'000; // as text: no picture of the largest side needs more

QString inlinePng(const Image& picture)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    toQImage(picture).save(&buffer, "PNG");
    return QString::fromLatin1(bytes.toBase64());
}

QJsonValue jsonOf(const ParamValue& value)
{
    return std::visit(
        [](const auto& held) -> QJsonValue {
            using Held = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, std::string>)
                return QString::fromStdString(held);
            else if constexpr (std::is_same_v<Held, long long>)
                return qint64(held);
            else
                return held;
        },
        value);
}

QJsonObject jsonOf(const PictureSource::Picture& picture)
{
    if (picture.kind == Kind::File)
        return {{"kind", "file"}, {"path", picture.path}};
    if (picture.kind == Kind::Dataset && picture.index >= 0)
        return {{"kind", "dataset"}, {"dataset", picture.dataset}, {"index", picture.index}};
    return {{"kind", "embedded"}};
}

} // namespace

std::string recipeJson(const ForwardRecipe& recipe, const Schedule& schedule, const Image& picture)
{
    QJsonObject params;
    for (const auto& [key, value] : recipe.schedule.params)
        params.insert(QString::fromStdString(key), jsonOf(value));
    const int steps = schedule.timesteps();
    QJsonObject json{
        {"process", "forward"},
        {"version", DIFFUSCOPE_VERSION},
        {"form", recipe.mode == ForwardState::Mode::Walk ? "walk" : "jump"},
        {"picture", recipe.picture.name},
        {"source", jsonOf(recipe.picture)},
        {"side", recipe.shape.side},
        {"channels", recipe.shape.channels},
        {"whole", recipe.shape.whole},
        {"schedule",
         QJsonObject{{"id", QString::fromStdString(recipe.schedule.id)}, {"timesteps", steps}, {"params", params}}},
        {"timesteps", steps},
        {"seed", QString::number(recipe.seed)},
        {"step", recipe.step},
        {"beta_start", schedule.beta(0)},
        {"beta_end", schedule.beta(steps - 1)}};
    if (recipe.picture.kind == Kind::File)
        json["path"] = recipe.picture.path;
    if (!picture.empty() && std::max(picture.width, picture.height) <= kInlineSide)
        json["png"] = inlinePng(picture);
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

std::optional<ScheduleSpec> scheduleIn(const QJsonObject& recipe, QStringList& refused)
{
    const QJsonObject schedule = recipe.value("schedule").toObject(), values = schedule.value("params").toObject();
    ScheduleSpec spec;
    spec.id = schedule.value("id").toString().toStdString();
    spec.timesteps = schedule.value("timesteps").toInt(recipe.value("timesteps").toInt());
    for (const CatalogEntry& entry : schedules()) {
        if (entry.id != spec.id)
            continue;
        spec.params = settingsOf(values, entry.params, refused);
        return spec.timesteps > 0 && checkSchedule(spec).schedule ? std::optional(spec) : std::nullopt;
    }
    return std::nullopt;
}

PictureSource::Shape shapeIn(const QJsonObject& recipe)
{
    const int channels = recipe.value("channels").toInt();
    PictureSource::Shape shape;
    shape.side = std::clamp(recipe.value("side").toInt(64), 16, kLargestSide);
    shape.channels = channels == 1 || channels == 3 ? channels : 0;
    shape.whole = recipe.value("whole").toBool();
    return shape;
}

PictureSource::Picture pictureIn(const QJsonObject& recipe)
{
    const QJsonObject source = recipe.value("source").toObject();
    const QString kind = source.value("kind").toString(), path = recipe.value("path").toString();
    PictureSource::Picture picture;
    picture.name = recipe.value("picture").toString();
    const QString inside = recipe.value("png").toString();
    QByteArray png;
    if (inside.size() <= kLongestInside)
        png = QByteArray::fromBase64(inside.toLatin1());
    QBuffer buffer(&png);
    QImageReader reader(&buffer, "PNG");
    const QSize size = png.isEmpty() ? QSize() : reader.size(); // before anything is decoded
    if (!size.isEmpty() && size.width() <= kLargestSide && size.width() == size.height())
        picture.made = reader.read();
    if (kind == QLatin1String("file") || !path.isEmpty()) {
        picture.kind = Kind::File;
        picture.path = path.isEmpty() ? source.value("path").toString() : path;
    } else if (kind == QLatin1String("dataset")) {
        picture.kind = Kind::Dataset;
        picture.dataset = source.value("dataset").toString();
        picture.index = std::max(0, source.value("index").toInt());
    } else if (!picture.made.isNull()) {
        picture.kind = Kind::Made;
    }
    picture.original = picture.made.size();
    return picture;
}

QString recipeWords(const ForwardRecipe& recipe, bool withStep)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("ForwardRecipe", text); };
    const QString words = tr("%1 · %2 schedule, T = %3 · seed %4")
                              .arg(recipe.picture.name, QString::fromStdString(recipe.schedule.id))
                              .arg(recipe.schedule.timesteps)
                              .arg(recipe.seed);
    return withStep ? words + tr(" · step %1").arg(recipe.step) : words;
}

} // namespace diffuscope::ui
