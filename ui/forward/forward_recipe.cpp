// ForwardWorkspace: what a picture was made from, and making it again from that.
#include "core/recipe/recipe.h"
#include "core/session/catalog.h"
#include "ui/forward/equation/picture_equation.h"
#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_workspace.h"
#include "ui/forward/picture/picture_recipe.h"
#include "ui/forward/picture/picture_shape_panel.h"
#include "ui/settings/preferences.h"
#include "ui/style/to_qimage.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace diffuscope::ui {

namespace {

const QLatin1String kRecipe("recipe"), kView("view");

} // namespace

ForwardRecipe ForwardWorkspace::settingsNow() const
{
    const PictureSource::Shape shape = source_->shape();
    ForwardRecipe recipe;
    recipe.form = state_.mode() == ForwardState::Mode::Walk ? ForwardRecipe::Form::Walk : ForwardRecipe::Form::Jump;
    recipe.side = shape.side;
    recipe.channels = shape.channels;
    recipe.whole = shape.whole;
    recipe.schedule = inspector_->scheduleSpec();
    recipe.seed = state_.seed();
    recipe.step = mix_.step;
    return recipe;
}

ForwardRecipe ForwardWorkspace::madeFrom() const
{
    ForwardRecipe recipe = settingsNow();
    notePicture(recipe, source_->current(), state_.picture());
    withoutPlaces(recipe);
    recipe.side = state_.picture().width;
    recipe.channels = state_.picture().channels;
    return recipe;
}

// Taken along without the original beside it, which exported files have.
std::string ForwardWorkspace::recipe() const
{
    ForwardRecipe recipe = madeFrom();
    if (recipe.png.empty() && !state_.empty())
        recipe.png = pngText(state_.picture());
    return toJson(recipe);
}

// {"recipe": the recipe's own JSON as text, "view": {...}}: the recipe's seed has more digits than JSON's numbers.
std::function<std::string()> ForwardWorkspace::settingsLater() const
{
    ForwardRecipe recipe = settingsNow();
    recipe.step = timeline_->step();
    notePicture(recipe, source_->current(), {});
    return [recipe, picture = state_.picture(), view = viewNow()]() mutable {
        if (!picture.empty())
            recipe.png = pngText(picture);
        const std::string text = toJson(recipe, RecipePaths::All); // stays on this machine: the next start needs places
        const QJsonObject kept{{kRecipe, QString::fromStdString(text)}, {kView, view}};
        return QJsonDocument(kept).toJson(QJsonDocument::Compact).toStdString();
    };
}

QJsonObject ForwardWorkspace::viewNow() const
{
    QJsonObject view{{"speed", timeline_->speedIndex()},
                     {"loop", int(timeline_->loop())},
                     {"probe", QJsonArray{probe_.x(), probe_.y(), channel_}},
                     {"pinned", equation_->pinned()},
                     {"seedLocked", equation_->seedLocked()}};
    if (timeline_->in())
        view["in"] = *timeline_->in();
    if (timeline_->out())
        view["out"] = *timeline_->out();
    const QSize original = source_->current().original;
    view["original"] = QJsonArray{original.width(), original.height()};
    return view;
}

void ForwardWorkspace::showView(const QJsonObject& view)
{
    if (view.isEmpty())
        return;
    const int steps = timeline_->totalSteps();
    const auto point = [&](const char* key) {
        const int step = view[QLatin1String(key)].toInt(-1);
        return step < 0 || step > steps ? std::nullopt : std::optional(step);
    };
    timeline_->setSpeedIndex(view["speed"].toInt(timeline_->speedIndex()));
    timeline_->setLoop(TimelineModel::Loop(std::clamp(view["loop"].toInt(int(timeline_->loop())), 0, 2)));
    timeline_->setIn(point("in"));
    timeline_->setOut(point("out"));
    equation_->setSeedLocked(view["seedLocked"].toBool(true));
    const QJsonArray probe = view["probe"].toArray();
    probe_ = {probe.at(0).toInt(), probe.at(1).toInt()};
    channel_ = probe.at(2).toInt();
    showProbe();
    equation_->setPinned(view["pinned"].toBool());
    PictureSource::Picture picture = source_->current();
    const QSize original(view["original"].toArray().at(0).toInt(), view["original"].toArray().at(1).toInt());
    if (picture.kind == PictureSource::Kind::None || original.isEmpty())
        return;
    picture.original = original;
    source_->adopt(picture);
    inspector_->setPicture(state_.picture(), picture);
}

