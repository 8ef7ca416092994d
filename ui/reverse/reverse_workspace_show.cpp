// ReverseWorkspace: the frame at the playhead, shown in whatever part is seen.
#include "ui/reverse/compare/quality_panel.h"
#include "ui/reverse/copying/copying_panel.h"
#include "ui/reverse/edit/edit_tool.h"
#include "ui/reverse/explore/branch_request.h"
#include "ui/reverse/faults/break_panel.h"
#include "ui/reverse/reverse_toolbar.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sample_canvas.h"
#include "ui/reverse/sampler/model_card.h"
#include "ui/reverse/step/jump_panel.h"
#include "ui/reverse/step/prediction_strip.h"
#include "ui/reverse/welcome/welcome_page.h"
#include "ui/reverse/when_visible.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/form/section.h"

#include <algorithm>

namespace diffuscope::ui {

void ReverseWorkspace::showFrame()
{
    const int frame = trajectory().indexAt(timeline_->step());
    if (frame < 0)
        return;
    const auto holder = trajectory().predictionOf(frame);
    stepSection_->setNote(
        holder ? tr("t = %1 to s = %2").arg(trajectory().frame(*holder).fromStep).arg(trajectory().frame(*holder).step)
               : QString());
    equating_->ask();
    if (comparing())
        showComparison();
    else if (tool_ == Tool::Step)
        showStep(frame);
    else if (welcoming_)
        welcome_->show(trajectory().states(frame), trajectory().frame(frame).step, picture_);
    else if (tool_ == Tool::Watch)
        canvas_->show(trajectory(), frame, picture_, recipeOf(picture_, trajectory().frame(frame).step));
    jump_->setFrame(frame);
    break_->setFrame(frame);
    copying_->setFrame(frame);
    painting_->ask();
    export_->contentChanged();
    showBranching(false);
    showTitle();
    timeline_->setNote(tool_ == Tool::Edit ? QString() // it is a strength there, and no stop of Watch's walk
                                           : tr("sampler step %1 of %2").arg(frame).arg(trajectory().expected() - 1));
}

void ReverseWorkspace::showTitle()
{
    if (tool_ == Tool::Edit)
        return toolbar_->setTitle(edit_->way().title(), edit_->way().method());
    if (trajectory().frames() == 0) {
        toolbar_->setTitle(opened_ ? QString::fromStdString(opened_->name) : QString(),
                           opened_ ? modelDetail(*opened_) : QString());
        return;
    }
    QString detail = nameOfSample(picture_);
    if (opened_ && (opened_->path != sampledModel_.path || opened_->trainedSteps != sampledModel_.trainedSteps))
        detail += tr(", by %1").arg(QString::fromStdString(sampledModel_.name)); // not by the model that is open
    toolbar_->setTitle(tr("Sample %1").arg(picture_ + 1), detail);
}

QString ReverseWorkspace::nameOfSample(int picture) const
{
    const QString name = className(picture);
    const SampleRequest& request = trajectory().request();
    const QString seed = request.between ? tr("from the noise of its picture")
                                         : tr("seed %1").arg(request.seed + std::uint64_t(picture));
    return name.isEmpty() ? seed : name + QStringLiteral(", ") + seed;
}

void ReverseWorkspace::selectPicture(int picture)
{
    if (picture == picture_ || picture < 0 || picture >= trajectory().pictures())
        return;
    picture_ = picture;
    quality_->setSelected(picture_);
    strip_->setTrajectory(&trajectory(), picture_);
    jump_->setTrajectory(&trajectory(), picture_);
    showWalkInTrials();
    showAgainst();
    showFrame();
    timeline_->refreshThumbnails();
}

QString ReverseWorkspace::className(int picture) const
{
    const ModelOpened& model = sampledModel_;
    if (model.classes < 1)
        return {};
    const int which = classOfImage(requestAtEnd(trajectory().request()).classes, model.classes, picture);
    if (which < int(model.classNames.size()))
        return QString::fromStdString(model.classNames[std::size_t(which)]);
    return tr("class %1").arg(which);
}

QImage ReverseWorkspace::stateThumbnail(int step) const
{
    if (tool_ == Tool::Edit)
        return edit_->thumbnail(step);
    const int frames = trajectory().frames();
    if (frames == 0)
        return {};
    const int spacing = std::max(1, trajectory().schedule().timesteps() / std::max(1, trajectory().expected() - 1));
    if (step < trajectory().frame(frames - 1).step - spacing / 2)
        return {};
    return toQImage(trajectory().state(trajectory().indexAt(step), picture_));
}

} // namespace diffuscope::ui
