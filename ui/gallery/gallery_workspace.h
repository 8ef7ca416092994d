#pragma once
#include "ui/bridge/bridge.h"
#include "ui/workspace/workspace.h"

#include <array>
#include <map>
#include <vector>

class QStackedWidget;
class QVBoxLayout;

namespace diffuscope::ui {

class CompareView;
class EmptyState;
class GalleryGrid;
class GalleryInspector;
class GalleryList;
class GalleryToolbar;
class GalleryTray;
class NoticeCard;

// Everything that was generated: to be found again, marked, compared, opened where it was made, exported, deleted.
class GalleryWorkspace : public Workspace {
    Q_OBJECT
public:
    explicit GalleryWorkspace(Bridge& bridge, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("gallery"); }
    QString title() const override { return tr("Gallery"); }
    QWidget* inspector() override;
    TimelineModel* timeline() override { return nullptr; }
    bool handleKey(int key, Qt::KeyboardModifiers modifiers) override;
    void exportCurrent() override;
    std::string settings() const override;
    void begin(const std::string& settings, bool first) override;
    QList<Fact> facts() const override;
    bool explains(Task task) const override { return task == Task::Gallery; }

    void setKeeping(bool keep, int megabytes, int walkMegabytes); // from now on, and remembered

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void build();
    QWidget* comparePage();
    void addCommands();
    void addSelectionCommands();
    void addShortcut(const QKeySequence& keys, Command& command);
    void connectParts();
    void connectBridge();
    void ask();
    void showPage(); // the grid, or why there is nothing in it
    void showSelection();
    void openCurrent();
    void verifyCurrent();
    void toggleFavourite();
    void forgetWalk();
    GallerySettings wanted() const; // of the session
    void mark(int side);
    void closeTray();
    void showCompare(bool shown);
    void remove();
    void undo();
    void exportSelected(const QString& format);
    void connectExports();
    void onExportProgress(const ExportProgress& progress);
    bool endExport(JobId job);
    void change(const GalleryChange& change);
    void onPicture(const GalleryPicture& picture);
    void onChanged(const GalleryChanged& changed);
    void onFailed(const Failed& failure);
    void changeFailed(JobId job);
    void sayPutBack(int pictures, int wanted);
    void say(NoticeCard*& card, NoticeCard* next);
    QString selectionReason() const; // empty: something is selected

    Bridge& bridge_;
    GalleryList* list_;
    GalleryToolbar* toolbar_;
    QStackedWidget* pages_; // grid, nothing yet, nothing found, nothing read, A against B
    GalleryGrid* grid_;
    EmptyState *empty_, *unkept_, *unfound_;
    CompareView* compare_;
    GalleryTray* tray_;
    GalleryInspector* inspector_;
    QVBoxLayout* notices_;
    NoticeCard *deletedNotice_ = nullptr, *mendedNotice_ = nullptr, *failure_ = nullptr, *exportNotice_ = nullptr;
    std::map<JobId, int> exporting_; // how many pictures
    JobId exportShown_ = 0;          // that the card is about
    struct Deleted {
        JobId job = 0; // that deletes them
        std::vector<GalleryId> ids;
    };
    std::vector<Deleted> deleted_;         // newest last
    std::map<JobId, Deleted> puttingBack_; // what was to be
    std::array<JobId, 3> pictures_{};      // asked for: of the inspector, A, B
    std::array<GalleryId, 2> marked_{};    // as A and B, also while their pictures are on the way; 0: none
    Message unrepeatable_ = {};            // of the picture in the inspector
    bool begun_ = false, keep_ = true;
    int megabytes_ = 0, walkMegabytes_ = 0;
};

} // namespace diffuscope::ui
