// ReverseWorkspace: a step taken apart.
#include "core/recipe/recipe.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/step/pixel_table.h"
#include "ui/reverse/step/step_numbers.h"
#include "ui/reverse/step/step_page.h"
#include "ui/widgets/form/section.h"

namespace diffuscope::ui {

std::optional<StepNumbers> ReverseWorkspace::shownNumbers() const
{
    const int frame = trajectory().indexAt(timeline_->step());
    return frame < 0 ? std::nullopt
                     : stepNumbers(trajectory(), frame, picture_, QString::fromStdString(sampledModel_.predictionType));
}

void ReverseWorkspace::showStep(int frame)
{
    const auto numbers = shownNumbers();
    const QString type = QString::fromStdString(sampledModel_.predictionType);
    step_->setParts(numbers ? std::optional(stepParts(*numbers, trajectory(), frame, picture_, type)) : std::nullopt,
                    toldNetwork(frame));
    step_->setRecipe([recipe = recipeOf(picture_, trajectory().frame(frame).step)] { return toJson(recipe); });
}

void ReverseWorkspace::showStepPixel()
{
    pixel_->show(step_->parts(), step_->pixel(), step_->channel(), step_->words());
    const QPoint pixel = step_->pixel();
    pixelSection_->setNote(step_->parts() ? tr("column %1, row %2").arg(pixel.x()).arg(pixel.y()) : QString());
}

QString ReverseWorkspace::toldNetwork(int frame) const
{
    const auto holder = trajectory().predictionOf(frame);
    if (!holder)
        return {};
    const QString name = className(picture_);
    const QString level = tr("t = %1").arg(trajectory().frame(*holder).fromStep);
    return name.isEmpty() ? level : level + QStringLiteral(", ") + name;
}

} // namespace diffuscope::ui
