// ExportPanel: where a file goes, and writing it.
#include "core/base/error.h"
#include "ui/export/export_panel.h"
#include "ui/settings/preferences.h"
#include "ui/widgets/form/param_form.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QStandardPaths>

#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kMostNumber = 1000;

QString startFolder()
{
    const QString last = Preferences::text(Preferences::kExportFolder);
    if (!last.isEmpty() && QFileInfo(last).isDir())
        return last;
    const QString pictures = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    return QFileInfo(pictures).isDir() ? pictures : QStandardPaths::writableLocation(QStandardPaths::HomeLocation);
}

// "walk.gif" where there is none yet, else "walk-2.gif", "walk-3.gif": nothing is overwritten by pressing Enter,
// nor what is still being written.
QString freeName(const QDir& folder, const QString& name, const QString& extension, const QStringList& taken)
{
    const QString stem = name.left(name.size() - extension.size());
    QString free = name;
    const auto isTaken = [&](const QString& each) {
        return QFileInfo::exists(folder.filePath(each)) || taken.contains(folder.filePath(each));
    };
    for (int number = 2; isTaken(free) && number < kMostNumber; ++number)
        free = stem + u'-' + QString::number(number) + extension;
    return free;
}

} // namespace

void ExportPanel::choose()
{
    if (!ready_) {
        Q_EMIT statusMessage(reason_);
        return;
    }
    const QList<FileKind> kinds = fileKinds();
    const QString name = freeName(QDir(startFolder()), fileName(), extension(), writing_.values());
    QFileDialog* dialog = saveDialog(this, tr("Export %1").arg(format_->currentText()),
                                     QDir(startFolder()).filePath(name), kinds, fileKindOf(name, kinds));
    dialog->setObjectName(QStringLiteral("exportDialog"));
    if (kinds.isEmpty())
        dialog->selectFile(name);
    connect(dialog, &QFileDialog::fileSelected, this, &ExportPanel::exportTo);
    dialog->open();
}

// What can be written now; a folder has none.
QList<FileKind> ExportPanel::fileKinds() const
{
    QList<FileKind> kinds;
    if (figure())
        for (const FigureFormat& format : figureFormats())
            kinds.append({format.name, format.extension});
    else if (!current_.extension.empty())
        kinds.append({format_->currentText(), extension()});
    return kinds;
}

// Said where all other trouble of exports is said.
void ExportPanel::refuse(const QString& target, const QString& trouble, const QString& advice)
{
    const Error error(trouble.toStdString(), target.toStdString(), advice.toStdString());
    began(bridge_.session().save({target.toStdString(), [error]() -> std::string { throw error; }}), target);
}

void ExportPanel::exportTo(const QString& chosen)
{
    if (!ready_)
        return;
    const QList<FileKind> kinds = fileKinds();
    const QString trouble = kinds.isEmpty() ? QString() : falseEnding(chosen, kinds);
    const QString target = trouble.isEmpty() ? wholeName(chosen, kinds, extension()) : chosen;
    if (!trouble.isEmpty()) {
        refuse(target, trouble, tr("End its name in %1.").arg(endingsOf(kinds)));
    } else if (target != chosen && QFileInfo::exists(target)) { // the dialog has asked about the name as it was typed
        refuse(target, tr("There is such a file already"), tr("Choose that file to replace it, or another name."));
    } else if (const FigureOffer* offer = figure()) {
        ParamValues kind = valuesOf(figureParams());
        kind["file"] = figureFormats()[std::size_t(fileKindOf(target, kinds))].id; // the name decides
        params_->setValues({{"file", kind["file"]}});
        rememberFile();
        Figure drawing = offer->make(valuesOf(offer->params));
        if (!keepsMetadata()) {
            drawing.recipe.clear();
            drawing.original = {};
        }
        began(bridge_.session().save({target.toStdString(), [drawing, kind] { return figureBytes(drawing, kind); }}),
              target);
    } else {
        ExportRequest request = requestOf(current_, content(current_));
        request.target = target.toStdString();
        began(bridge_.session().exportImages(request), target);
    }
}

void ExportPanel::began(JobId job, const QString& target)
{
    mine_.insert(job);
    writing_.insert(job, target);
    Preferences::setText(Preferences::kExportFolder, QFileInfo(target).absolutePath());
    Q_EMIT statusMessage(tr("Writing %1…").arg(QFileInfo(target).fileName()));
}

// Of several the one that is being written is told of here; the list of exports tells of all.
void ExportPanel::onProgress(const ExportProgress& progress)
{
    if (writing_.isEmpty() || progress.job != writing_.firstKey() || progress.total < 2)
        return;
    Q_EMIT statusMessage(
        tr("Writing %1… %2 %").arg(QFileInfo(writing_.first()).fileName()).arg(100 * progress.done / progress.total));
}

void ExportPanel::onEnded(JobId job, bool cancelled)
{
    const QString target = writing_.take(job);
    if (target.isEmpty())
        return;
    Q_EMIT statusMessage(
        cancelled ? tr("Writing %1 was cancelled; nothing was left behind.").arg(QFileInfo(target).fileName())
                  : QString());
    estimateSoon();
}

} // namespace diffuscope::ui
