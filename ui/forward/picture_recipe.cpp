#include "ui/forward/picture_recipe.h"

#include "core/session/catalog.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImage>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace diffuscope::ui {

namespace {

using Kind = PictureSource::Kind;

constexpr int kInlineSide = 64;

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

std::optional<ParamValue> valueOf(const ParamSpec& spec, const QJsonValue& json)
{
    switch (spec.kind) {
    case ParamSpec::Kind::Toggle:
        return json.isBool() ? std::optional<ParamValue>(json.toBool()) : std::nullopt;
    case ParamSpec::Kind::Integer:
        return json.isDouble() ? std::optional<ParamValue>(static_cast<long long>(json.toInteger())) : std::nullopt;
    case ParamSpec::Kind::Real:
        return json.isDouble() ? std::optional<ParamValue>(json.toDouble()) : std::nullopt;
    case ParamSpec::Kind::Choice:
    case ParamSpec::Kind::Text:
        break;
    }
    return json.isString() ? std::optional<ParamValue>(json.toString().toStdString()) : std::nullopt;
}

bool readSchedule(const QJsonObject& json, ScheduleSpec& spec)
{
    const QJsonObject schedule = json.value("schedule").toObject();
    spec.id = schedule.value("id").toString().toStdString();
    spec.timesteps = json.value("timesteps").toInt();
    const QJsonObject values = schedule.value("params").toObject();
    for (const CatalogEntry& entry : schedules()) {
        if (entry.id != spec.id)
            continue;
        for (const ParamSpec& param : entry.params)
            if (const auto value = valueOf(param, values.value(QString::fromStdString(param.key))))
                spec.params[param.key] = *value;
        try {
            (void)makeSchedule(spec);
            return spec.timesteps > 0;
        } catch (const Error&) {
            return false;
        }
    }
    return false;
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

std::optional<ForwardRecipe> forwardRecipeOf(const QByteArray& text)
{
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    ForwardRecipe recipe;
    if (json.value("process").toString() != QLatin1String("forward") || !readSchedule(json, recipe.schedule))
        return std::nullopt;
    if (json.value("form").toString() == QLatin1String("walk"))
        recipe.mode = ForwardState::Mode::Walk;
    recipe.shape.side = std::clamp(json.value("side").toInt(64), 16, 512);
    const int channels = json.value("channels").toInt();
    recipe.shape.channels = channels == 1 || channels == 3 ? channels : 0;
    recipe.shape.whole = json.value("whole").toBool();
    const QJsonValue seed = json.value("seed");
    recipe.seed =
        seed.isString() ? seed.toString().toULongLong() : std::uint64_t(std::max<qint64>(0, seed.toInteger()));
    recipe.seed = std::min<std::uint64_t>(recipe.seed, 2147483647); // what the field holds
    recipe.step = std::clamp(json.value("step").toInt(), 0, recipe.schedule.timesteps);
    recipe.picture.made = QImage::fromData(QByteArray::fromBase64(json.value("png").toString().toLatin1()), "PNG");
    if (recipe.picture.made.width() > kInlineSide || recipe.picture.made.height() > kInlineSide)
        recipe.picture.made = {};
    const QJsonObject source = json.value("source").toObject();
    const QString kind = source.value("kind").toString();
    recipe.picture.name = json.value("picture").toString();
    if (kind == QLatin1String("file")) {
        recipe.picture.kind = Kind::File;
        recipe.picture.path = source.value("path").toString();
    } else if (kind == QLatin1String("dataset")) {
        recipe.picture.kind = Kind::Dataset;
        recipe.picture.dataset = source.value("dataset").toString();
        recipe.picture.index = std::max(0, source.value("index").toInt());
    } else {
        recipe.picture.kind = Kind::Made;
    }
    return recipe;
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
