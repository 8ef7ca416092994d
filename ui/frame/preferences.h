#pragma once
#include "ui/style/theme.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace diffuscope::ui {

// What survives a restart, in the user's settings file.
class Preferences {
public:
    static ThemeName theme(); // the desktop's until the user chose one
    static void setTheme(ThemeName theme);

    static QString text(const char* key, const QString& fallback = {});
    static void setText(const char* key, const QString& value);
    static QByteArray bytes(const char* key);
    static void setBytes(const char* key, const QByteArray& value);

    static QStringList recent(const char* list); // newest first
    static void addRecent(const char* list, const QString& value, int most = 8);
    static void removeRecent(const char* list, const QString& value);

    static constexpr auto kMode = "mode", kDataset = "dataset", kModel = "model", kPicture = "picture",
                          kGeometry = "geometry", kRecentDatasets = "recent/datasets", kRecentModels = "recent/models",
                          kExportFolder = "exportFolder", kRecentRuns = "recent/runs", kDeclinedRuns = "declinedRuns",
                          kInceptionFile = "inceptionFile", kTrajectoryMemory = "trajectoryMemory";
};

} // namespace diffuscope::ui
