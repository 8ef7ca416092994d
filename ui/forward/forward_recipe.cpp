// ForwardWorkspace: what an exported picture says about how it was made, and making it again from that.
#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_workspace.h"

#include <QBuffer>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

#include "ui/style/to_qimage.h"

namespace diffuscope::ui {

namespace {

constexpr int kEmbeddedSide = 64, kMostSteps = 4000;

// Small enough to travel in the text of a PNG, for when the file it came from is gone.
QString embedded(const Image& picture)
{
    if (picture.empty() || picture.width > kEmbeddedSide || picture.height > kEmbeddedSide)
        return {};
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    toQImage(picture).save(&buffer, "PNG");
    return QString::fromLatin1(bytes.toBase64());
}

QJsonObject scheduleJson(const ScheduleSpec& spec)
{
    QJsonObject params;
    for (const auto& [key, value] : spec.params) {
        const QString name = QString::fromStdString(key);
        if (const auto* whole = std::get_if<long long>(&value))
            params[name] = double(*whole);
        else if (const auto* real = std::get_if<double>(&value))
            params[name] = *real;
        else if (const auto* toggle = std::get_if<bool>(&value))
            params[name] = *toggle;
        else if (const auto* text = std::get_if<std::string>(&value))
            params[name] = QString::fromStdString(*text);
    }
    return {{"id", QString::fromStdString(spec.id)}, {"timesteps", spec.timesteps}, {"params", params}};
}

std::optional<ScheduleSpec> scheduleOf(const QJsonObject& json)
{
    ScheduleSpec spec;
    spec.id = json["id"].toString().toStdString();
    spec.timesteps = json["timesteps"].toInt();
    const QJsonObject params = json["params"].toObject();
    for (const CatalogEntry& entry : schedules()) {
        if (entry.id != spec.id)
            continue;
        for (const ParamSpec& known : entry.params) {
            const QJsonValue value = params[QString::fromStdString(known.key)];
            if (value.isBool())
                spec.params[known.key] = value.toBool();
            else if (value.isDouble() && known.kind == ParamSpec::Kind::Integer)
                spec.params[known.key] = static_cast<long long>(value.toDouble());
            else if (value.isDouble())
                spec.params[known.key] = value.toDouble();
            else if (value.isString())
                spec.params[known.key] = value.toString().toStdString();
        }
        return spec;
    }
    return std::nullopt;
}

} // namespace

std::string ForwardWorkspace::recipe() const
{
    const bool walk = state_.mode() == ForwardState::Mode::Walk && state_.remembersWalk();
    QJsonObject json{{"process", "forward"},
                     {"form", walk ? "walk" : "jump"},
                     {"picture", name_},
                     {"side", state_.picture().width},
                     {"channels", state_.picture().channels},
                     {"seed", QString::number(state_.seed())}, // whole 64 bits
                     {"step", mix_.step},
                     {"timesteps", state_.schedule().timesteps()},
                     {"beta_start", state_.schedule().beta(0)},
                     {"beta_end", state_.schedule().beta(state_.schedule().timesteps() - 1)},
                     {"schedule", scheduleJson(inspector_->scheduleSpec())}};
    if (!path_.isEmpty())
        json["path"] = path_;
    if (const QString bytes = embedded(state_.picture()); !bytes.isEmpty())
        json["png"] = bytes;
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

Workspace::Restored ForwardWorkspace::restore(const QJsonObject& recipe)
{
    Restored result;
    const QString name = recipe["picture"].toString(), path = recipe["path"].toString();
    const QImage inside = QImage::fromData(QByteArray::fromBase64(recipe["png"].toString().toLatin1()), "PNG");
    if (!path.isEmpty() && QFileInfo(path).isFile()) {
        inspector_->setShape(recipe["side"].toInt(), recipe["channels"].toInt());
        openPicture(path);
        result.done.append(tr("the picture %1").arg(QFileInfo(path).fileName()));
    } else if (!inside.isNull() && inside.width() <= kEmbeddedSide && inside.width() == inside.height()) {
        const int channels = recipe["channels"].toInt() == 1 ? 1 : 3;
        path_.clear();
        pasted_ = inside;
        imageJob_ = 0;
        setPicture(fromQImage(inside, inside.width(), channels), name.isEmpty() ? tr("from a recipe") : name, true);
        result.done.append(tr("the picture, kept inside the file"));
    } else if (!name.isEmpty()) {
        result.missing.append(tr("the picture %1, which is not where it was").arg(path.isEmpty() ? name : path));
    }
    if (recipe.contains("schedule")) {
        const auto spec = scheduleOf(recipe["schedule"].toObject());
        const bool fits = spec && spec->timesteps >= 1 && spec->timesteps <= kMostSteps && inspector_->setSpec(*spec);
        (fits ? result.done : result.missing)
            .append(fits ? tr("the schedule") : tr("the schedule, which this program does not know"));
    } else {
        result.missing.append(tr("the schedule, which the file does not name"));
    }
    bool whole = false;
    const quint64 seed = recipe["seed"].isString() ? recipe["seed"].toString().toULongLong(&whole)
                                                   : quint64(std::max(0.0, recipe["seed"].toDouble()));
    if (whole || recipe["seed"].isDouble()) {
        setSeed(seed);
        result.done.append(tr("seed %1").arg(seed));
    }
    setMode(recipe["form"].toString() == QLatin1String("walk") ? ForwardState::Mode::Walk : ForwardState::Mode::Jump);
    if (recipe["step"].isDouble()) {
        timeline_->pause();
        timeline_->setStep(std::clamp(recipe["step"].toInt(), 0, timeline_->totalSteps()));
        result.done.append(tr("step %1").arg(timeline_->step()));
    }
    return result;
}

} // namespace diffuscope::ui
