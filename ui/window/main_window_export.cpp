// MainWindow: how exports ended is said once, in whichever mode people are by then.
#include "ui/export/export_panel.h"
#include "ui/export/file_writer.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/window/failures.h"
#include "ui/window/frame/inspector_stack.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/main_window.h"
#include "ui/workspace/workspace.h"

#include <QDesktopServices>
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
    connect(card->addAction(tr("Show folder")), &QPushButton::clicked, this,
            [folder = file.absolutePath()] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
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
