// ForwardWorkspace: what a picture was made from, and making it again from that.
#include "core/recipe/recipe.h"
#include "ui/forward/equation/picture_equation.h"
#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_workspace.h"
#include "ui/forward/picture/picture_recipe.h"
#include "ui/forward/picture/picture_shape_panel.h"
#include "ui/style/to_qimage.h"

#include <QFileInfo>

#include <algorithm>

namespace diffuscope::ui {

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
    recipe.side = state_.picture().width;
    recipe.channels = state_.picture().channels;
    return recipe;
}

std::string ForwardWorkspace::recipe() const { return toJson(madeFrom()); }

std::string ForwardWorkspace::settings() const { return toJson(settingsNow()); }

// The picture is opened by itself, afterwards: the settings say at which size.
void ForwardWorkspace::begin(const std::string& settings, bool first)
{
    if (const ReadRecipe last = readRecipe(settings); last.recipe)
        restore(*last.recipe);
    if (first)
        timeline_->play();
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
        setPicture(imageOf(pixelsOf(picture.made), shape.channels == 1 ? 1 : 3));
        result.done.append(tr("the picture, kept inside the file"));
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
