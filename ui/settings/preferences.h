#pragma once
#include "ui/style/theme.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>

namespace diffuscope::ui {

// What survives a restart, in the user's settings file.
class Preferences {
public:
    static Appearance appearance();                       // its theme is the desktop's until the user chose one
    static bool followsSystem();                          // no theme was chosen
    static void setTheme(std::optional<ThemeName> theme); // none: the desktop's again
    static bool flag(const char* key, bool fallback = false);
    static void setFlag(const char* key, bool value);

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
                          kInceptionFile = "inceptionFile", kTrajectoryMemory = "trajectoryMemory",
                          kHighContrast = "highContrast", kReducedMotion = "reducedMotion",
                          kPresentation = "presentation", kDrawer = "drawer", kFolded = "folded",
                          kRecentPictures = "recent/pictures", kFigureFile = "figureFile", kNoMetadata = "noMetadata",
                          kKeepPictures = "gallery/keep", kGalleryLimit = "gallery/limitMegabytes",
                          kWalkLimit = "gallery/walkLimitMegabytes";
    // What a mode keeps, pictures included: a file of its own beside the settings.
    static QString sceneFile(const QString& id);
    static QString scene(const QString& id); // also from where it was kept before there were such files
    static bool setScene(const QString& id, const QByteArray& text); // whole or not at all
};

} // namespace diffuscope::ui
