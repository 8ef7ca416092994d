#include "ui/widgets/controls/save_dialog.h"

#include "ui/settings/preferences.h"

#include <QDir>
#include <QFileDialog>

#include <utility>

namespace diffuscope::ui {

void askWhereToSave(QWidget* parent, const QString& title, const QString& name, const QString& filter,
                    const QString& suffix, std::function<void(const QString&)> save)
{
    const QString folder = Preferences::text(Preferences::kExportFolder, QDir::homePath());
    auto* dialog = new QFileDialog(parent, title, QDir(folder).filePath(name));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(filter);
    dialog->setDefaultSuffix(suffix);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(save));
    dialog->open();
}

} // namespace diffuscope::ui
