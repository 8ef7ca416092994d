#pragma once
#include "core/messages/path_kind.h"
#include "ui/bridge/bridge.h"

#include <QList>
#include <QObject>

#include <map>
#include <set>
#include <string>
#include <vector>

class QDragEnterEvent;
class QDropEvent;

namespace diffuscope::ui {

class DropOverlay;
class Workspace;

// Opens what people bring: in dialogs, by drag and drop, on the command line, from the last session; and remembers it.
// Which mode takes it is asked of the modes, in their order. Nothing here reads a file: that is the session's.
class Opener : public QObject {
    Q_OBJECT
public:
    // `modes` stays the window's and may still be empty; `window` is under the dialogs and what says where to drop.
    Opener(Bridge& bridge, const QList<Workspace*>& modes, QWidget* window);

    bool openStarter();                    // the first of the models that ship with the program; false: it is missing
    void openLast();                       // what was open at the last end, or a built-in set
    void openPath(const QString& path);    // a picture, a folder or file of pictures, a model folder
    void openPicture(const QString& path); // as it is, whatever recipe it brought
    void openDataset(const QString& source);
    void openModel(const QString& path);      // or "training"
    void openModelToUse(const QString& path); // and shows the mode that takes it
    void chooseDatasetFolder();
    void chooseDatasetFile();
    void chooseModelFolder();

    void dragEnter(QDragEnterEvent* event); // says what dropping it would do
    void dragLeave();
    void drop(QDropEvent* event);

    void remember(PathKind kind, const QString& path);
    // The user has chosen one of that kind by another way: a path of that kind that is still being looked at, or the
    // recipe of a picture, comes too late.
    void overtake(PathKind kind);
    void openPlainly(const QString& path);           // what was looked through for a recipe, as if it had none
    QString plainWords() const;                      // for a button that does so; empty: a drawing cannot be opened
    static bool mayBringRecipe(const QString& path); // by its name
    static std::vector<std::string> modelPlaces();   // where the model of a recipe may lie: recent ones and around them
    bool isNewestRecipe(JobId job) const { return job == recipeJob_; } // else it was overtaken
    Workspace* modeFor(PathKind kind) const;                           // null: none takes it

Q_SIGNALS:
    void modeRequested(const QString& id);
    void notice(const QString& title, const QString& detail, bool error);
    void pictureGone(const QString& path, bool kept); // the last one's file; `kept`: it is shown all the same

private:
    void onClassified(const PathClassified& path);
    void openAs(const QString& path, PathKind kind);
    void openPlain(const QString& path, PathKind kind);
    void openLastPicture();
    void onLastPicture(const PathClassified& last);
    Workspace* show(PathKind kind); // the mode that takes it, in front
    Bridge& bridge_;
    const QList<Workspace*>& modes_;
    QWidget* window_;
    DropOverlay* drop_;
    JobId recipeJob_ = 0;
    PathKind plainKind_ = PathKind::Image; // of its file
    std::set<JobId> opening_;              // paths to open that are being looked at
    std::map<PathKind, JobId> overtaken_;  // of a kind, up to that one
    JobId dragJob_ = 0, lastPictureJob_ = 0;
    bool lastPictureKept_ = false; // it is shown already
};

} // namespace diffuscope::ui
