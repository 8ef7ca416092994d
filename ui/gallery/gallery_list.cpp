#include "ui/gallery/gallery_list.h"

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kAskAgain = 150;                                          // ms
constexpr int kMostAtOnce = 256, kKeptAround = 1000, kKeptHidden = 256; // pictures

QImage imageOf(const PixelBuffer& pixels)
{
    if (!pixels.valid() || pixels.channels > 3)
        return {};
    const QImage view(pixels.bytes.data(), pixels.width, pixels.height, qsizetype(pixels.width) * pixels.channels,
                      pixels.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    return view.convertToFormat(QImage::Format_RGB32); // what is painted without a conversion; a copy
}

} // namespace

GalleryList::GalleryList(Bridge& bridge, QObject* parent) : QObject(parent), bridge_(bridge)
{
    again_.setSingleShot(true);
    again_.setInterval(kAskAgain);
    connect(&again_, &QTimer::timeout, this, &GalleryList::ask);
    connect(&bridge_, &Bridge::galleryListed, this, &GalleryList::onListed);
    connect(&bridge_, &Bridge::galleryEntries, this, &GalleryList::onEntries);
    connect(&bridge_, &Bridge::galleryChanged, this, &GalleryList::onChanged);
    connect(&bridge_, &Bridge::failed, this, &GalleryList::onFailed);
}

void GalleryList::setQuery(const GalleryQuery& query)
{
    query_ = query;
    stale_ = true;
    if (watching_)
        ask();
}

void GalleryList::setWatching(bool watching)
{
    watching_ = watching;
    forgetFar();
    if (!watching_)
        return;
    if (stale_)
        ask();
    need(first_, inSight_);
}

void GalleryList::ask()
{
    if (!watching_)
        return;
    stale_ = false;
    again_.stop();
    lastListing_ = listing_ = bridge_.session().listGallery(query_);
}

GalleryId GalleryList::idAt(int index) const { return index >= 0 && index < count() ? ids_[std::size_t(index)] : 0; }

int GalleryList::indexOf(GalleryId id) const
{
    const auto found = std::find(ids_.begin(), ids_.end(), id);
    return found == ids_.end() ? -1 : int(found - ids_.begin());
}

const GalleryEntry* GalleryList::entry(GalleryId id) const
{
    const auto found = tiles_.constFind(id);
    return found == tiles_.cend() ? nullptr : &found->entry;
}

QImage GalleryList::thumbnail(GalleryId id) const
{
    const auto found = tiles_.constFind(id);
    return found == tiles_.cend() ? QImage() : found->picture;
}

void GalleryList::need(int first, int count)
{
    first_ = first;
    inSight_ = count;
    if (reading_ == 0 && watching_)
        readNext();
}

// One question at a time: who scrolls past a thousand pictures wants those at which he stops.
void GalleryList::readNext()
{
    std::vector<GalleryId> missing;
    const auto add = [&](int from, int to) {
        for (int k = std::max(0, from); k < std::min(to, count()) && int(missing.size()) < kMostAtOnce; ++k)
            if (const auto tile = tiles_.constFind(ids_[std::size_t(k)]); tile == tiles_.cend() || tile->outdated)
                missing.push_back(ids_[std::size_t(k)]);
    };
    add(first_, first_ + inSight_);
    if (missing.empty()) { // what comes next, whichever way one goes
        add(first_ + inSight_, first_ + 2 * inSight_);
        add(first_ - inSight_, first_);
    }
    reading_ = missing.empty() ? 0 : bridge_.session().readGallery(missing);
    lastReading_ = reading_ != 0 ? reading_ : lastReading_;
}

void GalleryList::keep(const GalleryEntry& entry)
{
    Tile tile{entry, imageOf(entry.thumbnail)};
    tile.entry.thumbnail = {};
    tiles_.insert(entry.id, std::move(tile));
}

// What is read ahead is never far: the more there is in sight, the more is kept around it.
void GalleryList::forgetFar()
{
    const int around = watching_ ? std::max(kKeptAround, inSight_) : 0;
    const int seen = watching_ ? inSight_ : std::min(inSight_, kKeptHidden);
    if (tiles_.size() <= seen + 2 * around)
        return;
    QHash<GalleryId, Tile> near;
    for (int k = std::max(0, first_ - around); k < std::min(count(), first_ + seen + around); ++k)
        if (const auto found = tiles_.constFind(ids_[std::size_t(k)]); found != tiles_.cend())
            near.insert(found.key(), found.value());
    tiles_ = std::move(near);
}

void GalleryList::onListed(const GalleryListed& listed)
{
    if (listed.job != listing_)
        return;
    known_ = true;
    ids_ = listed.ids;
    groups_ = listed.groups;
    totals_ = listed.totals;
    facets_ = listed.facets;
    for (const GalleryEntry& entry : listed.entries)
        keep(entry);
    forgetFar();
    Q_EMIT this->listed();
}

void GalleryList::onEntries(const GalleryEntries& entries)
{
    if (entries.job != reading_)
        return;
    for (const GalleryEntry& entry : entries.entries)
        keep(entry);
    forgetFar();
    Q_EMIT entriesChanged();
    if (entries.entries.empty() || !watching_) // they are gone: what is listed is about to change
        reading_ = 0;
    else
        readNext();
}

void GalleryList::onChanged(const GalleryChanged& changed)
{
    totals_ = changed.totals;
    Q_EMIT totalsChanged();
    const GalleryChange& change = changed.change;
    for (const GalleryId id : change.ids)
        if (const auto tile = tiles_.find(id); tile != tiles_.end()) {
            if (change.favourite)
                tile->entry.favourite = *change.favourite;
            if (change.note)
                tile->entry.note = *change.note;
        }
    // Its other pictures have the same one, and others may have lost theirs: what is known of them is read again.
    const bool walks = change.forgetWalk || changed.walkKept != 0 || changed.walksPruned > 0;
    if (walks) {
        for (Tile& tile : tiles_)
            tile.outdated = true;
        reading_ = 0; // it was asked before
        need(first_, inSight_);
    }
    if (watching_)
        for (const GalleryEntry& entry : changed.kept)
            keep(entry);
    const bool marksMatter = query_.favourites || !query_.words.empty(); // a note is searched, too
    const bool others = change.deleted || changed.pruned > 0 || !changed.kept.empty();
    if (others || (walks && query_.walks) || (marksMatter && (change.favourite || change.note))) {
        stale_ = true;
        if (watching_)
            again_.start();
    }
    Q_EMIT entriesChanged();
}

// Whoever looks next, or scrolls, asks again. Not at once: what failed may fail again and again.
void GalleryList::onFailed(const Failed& failure)
{
    if (failure.job == reading_ && reading_ != 0)
        reading_ = 0;
    if (failure.job == listing_ && listing_ != 0) {
        listing_ = 0;
        stale_ = true;
    }
}

} // namespace diffuscope::ui
