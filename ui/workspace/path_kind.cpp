#include "ui/workspace/path_kind.h"

#include "core/session/catalog.h"
#include "ui/settings/preferences.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace diffuscope::ui {

namespace {

bool looksLikeModel(const QDir& folder)
{
    for (const char* name : {"model_index.json", "config.json", "unet", "checkpoints"})
        if (folder.exists(QLatin1String(name)))
            return true;
    return false;
}

bool isImageName(const QString& name)
{
    static const std::vector<std::string> kExtensions = imageFileExtensions();
    return std::any_of(kExtensions.begin(), kExtensions.end(), [&](const std::string& extension) {
        return name.endsWith(QString::fromStdString(extension), Qt::CaseInsensitive);
    });
}

} // namespace

PathKind pathKind(const QString& path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return PathKind::Missing;
    if (info.isDir())
        return looksLikeModel(QDir(path)) ? PathKind::Model : PathKind::Dataset;
    const QString name = info.fileName();
    if (isImageName(name))
        return PathKind::Picture;
    for (const char* ending : {".zip", ".tar", ".tgz", ".txz", ".7z", ".bz2", ".xz", ".zst", ".avi", ".mp4", ".m4v",
                               ".mkv", ".webm", ".mov", ".mpg", ".mpeg", ".ogv", ".bin"})
        if (name.endsWith(QLatin1String(ending), Qt::CaseInsensitive))
            return PathKind::Dataset;
    if (name.endsWith(QLatin1String(".gz"), Qt::CaseInsensitive) || name.contains(QLatin1String("ubyte")) ||
        name.contains(QLatin1String("idx")))
        return PathKind::Dataset;
    return PathKind::Unknown;
}

QString runsFolder()
{
    for (const QString& run : Preferences::recent(Preferences::kRecentRuns))
        if (QFileInfo(run).isDir())
            return QFileInfo(run).absolutePath();
    return {};
}

} // namespace diffuscope::ui
