#pragma once
#include <QString>

#include <functional>
#include <string>
#include <vector>

class QFileDialog;
class QWidget;

namespace diffuscope::ui {

// Asks where to save a file that is called `name`, in the folder of the last export. Comes back at once; `save` gets
// the path when one is chosen, as long as `parent` lives. `ending`: of the file's name, with its dot. GUI thread.
void askWhereToSave(QWidget* parent, const QString& title, const QString& name, const QString& kind,
                    const QString& ending, std::function<void(const QString&)> save);

// A dialog for a folder, not open yet; it deletes itself. `from`: where it begins; empty: anywhere.
QFileDialog* folderDialog(QWidget* parent, const QString& title, const QString& from, bool showFiles = false);

// What a file dialog filters names by: "Pictures (*.png *.jpg)". The endings come from the catalogs of
// core/session/catalog.h.
QString nameFilter(const QString& kind, const std::vector<std::string>& endings);

} // namespace diffuscope::ui
