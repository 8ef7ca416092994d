// MainWindow: how exports ended is said once, in whichever mode people are by then.
#include "ui/export/export_jobs.h"
#include "ui/export/export_panel.h"
#include "ui/export/export_place.h"
#include "ui/export/file_writer.h"
#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/files/file_dialogs.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/terms/explain.h"
#include "ui/window/failures.h"
#include "ui/window/frame/inspector_stack.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/frame/status_line.h"
#include "ui/window/main_window.h"
#include "ui/window/picture_verifier.h"
#include "ui/window/sheets/exports_sheet.h"
#include "ui/workspace/workspace.h"

#include <QApplication>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>

namespace diffuscope::ui {

namespace {

// Two modes may write at the same time: a success of one never takes the other's failure away.
NoticeSubject subjectOf(const Workspace* from) { return {Task::Export, from ? from->id() : QString()}; }

ExportPanel* panelOf(const QWidget* inspector, JobId job)
{
    for (ExportPanel* panel : inspector->findChildren<ExportPanel*>())
        if (panel->asked(job))
            return panel;
    return nullptr;
}

} // namespace

Workspace* MainWindow::exporterOf(JobId job) const
{
    for (Workspace* workspace : order_)
        if (panelOf(inspectors_->widget(int(order_.indexOf(workspace))), job))
            return workspace;
    return nullptr;
}

void MainWindow::onExported(const Exported& result)
{
    if (result.cancelled || writer_->wrote(result.job)) // whoever asked says so
        return;
    const NoticeSubject subject = subjectOf(exporterOf(result.job));
    const QFileInfo file(QString::fromStdString(result.files.front()));
    const bool folder = result.files.size() > 1 && result.files[1].starts_with(result.files[0] + "/");
    const auto count = static_cast<long long>(result.files.size()) - (folder ? 1 : 0); // which is none itself
    const QString more = count > 1 ? tr(", %1 files").arg(grouped(count)) : QString();
    NoticeCard* card =
        notify(subject, tr("Exported %1").arg(file.fileName()), breakable(file.absolutePath()) + more, false);
    card->setObjectName(QStringLiteral("exportNotice"));
    if (result.verifiable) {
        QPushButton* verify = card->addAction(tr("Verify"));
        verify->setObjectName(QStringLiteral("exportVerify"));
        setUsualToolTip(verify, tr("Draw it again and compare every pixel"));
        verify->setEnabled(result.cannotVerify.empty());
        setReason(verify, translated(result.cannotVerify));
        connect(verify, &QPushButton::clicked, this, [this, path = file.absoluteFilePath(), subject] {
            notices_->dismiss(subject);
            verifier_->verify(path);
        });
    }
    connect(card->addAction(tr("Show folder")), &QPushButton::clicked, this,
            [folder = file.absolutePath()] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
}

void MainWindow::chooseModelTarget(const QString& model, const QString& name)
{
    const QString folder = Preferences::text(Preferences::kExportFolder);
    QFileDialog* dialog =
        saveDialog(this, tr("Export %1 to a new folder").arg(name),
                   QDir(folder.isEmpty() ? QDir::homePath() : folder).filePath(name + QStringLiteral("-model")), {});
    dialog->setObjectName(QStringLiteral("modelExportDialog"));
    dialog->selectFile(name + QStringLiteral("-model"));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, model](const QString& target) { exportModel(model, target); });
    dialog->open();
}

// How it ended is said as of every export.
void MainWindow::exportModel(const QString& model, const QString& target)
{
    ModelExportRequest request;
    request.model = model.toStdString();
    request.target = target.toStdString();
    bridge_.session().exportModel(request);
    status_->setMessage(tr("Writing %1…").arg(QFileInfo(target).fileName()));
}

// The settings beside it are the mode's own panel, alone.
void MainWindow::openExport()
{
    Workspace* const workspace = workspaces_[mode()];
    const int page = canvas_->currentIndex();
    auto* panel = inspectors_->widget(page)->findChild<ExportPanel*>();
    if (!panel || !panel->ready() || panel->showsFigure() || lecture_ || !place_->isHidden())
        return workspace->exportCurrent(); // which says why where it can't; figures are no pixels to look at
    for (QWidget* each = panel; each; each = each->parentWidget())
        if (auto* section = qobject_cast<Section*>(each)) {
            inspectors_->showOnly(page, section->accessibleName());
            break;
        }
    place_->open(panel);
    notices_->raise();
    arrange();
}

void MainWindow::exportAgain() { workspaces_[mode()]->exportCurrent(); }

void MainWindow::leaveExport()
{
    if (place_->isHidden())
        return;
    const bool hadFocus = place_->hasFocus() || place_->isAncestorOf(QApplication::focusWidget());
    place_->close();
    inspectors_->showOnly(canvas_->currentIndex(), {});
    if (hadFocus)
        workspaces_[mode()]->setFocus();
}

void MainWindow::openExports()
{
    const QWidget* chip = findChild<QWidget*>(QStringLiteral("exportsChip"));
    auto* sheet =
        new ExportsSheet(this, *jobs_, chip->isVisible() ? QRect(chip->mapTo(this, QPoint()), chip->size()) : QRect());
    connect(sheet, &ExportsSheet::verifyRequested, this, [this, sheet](const QString& path) {
        sheet->dismiss();
        verifier_->verify(path);
    });
}

void MainWindow::onExportFailed(const Failed& failure)
{
    if (writer_->wrote(failure.job))
        return;
    Workspace* from = exporterOf(failure.job);
    const NoticeSubject subject = subjectOf(from);
    NoticeCard* card =
        notify(subject, translated(failure.error.happenedMessage()), breakable(detailText(failure.error)), true);
    addNextStep(card, failureRule(failure.task), subject, from);
}

} // namespace diffuscope::ui
