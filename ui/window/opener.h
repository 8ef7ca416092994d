#pragma once
#include "core/messages/path_kind.h"
#include "ui/bridge/bridge.h"

#include <QList>
#include <QObject>

#include <map>
#include <optional>
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

    static QString starter(); // what openStarter() opens; empty: it is missing
    bool openStarter();       // the first of the models that ship with the program; false: it is missing
    // What was open at the last end, or a built-in set. `quietly`: that set, which has to be drawn first, waits until a
    // walk has ended, or somebody asks for it, for a few seconds at most.
    void openLast(bool quietly);
    void openWaiting();                    // what waits
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
    // A second window leaves what is open in the first one for the next start; recent ones it adds to all the same.
    void setKeeps(bool keeps) { keeps_ = keeps; }
    // The user has chosen one of that kind by another way: a path of that kind that is still being looked at, or the
    // recipe of a picture, comes too late.
    void overtake(PathKind kind);
    // The recipe that this job has read is wanted: what its file is without it. None: a newer choice of that kind has
    // overtaken it, or it is nobody's of here. Once for each; the next file that waits is then looked through.
    std::optional<PathKind> takeRecipe(JobId job);
    void openPlain(const QString& path, PathKind kind); // as if it had no recipe
    static QString plainWords(PathKind kind);           // for a button that does so; empty: a drawing cannot be opened
    static bool mayBringRecipe(const QString& path);    // by its name
    static bool hasPixels(const QString& path);         // by its name: a drawing has none to compare
    static std::vector<std::string> modelPlaces(); // where the model of a recipe may lie: recent ones and around them
    Workspace* modeFor(PathKind kind) const;       // null: none takes it

Q_SIGNALS:
    void modeRequested(const QString& id);
    void notice(const QString& title, const QString& detail, bool error);
    void pictureGone(const QString& path, bool kept); // the last one's file; `kept`: it is shown all the same

private:
    void onClassified(const PathClassified& path);
    void openAs(const QString& path, PathKind kind);
    void lookThrough(const QString& path, PathKind kind);
    void lookThroughNext();
    void dropRecipeOf(PathKind kind);
    // A file that may bring a recipe. The session reads one at a time, and a second file of another kind must not make
    // it forget the first.
    struct Looked {
        QString path;
        PathKind kind = PathKind::Unknown;
        JobId job = 0; // 0: nothing is being read
    };
    void openLater(const QString& dataset);
    void openLastPicture();
    void onLastPicture(const PathClassified& last);
    Workspace* show(PathKind kind); // the mode that takes it, in front
    Bridge& bridge_;
    const QList<Workspace*>& modes_;
    QWidget* window_;
    DropOverlay* drop_;
    QString waitingSet_; // to open; empty: none waits
    Looked reading_;
    QList<Looked> waiting_;
    std::set<JobId> opening_;             // paths to open that are being looked at
    std::map<PathKind, JobId> overtaken_; // of a kind, up to that one
    JobId dragJob_ = 0, lastPictureJob_ = 0;
    bool lastPictureKept_ = false; // it is shown already
    bool keeps_ = true;
};

} // namespace diffuscope::ui
