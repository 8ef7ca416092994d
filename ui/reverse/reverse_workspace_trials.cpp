// ReverseWorkspace: what is tried with a walk: blurring, faults, the question whether it copies.
#include "ui/reverse/compare/compare_page.h"
#include "ui/reverse/copying/copying_panel.h"
#include "ui/reverse/faults/break_panel.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/start/start_panel.h"
#include "ui/reverse/step/blur_panel.h"
#include "ui/widgets/form/section.h"

namespace diffuscope::ui {

void ReverseWorkspace::connectTrials()
{
    connect(copying_, &CopyingPanel::stepPicked, timeline_, &TimelineModel::setStep);
    connect(copying_, &CopyingPanel::noteChanged, copyingSection_, &Section::setNote);
    connect(break_, &BreakPanel::noteChanged, breakSection_, &Section::setNote);
    connect(break_, &BreakPanel::changed, this, [this] {
        setSampling(sampling_);
        showComparison();
    });
    connect(break_, &BreakPanel::sideBySideWanted, this, [this] {
        if (tool_ != Tool::Step) // one has gone on to something else meanwhile
            return;
        setComparing(true);
        compare_->choose(QStringLiteral("now"), QStringLiteral("broken"));
        compare_->findChild<CompareView*>()->setMode(CompareView::Mode::Side);
    });
    connect(blur_, &BlurPanel::runningChanged, this, [this] { setSampling(sampling_); });
    connect(blur_, &BlurPanel::noteChanged, blurSection_, &Section::setNote);
    connect(blur_, &BlurPanel::pictureWanted, this, [this] {
        startSection_->setOpen(true);
        start_->setWay(StartPanel::Way::Redraw);
    });
    blur_->refresh();
}

void ReverseWorkspace::showWalkInTrials()
{
    break_->setTrajectory(&trajectory(), picture_, sampledModel_);
    copying_->setTrajectory(&trajectory(), picture_);
}

} // namespace diffuscope::ui
