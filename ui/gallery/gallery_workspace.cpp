#include "ui/gallery/gallery_workspace.h"

#include "ui/gallery/gallery_grid.h"
#include "ui/gallery/gallery_inspector.h"
#include "ui/gallery/gallery_list.h"
#include "ui/gallery/gallery_toolbar.h"
#include "ui/gallery/gallery_tray.h"
#include "ui/gallery/gallery_words.h"
#include "ui/settings/preferences.h"
#include "ui/style/words.h"
#include "ui/widgets/compare/compare_view.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/empty_state.h"
#include "ui/widgets/controls/notice_card.h"

#include <QHBoxLayout>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kUsualLimit = int(GallerySettings::kUsualLimit / 1'000'000); // MB
constexpr std::size_t kLookedAt = 200; // of those that are selected, for what they have in common
enum Asker { kInspector, kA, kB };

} // namespace

GalleryWorkspace::GalleryWorkspace(Bridge& bridge, QWidget* parent)
    : Workspace(parent), bridge_(bridge), list_(new GalleryList(bridge, this)), toolbar_(new GalleryToolbar),
      pages_(new QStackedWidget), grid_(new GalleryGrid(*list_)),
      empty_(new EmptyState(tr("Everything that you generate is kept here."))),
      unkept_(new EmptyState(tr("What you generate is not kept at the moment."))),
      unfound_(new EmptyState(tr("No picture is like that."))),
      compare_(new CompareView(QStringLiteral("gallery/compare"))), tray_(new GalleryTray), megabytes_(kUsualLimit),
      walkMegabytes_(kUsualLimit)
{
    addCommands();
    inspector_ = new GalleryInspector(
        {command(QStringLiteral("gallery open")), command(QStringLiteral("gallery favourite")),
         command(QStringLiteral("gallery delete")), command(QStringLiteral("gallery export")),
         command(QStringLiteral("gallery verify")), command(QStringLiteral("gallery forget walk"))});
    inspector_->setParent(this); // until the window takes it
    inspector_->hide();
    build();
    connectParts();
    connectBridge();
    connectExports();
    keep_ = Preferences::flag(Preferences::kKeepPictures, true);
    megabytes_ = Preferences::text(Preferences::kGalleryLimit, QString::number(kUsualLimit)).toInt();
    walkMegabytes_ = Preferences::text(Preferences::kWalkLimit, QString::number(kUsualLimit)).toInt();
    inspector_->setKeeping(keep_, megabytes_, walkMegabytes_);
    showPage();
}

QWidget* GalleryWorkspace::inspector() { return inspector_; }

void GalleryWorkspace::build()
{
    setFocusProxy(grid_);
    Button* generate = empty_->addAction(tr("Generate in Reverse"), QStringLiteral("reverse"), true);
    connect(generate, &QPushButton::clicked, this, [this] { Q_EMIT modeRequested(QStringLiteral("reverse")); });
    Button* keep = unkept_->addAction(tr("Keep it"), QStringLiteral("gallery"), true);
    connect(keep, &QPushButton::clicked, this, [this] { setKeeping(true, megabytes_, walkMegabytes_); });
    Button* clear = unfound_->addAction(tr("Clear the search"), QStringLiteral("close"), false);
    clear->setObjectName(QStringLiteral("galleryClear"));
    connect(clear, &QPushButton::clicked, toolbar_, &GalleryToolbar::clear);
    pages_->setObjectName(QStringLiteral("galleryPages"));
    for (QWidget* page : std::initializer_list<QWidget*>{grid_, empty_, unkept_, unfound_, comparePage()})
        pages_->addWidget(page);
    notices_ = new QVBoxLayout;
    notices_->setSpacing(6);
    notices_->setContentsMargins(24, 0, 20, 0);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(toolbar_);
    column->addLayout(notices_);
    column->addWidget(pages_, 1);
    column->addWidget(tray_);
    tray_->hide();
}

QWidget* GalleryWorkspace::comparePage()
{
    auto* page = new QWidget;
    auto* back = new Button(tr("Back to the pictures"), QStringLiteral("chevronLeft"));
    back->setObjectName(QStringLiteral("galleryBack"));
    connect(back, &QPushButton::clicked, this, [this] { showCompare(false); });
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(24, 12, 20, 12);
    column->addWidget(back, 0, Qt::AlignLeft);
    column->addWidget(compare_, 1);
    return page;
}

