// ReverseWorkspace: what is exported of a sampling, and setting one up as an exported picture's recipe tells it.
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/workspace/recipe_values.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace diffuscope::ui {

namespace {

// `seed`: where the recipe has none that can be used.
std::optional<SampleRequest> requestOf(const QJsonObject& json, std::uint64_t seed, QStringList& refused)
{
    SampleRequest request;
    request.sampler = json["sampler"].toString().toStdString();
    const auto known = samplers();
    const auto sampler = std::find_if(known.begin(), known.end(),
                                      [&](const CatalogEntry& entry) { return entry.id == request.sampler; });
    if (sampler == known.end())
        return std::nullopt;
    request.steps = std::clamp(json["steps"].toInt(50), 1, 10'000);
    request.spacing = json["spacing"].toString(QStringLiteral("model")).toStdString();
    request.params = settingsOf(json["params"].toObject(), sampler->params, refused);
    request.seed = seedOf(json, refused).value_or(seed);
    request.count = std::clamp(json["count"].toInt(1), 1, 10'000);
    request.guidanceScale = json["guidance_scale"].toDouble(1);
    for (const QJsonValue& label : json["classes"].toArray())
        request.classes.push_back(label.toInt());
    return request;
}

} // namespace

Workspace::Restored ReverseWorkspace::restore(const QJsonObject& recipe)
{
    Restored result;
    const QString name = recipe["model_name"].toString(), path = recipe["model"].toString();
    QStringList refused;
    const auto request = requestOf(recipe, sampler_->request().seed, refused);
    restoring_ = request;
    if (opened_ && !path.isEmpty() && QString::fromStdString(opened_->path) == path) {
        applyRestored();
        result.done.append(tr("the model %1, which is open").arg(name));
    } else if (path != QLatin1String("training") && QFileInfo::exists(path)) {
        openModel(path);
        result.done.append(tr("the model %1").arg(name));
    } else {
        applyRestored();
        result.missing.append(path == QLatin1String("training")
                                  ? tr("the model, which was still in training; open its run")
                                  : tr("the model %1, which is not where it was: %2").arg(name, path));
    }
    if (request) {
        result.done.append(tr("sampler %1, %2 steps").arg(recipe["sampler"].toString()).arg(request->steps));
        result.done.append(tr("seed %1, %2")
                               .arg(request->seed)
                               .arg(request->count == 1 ? tr("1 picture") : tr("%1 pictures").arg(request->count)));
    } else {
        result.missing.append(tr("the sampler %1, which this program does not know").arg(recipe["sampler"].toString()));
    }
    result.missing.append(refused);
    if (request && request->classes.size() > 1)
        result.missing.append(tr("the list of classes; they are drawn in turn"));
    if (recipe["guidance_rescale"].toDouble() != 0)
        result.missing.append(tr("the rescaling of the guidance"));
    if (recipe.contains("image_files") || recipe.contains("noise_file"))
        result.missing.append(tr("the files it started from"));
    if (const QString mode = recipe["seed_mode"].toString(); !mode.isEmpty() && mode != QLatin1String("picture"))
        result.missing.append(tr("the way of diffusers to draw the noise"));
    return result;
}

// After the model is there: it decides which classes and how many steps there are.
void ReverseWorkspace::applyRestored()
{
    if (restoring_)
        sampler_->setRequest(*restoring_);
    restoring_.reset();
    generated_ = false; // this seed is the one wanted
    showPlans();
}

ExportPanel::Content ReverseWorkspace::exportContent(ExportPanel::Kind kind, bool allSamples) const
{
    ExportPanel::Content content;
    const int now = trajectory().indexAt(timeline_->step());
    if (now < 0)
        return content;
    content.recipe = trajectory().recipe();
    const QString sample = QStringLiteral("sample-%1").arg(trajectory().request().seed + std::uint64_t(picture_));
    const QString all = QStringLiteral("samples-%1").arg(trajectory().request().seed);
    content.name =
        kind == ExportPanel::Kind::Sheet || (kind == ExportPanel::Kind::Sequence && allSamples) ? all : sample;
    switch (kind) {
    case ExportPanel::Kind::Picture:
        content.frames = {trajectory().state(now, picture_)};
        break;
    case ExportPanel::Kind::Sheet:
        content.frames = trajectory().states(now);
        break;
    case ExportPanel::Kind::Sequence:
        content.frames = {std::size_t(trajectory().frames()), // the copy shares the frames
                          [kept = trajectory(), allSamples, picture = picture_](std::size_t k) {
                              return allSamples ? contactSheet(kept.states(int(k))) : kept.state(int(k), picture);
                          }};
        break;
    }
    return content;
}

} // namespace diffuscope::ui