// A picture that was kept is shown whatever has become of what it was made from. One that was not is opened by itself,
// afterwards: the settings say at which size.
void ForwardWorkspace::begin(const std::string& settings, bool first)
{
    const QJsonObject kept = QJsonDocument::fromJson(QByteArray::fromStdString(settings)).object();
    const std::string text = kept.contains(kRecipe) ? kept[kRecipe].toString().toStdString() : settings;
    if (const ReadRecipe last = readRecipe(text); last.recipe)
        restore(*last.recipe);
    showView(kept[kView].toObject());
    lastDataset_ =
        state_.empty() ? QString() : Preferences::text(Preferences::kDataset, QString::fromLatin1(kFirstSource));
    playWithPicture_ = first && state_.empty();
    if (playWithPicture_)
        source_->openFirstOf(QString::fromLatin1(kFirstSource));
    else if (settings.empty())
        timeline_->setStep(timeline_->totalSteps() / 4);
}

Workspace::Restored ForwardWorkspace::restore(const Recipe& recipe)
{
    const auto* made = std::get_if<ForwardRecipe>(&recipe);
    if (!made)
        return Workspace::restore(recipe);
    Restored result;
    finishDrawing(false);
    if (made->schedule && inspector_->setSpec(*made->schedule))
        result.done.append(tr("the schedule"));
    else
        result.missing.append(made->schedule ? tr("the schedule, which this program does not know")
                                             : tr("the schedule, which the file does not name"));
    if (made->seed) {
        setSeed(*made->seed);
        seedToKeep_ = *made->seed; // a new picture may bring new noise, not this one
        result.done.append(tr("seed %1").arg(*made->seed));
    }
    setMode(made->form == ForwardRecipe::Form::Walk ? ForwardState::Mode::Walk : ForwardState::Mode::Jump);
    restorePicture(*made, result);
    if (made->step) {
        timeline_->pause();
        timeline_->setStep(std::clamp(*made->step, 0, timeline_->totalSteps()));
        result.done.append(tr("step %1").arg(timeline_->step()));
    }
    return result;
}

// Its own pixels where the recipe has them, else what they came from.
void ForwardWorkspace::restorePicture(const ForwardRecipe& recipe, Restored& result)
{
    const PictureSource::Picture picture = pictureIn(recipe);
    const QString name = picture.name.isEmpty() ? tr("from a recipe") : picture.name;
    const PictureSource::Shape shape = shapeIn(recipe);
    if (recipe.side) {
        inspector_->shape().setShape(shape);
        source_->noteShape(shape);
    }
    const bool sameSet = bridge_.dataset() && picture.dataset == QString::fromStdString(bridge_.dataset()->source);
    if (!picture.made.isNull()) {
        PictureSource::Picture adopted = picture;
        adopted.name = name;
        source_->adopt(adopted);
        fadePicture();
        const bool grey = shape.channels == 1 || (shape.channels == 0 && picture.made.allGray());
        setPicture(imageOf(pixelsOf(picture.made), grey ? 1 : 3));
        result.done.append(tr("the picture stored in the file"));
    } else if (picture.kind == PictureSource::Kind::File && QFileInfo(picture.path).isFile()) {
        source_->openFile(picture.path);
        result.done.append(tr("the picture %1").arg(QFileInfo(picture.path).fileName()));
        if (recipe.side && *recipe.side != shape.side)
            result.missing.append(tr("its size of %1 pixels; here it has %2").arg(*recipe.side).arg(shape.side));
    } else if (picture.kind == PictureSource::Kind::Dataset && picture.index >= 0 && sameSet) {
        source_->openIndex(picture.index);
        result.done.append(tr("picture %1 of the dataset").arg(picture.index));
    } else if (!picture.name.isEmpty() || picture.kind != PictureSource::Kind::None) {
        if (!state_.empty())
            seedToKeep_.reset(); // no picture is on its way
        result.missing.append(
            tr("the picture %1, which is not where it was").arg(picture.path.isEmpty() ? name : picture.path));
    }
}

} // namespace diffuscope::ui