void GalleryWorkspace::connectParts()
{
    connect(toolbar_, &GalleryToolbar::queryChanged, this, &GalleryWorkspace::ask);
    connect(grid_, &GalleryGrid::selectionChanged, this, &GalleryWorkspace::showSelection);
    connect(grid_, &GalleryGrid::activated, command(QStringLiteral("gallery open")), &Command::run);
    connect(tray_, &GalleryTray::closed, this, &GalleryWorkspace::closeTray);
    connect(tray_, &GalleryTray::wipeRequested, this, [this] { showCompare(true); });
    connect(inspector_, &GalleryInspector::noteChanged, this, [this](GalleryId id, const QString& note) {
        change({{id}, {}, note.toStdString()});
    });
    connect(inspector_, &GalleryInspector::keepingChosen, this, &GalleryWorkspace::setKeeping);
    connect(list_, &GalleryList::listed, this, [this] {
        toolbar_->setFacets(list_->facets());
        inspector_->setTotals(list_->totals());
        say(failure_, nullptr);
        showPage();
        showSelection();
    });
    connect(list_, &GalleryList::entriesChanged, this, [this] { // of the selected one, which was not known yet
        if (grid_->selectedCount() == 1)
            showSelection();
    });
    connect(list_, &GalleryList::totalsChanged, this, [this] { inspector_->setTotals(list_->totals()); });
}

void GalleryWorkspace::connectBridge()
{
    connect(&bridge_, &Bridge::galleryPicture, this, &GalleryWorkspace::onPicture);
    connect(&bridge_, &Bridge::galleryChanged, this, &GalleryWorkspace::onChanged);
    connect(&bridge_, &Bridge::failed, this, &GalleryWorkspace::onFailed);
    connect(&bridge_, &Bridge::galleryMended, this, [this](const GalleryMended& mended) {
        const QString pictures = countText(mended.pictures, tr("picture"), tr("pictures"));
        auto* card = new NoticeCard(
            NoticeCard::Tone::Neutral, tr("The gallery's database was made anew from its %1").arg(pictures),
            mended.setAside.empty()
                ? QString()
                : tr("It was damaged. What could not be read is now %1").arg(QString::fromStdString(mended.setAside)));
        say(mendedNotice_, card);
        if (list_->known())
            ask();
    });
}

// In the place of what was said there.
void GalleryWorkspace::say(NoticeCard*& card, NoticeCard* next)
{
    if (card)
        card->deleteLater();
    card = next;
    if (card) {
        connect(card, &NoticeCard::closed, this, [this, &card] { say(card, nullptr); });
        notices_->addWidget(card);
    }
    const bool any = deletedNotice_ || mendedNotice_ || failure_ || exportNotice_;
    notices_->setContentsMargins(24, any ? 10 : 0, 20, any ? 2 : 0);
}

void GalleryWorkspace::ask() { list_->setQuery(toolbar_->query()); }

void GalleryWorkspace::showEvent(QShowEvent* event)
{
    Workspace::showEvent(event);
    list_->setWatching(true);
}

void GalleryWorkspace::hideEvent(QHideEvent* event)
{
    Workspace::hideEvent(event);
    list_->setWatching(false);
}

void GalleryWorkspace::showPage()
{
    if (pages_->currentIndex() == 4 && tray_->comparable())
        return;
    QWidget* page = grid_;
    if (list_->known() && list_->count() == 0)
        page = toolbar_->filters() ? unfound_ : keep_ ? empty_ : unkept_;
    pages_->setCurrentWidget(page);
}

QString GalleryWorkspace::selectionReason() const
{
    return grid_->selectedCount() > 0 ? QString() : tr("No picture is selected");
}

void GalleryWorkspace::showSelection()
{
    refreshCommands();
    const int count = grid_->selectedCount();
    if (count == 0)
        return inspector_->showNothing();
    const std::vector<GalleryId> ids = grid_->selected();
    if (count > 1) {
        std::vector<const GalleryEntry*> known;
        for (const GalleryId id : ids)
            if (const GalleryEntry* entry = list_->entry(id); entry && known.size() < kLookedAt)
                known.push_back(entry);
        return inspector_->showSeveral(known, count);
    }
    const GalleryEntry* entry = list_->entry(ids.front());
    if (!entry) // it is on its way
        return;
    const bool another = inspector_->shown() != entry->id;
    inspector_->showOne(*entry, list_->thumbnail(entry->id));
    if (another) {
        unrepeatable_ = {}; // it is found out with the picture
        refreshCommands();
    }
    if (another)
        pictures_[kInspector] = bridge_.session().showInGallery(entry->id, kInspector);
}

void GalleryWorkspace::onPicture(const GalleryPicture& picture)
{
    if (picture.job == pictures_[kInspector]) {
        inspector_->setPicture(picture);
        unrepeatable_ = picture.unrepeatable;
        refreshCommands();
    }
    for (const Asker side : {kA, kB})
        if (picture.job == pictures_[side]) {
            tray_->setSide(side - kA, picture);
            refreshCommands();
            if (pages_->currentIndex() == 4)
                showCompare(true);
        }
}

void GalleryWorkspace::change(const GalleryChange& change)
{
    if (!change.ids.empty())
        bridge_.session().changeGallery(change);
}

