#include "ui/widgets/files/file_dialogs.h"

#include "ui/settings/preferences.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QStringList>

#include <utility>

namespace diffuscope::ui {

namespace {

QString dialogText(const char* text) { return QCoreApplication::translate("FileDialogs", text); }

QString withEnding(const QString& path, const QString& ending)
{
    const QFileInfo file(path);
    return file.dir().filePath(file.completeBaseName()) + ending;
}

} // namespace

qsizetype fileKindOf(const QString& path, const QList<FileKind>& kinds)
{
    for (qsizetype k = 0; k < kinds.size(); ++k)
        if (!kinds[k].ending.isEmpty() && path.endsWith(kinds[k].ending, Qt::CaseInsensitive))
            return k;
    return -1;
}

QString endingsOf(const QList<FileKind>& kinds)
{
    QStringList endings;
    for (const FileKind& kind : kinds)
        endings.append(kind.ending);
    return endings.join(QStringLiteral(", "));
}

QString falseEnding(const QString& path, const QList<FileKind>& kinds)
{
    const QFileInfo file(path);
    if (file.suffix().isEmpty() || fileKindOf(path, kinds) >= 0)
        return {};
    return dialogText("%1 would not be what its name says").arg(file.fileName());
}

QFileDialog* saveDialog(QWidget* parent, const QString& title, const QString& path, const QList<FileKind>& kinds,
                        qsizetype first)
{
    auto* dialog = new QFileDialog(parent, title, path);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    QStringList filters;
    for (const FileKind& kind : kinds)
        filters.append(nameFilter(kind.name, {kind.ending.toStdString()}));
    dialog->setNameFilters(filters);
    if (first < 0 || first >= kinds.size())
        return dialog;
    dialog->selectNameFilter(filters[first]);
    dialog->setDefaultSuffix(kinds[first].ending.mid(1));
    dialog->selectFile(QFileInfo(path).fileName());
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, filters, kinds](const QString& filter) {
        const qsizetype kind = filters.indexOf(filter);
        const QString now = dialog->selectedFiles().value(0);
        if (kind < 0)
            return;
        dialog->setDefaultSuffix(kinds[kind].ending.mid(1));
        if (fileKindOf(now, kinds) >= 0)
            dialog->selectFile(QFileInfo(withEnding(now, kinds[kind].ending)).fileName());
    });
    return dialog;
}

void askWhereToSave(QWidget* parent, const QString& title, const QString& name, const QString& kind,
                    const QString& ending, std::function<void(const QString&)> save)
{
    const QString folder = Preferences::text(Preferences::kExportFolder, QDir::homePath());
    const QList<FileKind> kinds{{kind, ending}};
    QFileDialog* dialog = saveDialog(parent, title, QDir(folder).filePath(name), kinds);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent,
                     [parent, kinds, save = std::move(save)](const QString& path) {
                         const QString trouble = falseEnding(path, kinds);
                         if (trouble.isEmpty())
                             return save(fileKindOf(path, kinds) < 0 ? path + kinds[0].ending : path);
                         askWhereToSave(parent, dialogText("%1: end it in %2").arg(trouble, kinds[0].ending),
                                        QFileInfo(withEnding(path, kinds[0].ending)).fileName(), kinds[0].name,
                                        kinds[0].ending, save);
                     });
    dialog->open();
}

QFileDialog* folderDialog(QWidget* parent, const QString& title, const QString& from, bool showFiles)
{
    auto* dialog = new QFileDialog(parent, title, from);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly, !showFiles);
    return dialog;
}

QString nameFilter(const QString& kind, const std::vector<std::string>& endings)
{
    QStringList patterns;
    for (const std::string& ending : endings)
        patterns.append(u'*' + QString::fromStdString(ending));
    return QStringLiteral("%1 (%2)").arg(kind, patterns.join(u' '));
}

} // namespace diffuscope::ui
