#include "ui/widgets/files/file_dialogs.h"

#include "core/session/catalog.h"
#include "ui/settings/preferences.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeDatabase>
#include <QStringList>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {

QString dialogText(const char* text) { return QCoreApplication::translate("FileDialogs", text); }

QString withEnding(const QString& path, const QString& ending)
{
    return QFileInfo(path).dir().filePath(withoutEnding(path)) + ending;
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

bool hasEnding(const QString& path)
{
    const QString name = QFileInfo(path).fileName(), suffix = QFileInfo(path).suffix();
    if (std::none_of(suffix.begin(), suffix.end(), [](QChar c) { return c.isLetter(); }))
        return false; // manual pages end in .1, and so do numbers
    for (const std::vector<std::string>& endings : {imageFileExtensions(), datasetFileExtensions()})
        for (const std::string& ending : endings)
            if (name.endsWith(QString::fromStdString(ending), Qt::CaseInsensitive))
                return true;
    return !QMimeDatabase().suffixForFileName(name).isEmpty();
}

QString withoutEnding(const QString& path)
{
    const QFileInfo file(path);
    return hasEnding(path) ? file.completeBaseName() : file.fileName();
}

QString falseEnding(const QString& path, const QList<FileKind>& kinds)
{
    if (!hasEnding(path) || fileKindOf(path, kinds) >= 0)
        return {};
    return dialogText("%1 would not be what its name says").arg(QFileInfo(path).fileName());
}

QString wholeName(const QString& path, const QList<FileKind>& kinds, const QString& ending)
{
    return kinds.isEmpty() || fileKindOf(path, kinds) >= 0 ? path : path + ending;
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
    QObject::connect(
        dialog, &QFileDialog::fileSelected, parent, [parent, kinds, save = std::move(save)](const QString& path) {
            const QString trouble = falseEnding(path, kinds), whole = wholeName(path, kinds, kinds[0].ending);
            // The dialog has asked about the name as it was typed.
            const bool unasked = whole != path && QFileInfo::exists(whole);
            if (trouble.isEmpty() && !unasked)
                return save(whole);
            const QString again = trouble.isEmpty() ? dialogText("%1 is there already").arg(QFileInfo(whole).fileName())
                                                    : dialogText("%1: end it in %2").arg(trouble, kinds[0].ending);
            askWhereToSave(parent, again, QFileInfo(withEnding(path, kinds[0].ending)).fileName(), kinds[0].name,
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