void GalleryWorkspace::onChanged(const GalleryChanged& changed)
{
    const GalleryChange& change = changed.change;
    if (std::find(change.ids.begin(), change.ids.end(), inspector_->shown()) != change.ids.end())
        if (const GalleryEntry* entry = list_->entry(inspector_->shown()))
            inspector_->setMarks(entry->favourite, QString::fromStdString(entry->note));
    if (changed.pruned > 0)
        Q_EMIT statusMessage(tr("%1 removed from the gallery: it was full.")
                                 .arg(countText(changed.pruned, tr("picture was"), tr("pictures were"))));
    if (changed.walksPruned > 0)
        Q_EMIT statusMessage(tr("%1 removed: there is room for no more.")
                                 .arg(countText(changed.walksPruned, tr("kept walk was"), tr("kept walks were"))));
    if (change.deleted && *change.deleted)
        for (const GalleryId marked : marked_)
            if (marked != 0 && std::find(change.ids.begin(), change.ids.end(), marked) != change.ids.end())
                closeTray();
    if (const auto wanted = puttingBack_.find(changed.job); wanted != puttingBack_.end()) {
        sayPutBack(int(change.ids.size()), int(wanted->second.ids.size()));
        puttingBack_.erase(wanted);
    }
    refreshCommands();
}

void GalleryWorkspace::onFailed(const Failed& failure)
{
    if (failure.task != Task::Gallery)
        return;
    for (const Asker side : {kA, kB})
        if (failure.job == pictures_[side] && failure.job != 0)
            closeTray(); // there is nothing to compare with
    if (failure.job == pictures_[kInspector] && failure.job != 0)
        inspector_->setUnread();
    changeFailed(failure.job);
    auto* card =
        new NoticeCard(NoticeCard::Tone::Error, translated(failure.error.happenedMessage()), detailText(failure.error));
    if (list_->asked(failure.job)) { // else whoever wanted it does it again
        QPushButton* again = card->addAction(tr("Try again"));
        again->setObjectName(QStringLiteral("galleryAgain"));
        connect(again, &QPushButton::clicked, this, &GalleryWorkspace::ask);
    }
    say(failure_, card);
    failure_->setObjectName(QStringLiteral("galleryFailure"));
}

// What was to be deleted is still there, and what was to be put back can still be.
void GalleryWorkspace::changeFailed(JobId job)
{
    if (!deleted_.empty() && deleted_.back().job == job)
        say(deletedNotice_, nullptr);
    std::erase_if(deleted_, [job](const Deleted& each) { return each.job == job; });
    if (const auto put = puttingBack_.find(job); put != puttingBack_.end()) {
        deleted_.push_back(std::move(put->second));
        puttingBack_.erase(put);
    }
    refreshCommands();
}

GallerySettings GalleryWorkspace::wanted() const
{
    return {keep_, std::uint64_t(megabytes_) * 1'000'000, std::uint64_t(walkMegabytes_) * 1'000'000, {}};
}

void GalleryWorkspace::setKeeping(bool keep, int megabytes, int walkMegabytes)
{
    keep_ = keep;
    megabytes_ = megabytes;
    walkMegabytes_ = walkMegabytes;
    Preferences::setText(Preferences::kWalkLimit, QString::number(walkMegabytes));
    Preferences::setFlag(Preferences::kKeepPictures, keep);
    Preferences::setText(Preferences::kGalleryLimit, QString::number(megabytes));
    inspector_->setKeeping(keep, megabytes, walkMegabytes);
    if (begun_)
        bridge_.session().keepInGallery(wanted());
    if (isVisible())
        ask(); // the limit is told with what is listed
    showPage();
}

std::string GalleryWorkspace::settings() const
{
    const QJsonObject kept{{QStringLiteral("side"), grid_->tileSide()},
                           {QStringLiteral("order"), int(toolbar_->query().order)}};
    return QJsonDocument(kept).toJson(QJsonDocument::Compact).toStdString();
}

void GalleryWorkspace::begin(const std::string& settings, bool first)
{
    Workspace::begin(settings, first);
    const QJsonObject kept = QJsonDocument::fromJson(QByteArray::fromStdString(settings)).object();
    const int side = kept.value(QStringLiteral("side")).toInt(grid_->tileSide());
    if (side == 64 || side == 96 || side == 128)
        grid_->setTileSide(side);
    toolbar_->setOrder(kept.value(QStringLiteral("order")).toInt());
    begun_ = true;
    bridge_.session().keepInGallery(wanted());
}

QList<Workspace::Fact> GalleryWorkspace::facts() const
{
    QList<Fact> facts{{QStringLiteral("listed"), list_->count()},
                      {QStringLiteral("pictures"), qlonglong(list_->totals().pictures)},
                      {QStringLiteral("favourites"), qlonglong(list_->totals().favourites)},
                      {QStringLiteral("bytes"), qulonglong(list_->totals().bytes), QStringLiteral("bytes")},
                      {QStringLiteral("walks"), qlonglong(list_->totals().walks)},
                      {QStringLiteral("selected"), grid_->selectedCount()}};
    if (inspector_->shown() != 0)
        facts.append({QStringLiteral("shown"), qlonglong(inspector_->shown())});
    return facts;
}

} // namespace diffuscope::ui
