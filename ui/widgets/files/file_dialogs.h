#pragma once
#include <QString>

#include <functional>

class QWidget;

namespace diffuscope::ui {

// Asks where to save a file that is called `name`, in the folder of the last export. Comes back at once; `save` gets
// the path when one is chosen, as long as `parent` lives. GUI thread.
void askWhereToSave(QWidget* parent, const QString& title, const QString& name, const QString& filter,
                    const QString& suffix, std::function<void(const QString&)> save);

} // namespace diffuscope::ui
