#include "ui/widgets/files/file_dialogs.h"

#include "ui/settings/preferences.h"

#include <QDir>
#include <QFileDialog>
#include <QStringList>

#include <utility>

namespace diffuscope::ui {

void askWhereToSave(QWidget* parent, const QString& title, const QString& name, const QString& kind,
                    const QString& ending, std::function<void(const QString&)> save)
{
    const QString folder = Preferences::text(Preferences::kExportFolder, QDir::homePath());
    auto* dialog = new QFileDialog(parent, title, QDir(folder).filePath(name));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(nameFilter(kind, {ending.toStdString()}));
    dialog->setDefaultSuffix(ending.mid(1));
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(save));
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
