#include "ui/workspace/runs_folder.h"

#include "ui/settings/preferences.h"

#include <QFileInfo>

namespace diffuscope::ui {

// Looks at the disk as the dialog does that it is for.
QString runsFolder()
{
    for (const QString& run : Preferences::recent(Preferences::kRecentRuns))
        if (QFileInfo(run).isDir())
            return QFileInfo(run).absolutePath();
    return {};
}

} // namespace diffuscope::ui
