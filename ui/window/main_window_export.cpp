// MainWindow: how exports ended is said once, in whichever mode people are by then.
#include "ui/export/export_panel.h"
#include "ui/export/file_writer.h"
#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/files/file_dialogs.h"
#include "ui/window/failures.h"
#include "ui/window/frame/inspector_stack.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/frame/status_line.h"
#include "ui/window/main_window.h"
#include "ui/window/opener.h"
#include "ui/window/picture_verifier.h"
#include "ui/workspace/workspace.h"

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

// A drawing has none to compare.
bool hasPixels(const QString& suffix) { return suffix != QLatin1String("svg") && suffix != QLatin1String("pdf"); }

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
    if (count == 1 && hasPixels(file.suffix()) && Opener::mayBringRecipe(file.fileName())) {
        QPushButton* verify = card->addAction(tr("Verify"));
        verify->setObjectName(QStringLiteral("exportVerify"));
        verify->setToolTip(tr("Draw it again and compare every pixel"));
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
    modelJob_ = bridge_.session().exportModel(request);
    status_->setMessage(tr("Writing %1…").arg(QFileInfo(target).fileName()));
}

void MainWindow::onExportProgress(const ExportProgress& progress)
{
    if (modelJob_ != 0 && progress.job == modelJob_)
        status_->setMessage(
            tr("Drawing pictures for the model card: step %1 of %2").arg(progress.done).arg(progress.total));
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
