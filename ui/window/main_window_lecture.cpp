// MainWindow: what a class sees. The canvas, the timeline and one panel, a pointer that can be seen.
#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/window/frame/appearance_control.h"
#include "ui/window/frame/frame_geometry.h"
#include "ui/window/frame/inspector_stack.h"
#include "ui/window/frame/mode_rail.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/frame/pointer_spot.h"
#include "ui/window/frame/status_line.h"
#include "ui/window/frame/top_bar.h"
#include "ui/window/main_window.h"
#include "ui/workspace/workspace.h"

#include <QStackedWidget>

namespace diffuscope::ui {

FrameWishes MainWindow::wishes() const
{
    FrameWishes wishes;
    wishes.timeline = timeline_->model() != nullptr;
    wishes.drawerOpen = drawerOpen_;
    wishes.inspectorHidden = inspectorHidden_;
    wishes.presentation = presentationType();
    wishes.lecture = lecture_;
    wishes.lecturePanel = !lecturePanels_.value(mode()).isEmpty();
    return wishes;
}

bool MainWindow::isDrawer() const { return FrameGeometry::of(size(), wishes()).drawer; }

void MainWindow::toggleInspector()
{
    if (lecture_) {
        const QStringList panels = inspectors_->panels(canvas_->currentIndex());
        return showPanel(lecturePanels_.value(mode()).isEmpty() ? panels.value(0) : QString());
    }
    if (isDrawer()) {
        drawerOpen_ = !drawerOpen_;
        Preferences::setFlag(Preferences::kDrawer, drawerOpen_);
    } else {
        inspectorHidden_ = !inspectorHidden_;
        Preferences::setFlag(kInspectorHidden, inspectorHidden_);
    }
    arrange();
}

QStringList MainWindow::panels(const QString& mode) const
{
    return inspectors_->panels(int(order_.indexOf(workspaces_.value(mode))));
}

void MainWindow::showPanel(const QString& title)
{
    const int page = canvas_->currentIndex();
    if (lecture_) {
        lecturePanels_[mode()] = title;
        inspectors_->showOnly(page, title);
        return arrange();
    }
    const bool shown = FrameGeometry::of(size(), wishes()).inspector.width() > 0;
    if (shown == title.isEmpty())
        toggleInspector();
    if (!title.isEmpty())
        inspectors_->reveal(page, title);
}

// Full screen, and from there to what a class needs, and back.
void MainWindow::toggleFullScreen()
{
    if (lecture_)
        setLecture(false), showNormal();
    else if (isFullScreen())
        setLecture(true);
    else
        showFullScreen();
}

void MainWindow::toggleLecture()
{
    if (!lecture_)
        showFullScreen();
    setLecture(!lecture_);
    if (!lecture_)
        showNormal();
}

void MainWindow::setLecture(bool lecture)
{
    if (lecture == lecture_)
        return;
    leaveExport();
    lecture_ = lecture;
    for (QWidget* part : {static_cast<QWidget*>(rail_), static_cast<QWidget*>(top_), static_cast<QWidget*>(status_)})
        part->setVisible(!lecture);
    for (Workspace* workspace : order_)
        inspectors_->showOnly(int(order_.indexOf(workspace)),
                              lecture ? lecturePanels_.value(workspace->id()) : QString());
    notices_->dismiss(NoticeSubject::Kind::Lecture);
    if (lecture)
        notify(
            NoticeSubject::Kind::Lecture, tr("Lecture room"),
            tr("Esc leaves it. Ctrl+K finds everything: type “panel” to show one beside, “pointer” for a large one."),
            false);
    look_->setLecture(lecture); // arranges
    workspaces_[mode()]->setFocus();
}

void MainWindow::togglePointer()
{
    auto* spot = findChild<PointerSpot*>(QString(), Qt::FindDirectChildrenOnly);
    if (!spot)
        spot = new PointerSpot(this);
    spot->setVisible(spot->isHidden());
}

} // namespace diffuscope::ui
