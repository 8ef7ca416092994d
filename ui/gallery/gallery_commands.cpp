// GalleryWorkspace: what can be done with the selected pictures.
#include "ui/gallery/gallery_grid.h"
#include "ui/gallery/gallery_inspector.h"
#include "ui/gallery/gallery_list.h"
#include "ui/gallery/gallery_toolbar.h"
#include "ui/gallery/gallery_tray.h"
#include "ui/gallery/gallery_words.h"
#include "ui/gallery/gallery_workspace.h"
#include "ui/style/words.h"
#include "ui/widgets/compare/compare_view.h"
#include "ui/widgets/controls/notice_card.h"

#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>

#include <algorithm>

namespace diffuscope::ui {

void GalleryWorkspace::addCommands()
{
    addSelectionCommands();
    addCommand(QStringLiteral("gallery a"), tr("Mark as A"))
        .onKey(Qt::Key_A, tr("A"))
        .foundBy(tr("compare difference wipe"))
        .disabledBy([this] { return selectionReason(); })
        .does([this] { mark(0); });
    addCommand(QStringLiteral("gallery b"), tr("Mark as B"))
        .onKey(Qt::Key_B, tr("B"))
        .foundBy(tr("compare difference wipe"))
        .disabledBy([this] { return selectionReason(); })
        .does([this] { mark(1); });
    Command& undo = addCommand(QStringLiteral("gallery undo"), tr("Put back what was deleted"))
                        .shownKeys(QStringLiteral("Ctrl Z"), tr("undo"))
                        .disabledBy([this] { return deleted_.empty() ? tr("Nothing was deleted") : QString(); })
                        .does([this] { this->undo(); });
    Command& all = addCommand(QStringLiteral("gallery all"), tr("Select all pictures"))
                       .shownKeys(QStringLiteral("Ctrl A"))
                       .disabledBy([this] { return list_->count() > 0 ? QString() : tr("There is no picture"); })
                       .does([this] { grid_->selectAll(); });
    Command& search = addCommand(QStringLiteral("gallery search"), tr("Search the gallery"))
                          .shownKeys(QStringLiteral("Ctrl F"), tr("search"))
                          .does([this] { toolbar_->startSearch(); });
    addShortcut(QKeySequence(Qt::CTRL | Qt::Key_Z), undo);
    addShortcut(QKeySequence(Qt::CTRL | Qt::Key_A), all);
    addShortcut(QKeySequence(Qt::CTRL | Qt::Key_F), search);
}

void GalleryWorkspace::addSelectionCommands()
{
    const auto selected = [this] { return selectionReason(); };
    const auto alone = [this] {
        return grid_->selectedCount() > 1 ? tr("Several pictures are selected") : selectionReason();
    };
    addCommand(QStringLiteral("gallery open"), tr("Open in Reverse"))
        .shownKeys(QStringLiteral("Enter"), tr("open in Reverse"))
        .explained(tr("Set up what made this picture, with its model and seed; a walk that was kept is there again"))
        .disabledBy(alone)
        .does([this] { openCurrent(); });
    addCommand(QStringLiteral("gallery verify"), tr("Verify a picture of the gallery"))
        .onKey(Qt::Key_V, tr("verify"))
        .foundBy(tr("repeat reproduce recipe same compare"))
        .explained(tr("Draw it again from its recipe and compare every pixel (V)"))
        .disabledBy([this, alone] {
            const QString several = alone();
            return several.isEmpty() ? translated(unrepeatable_) : several;
        })
        .does([this] { verifyCurrent(); });
    addCommand(QStringLiteral("gallery favourite"), tr("Favourite"))
        .onKey(Qt::Key_F, tr("favourite"))
        .foundBy(tr("star"))
        .explained(tr("Favourites are never removed by themselves (F)"))
        .disabledBy(selected)
        .does([this] { toggleFavourite(); });
    addCommand(QStringLiteral("gallery forget walk"), tr("Remove the kept walk"))
        .foundBy(tr("film disk space steps"))
        .explained(tr("The pictures stay, and it can be drawn again from their recipe"))
        .disabledBy(selected)
        .does([this] { forgetWalk(); });
    addCommand(QStringLiteral("gallery note"), tr("Write a note"))
        .onKey(Qt::Key_N, tr("note"))
        .disabledBy(alone)
        .does([this] { inspector_->editNote(); });
    addCommand(QStringLiteral("gallery delete"), tr("Delete from the gallery"))
        .onKey(Qt::Key_Delete, tr("delete"))
        .foundBy(tr("remove"))
        .explained(tr("Until the program ends it can be undone; then it is gone (Del)"))
        .disabledBy(selected)
        .does([this] { remove(); });
    addCommand(QStringLiteral("gallery export"), tr("Export pictures from the gallery"))
        .explained(tr("As PNG files, each with its recipe (Ctrl+E)"))
        .disabledBy(selected)
        .does([this] { exportSelected(QStringLiteral("png")); });
    addCommand(QStringLiteral("gallery sheet"), tr("Export pictures from the gallery as one sheet"))
        .disabledBy(selected)
        .does([this] { exportSelected(QStringLiteral("contact_sheet")); });
}

// While this mode is in front.
void GalleryWorkspace::addShortcut(const QKeySequence& keys, Command& command)
{
    auto* shortcut = new QShortcut(keys, this);
    connect(shortcut, &QShortcut::activated, &command, &Command::run);
}

bool GalleryWorkspace::handleKey(int key, Qt::KeyboardModifiers modifiers)
{
    if (key != Qt::Key_Escape || modifiers & ~Qt::KeypadModifier)
        return Workspace::handleKey(key, modifiers);
    if (pages_->currentIndex() == 4)
        return showCompare(false), true;
    if (!tray_->isHidden())
        return closeTray(), true;
    return false;
}

void GalleryWorkspace::openCurrent()
{
    const std::vector<GalleryId> ids = grid_->selected();
    const GalleryEntry* entry = ids.size() == 1 ? list_->entry(ids.front()) : nullptr;
    if (!entry)
        return;
    if (entry->walkBytes > 0) // whoever watches walks shows it, whatever has become of its model
        bridge_.session().readWalk(entry->id);
    else
        bridge_.session().cancelWalk(); // of what was opened before
    Q_EMIT statusMessage(tr("Looking for the model…"));
    Q_EMIT pathChosen(QString::fromStdString(entry->file));
}

void GalleryWorkspace::verifyCurrent()
{
    const std::vector<GalleryId> ids = grid_->selected();
    if (const GalleryEntry* entry = ids.size() == 1 ? list_->entry(ids.front()) : nullptr)
        Q_EMIT verifyRequested(QString::fromStdString(entry->file), titleWords(*entry));
}

void GalleryWorkspace::forgetWalk()
{
    GalleryChange forgotten;
    forgotten.ids = grid_->selected();
    forgotten.forgetWalk = true;
    change(forgotten);
}

// All of them, unless all are already: the gallery knows that of every picture, also of those that nobody has seen.
void GalleryWorkspace::toggleFavourite()
{
    GalleryChange starred;
    starred.ids = grid_->selected();
    starred.star = true;
    change(starred);
}

void GalleryWorkspace::mark(int side)
{
    const GalleryId id = grid_->current();
    if (id == 0)
        return;
    if (tray_->isHidden())
        tray_->setSide(1 - side, {});
    marked_[std::size_t(side)] = id;
    grid_->setMarks(marked_[0], marked_[1]);
    pictures_[std::size_t(side) + 1] = bridge_.session().showInGallery(id, side + 1);
    tray_->show();
}

void GalleryWorkspace::closeTray()
{
    showCompare(false);
    tray_->hide();
    for (const int side : {0, 1})
        tray_->setSide(side, {});
    pictures_[1] = pictures_[2] = 0;
    marked_ = {};
    grid_->setMarks(0, 0);
}

void GalleryWorkspace::showCompare(bool shown)
{
    if (shown && tray_->comparable()) {
        const auto side = [this](int which) {
            const GalleryPicture& picture = *tray_->side(which);
            return CompareView::Side{*picture.image, pictureWords(picture.entry), {}};
        };
        compare_->setPair(side(0), side(1));
        pages_->setCurrentIndex(4);
        return;
    }
    pages_->setCurrentIndex(0);
    showPage();
    if (isVisible())
        grid_->setFocus();
}

void GalleryWorkspace::remove()
{
    std::vector<GalleryId> ids = grid_->selected();
    if (ids.empty())
        return;
    // What comes next is selected, so that one can go on.
    const int last = list_->indexOf(ids.back());
    GalleryId next = list_->idAt(last + 1);
    for (int k = last; next == 0 && k >= 0; --k)
        if (!grid_->isSelected(k))
            next = list_->idAt(k);
    const JobId job = bridge_.session().changeGallery({ids, {}, {}, true});
    auto* card = new NoticeCard(NoticeCard::Tone::Neutral,
                                tr("%1 deleted").arg(countText(int(ids.size()), tr("picture"), tr("pictures"))),
                                tr("Gone for good when the program ends."));
    QPushButton* back = card->addAction(tr("Undo"));
    back->setObjectName(QStringLiteral("galleryUndo"));
    connect(back, &QPushButton::clicked, this, &GalleryWorkspace::undo);
    say(deletedNotice_, card);
    deleted_.push_back({job, std::move(ids)});
    grid_->setCurrent(next);
}

void GalleryWorkspace::undo()
{
    if (deleted_.empty())
        return;
    Deleted last = std::move(deleted_.back());
    deleted_.pop_back();
    const JobId job = bridge_.session().changeGallery({last.ids, {}, {}, false});
    puttingBack_[job] = std::move(last);
    say(deletedNotice_, nullptr);
    refreshCommands();
}

void GalleryWorkspace::sayPutBack(int pictures, int wanted)
{
    QString said = tr("%1 put back").arg(countText(pictures, tr("picture"), tr("pictures")));
    if (pictures < wanted) // another program has removed them for good
        said += tr("; %1 gone for good").arg(countText(wanted - pictures, tr("picture is"), tr("pictures are")));
    Q_EMIT statusMessage(said);
}

} // namespace diffuscope::ui
