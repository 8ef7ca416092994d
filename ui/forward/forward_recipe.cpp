// ForwardWorkspace: what a picture was made from, and making it again from that.
#include "ui/forward/equation/picture_equation.h"
#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_workspace.h"
#include "ui/forward/picture/picture_recipe.h"
#include "ui/forward/picture/picture_shape_panel.h"
#include "ui/style/to_qimage.h"
#include "ui/workspace/recipe_values.h"

#include <QFileInfo>
#include <QJsonDocument>

#include <algorithm>

namespace diffuscope::ui {

ForwardRecipe ForwardWorkspace::madeFrom() const
{
    ForwardRecipe recipe;
    recipe.mode = state_.mode();
    recipe.picture = source_->current();
    recipe.shape = source_->shape();
    recipe.shape.channels = state_.picture().channels;
    recipe.shape.side = state_.picture().width;
    recipe.schedule = inspector_->scheduleSpec();
    recipe.seed = state_.seed();
    recipe.step = mix_.step;
    return recipe;
}

std::string ForwardWorkspace::recipe() const { return recipeJson(madeFrom(), state_.schedule(), state_.picture()); }

std::string ForwardWorkspace::settings() const
{
    ForwardRecipe recipe = madeFrom();
    recipe.picture = {};
    recipe.shape = source_->shape();
    return recipeJson(recipe, state_.schedule(), {});
}

// The picture is opened by itself, afterwards: the settings say at which size.
void ForwardWorkspace::begin(const std::string& settings, bool first)
{
    const QJsonObject last = QJsonDocument::fromJson(QByteArray::fromStdString(settings)).object();
    if (!last.isEmpty())
        restore(last);
    if (first)
        timeline_->play();
    else if (settings.empty())
        timeline_->setStep(timeline_->totalSteps() / 4);
}

Workspace::Restored ForwardWorkspace::restore(const QJsonObject& recipe)
{
    Restored result;
    finishDrawing(false);
    if (const auto spec = scheduleIn(recipe, result.missing); spec && inspector_->setSpec(*spec))
        result.done.append(tr("the schedule"));
    else
        result.missing.append(recipe.contains("schedule") ? tr("the schedule, which this program does not know")
                                                          : tr("the schedule, which the file does not name"));
    if (const auto seed = seedOf(recipe, result.missing)) {
        setSeed(*seed);
        seedToKeep_ = *seed; // a new picture may bring new noise, not this one
        result.done.append(tr("seed %1").arg(*seed));
    }
    setMode(recipe.value("form").toString() == QLatin1String("walk") ? ForwardState::Mode::Walk
                                                                     : ForwardState::Mode::Jump);
    restorePicture(recipe, result);
    if (recipe.value("step").isDouble()) {
        timeline_->pause();
        timeline_->setStep(std::clamp(recipe.value("step").toInt(), 0, timeline_->totalSteps()));
        result.done.append(tr("step %1").arg(timeline_->step()));
    }
    return result;
}

// Its own pixels where the recipe has them, else what they came from.
void ForwardWorkspace::restorePicture(const QJsonObject& recipe, Restored& result)
{
    const PictureSource::Picture picture = pictureIn(recipe);
    const QString name = picture.name.isEmpty() ? tr("from a recipe") : picture.name;
    const PictureSource::Shape shape = shapeIn(recipe);
    if (recipe.contains("side")) {
        inspector_->shape().setShape(shape);
        source_->noteShape(shape);
    }
    const bool sameSet = bridge_.dataset() && picture.dataset == QString::fromStdString(bridge_.dataset()->source);
    if (!picture.made.isNull()) {
        PictureSource::Picture adopted = picture;
        adopted.name = name;
        source_->adopt(adopted);
        fadePicture();
        setPicture(imageOf(pixelsOf(picture.made), shape.channels == 1 ? 1 : 3));
        result.done.append(tr("the picture, kept inside the file"));
    } else if (picture.kind == PictureSource::Kind::File && QFileInfo(picture.path).isFile()) {
        source_->openFile(picture.path);
        result.done.append(tr("the picture %1").arg(QFileInfo(picture.path).fileName()));
    } else if (picture.kind == PictureSource::Kind::Dataset && sameSet) {
        source_->openIndex(picture.index);
        result.done.append(tr("picture %1 of the dataset").arg(picture.index));
    } else if (recipe.contains("picture")) {
        if (!state_.empty())
            seedToKeep_.reset(); // no picture is on its way
        result.missing.append(
            tr("the picture %1, which is not where it was").arg(picture.path.isEmpty() ? name : picture.path));
    }
}

} // namespace diffuscope::ui
