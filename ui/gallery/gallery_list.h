#pragma once
#include "ui/bridge/bridge.h"

#include <QHash>
#include <QImage>
#include <QObject>
#include <QTimer>

#include <optional>
#include <vector>

namespace diffuscope::ui {

// The pictures of a query, in order: of all of them their numbers, of those that somebody looks at what they are. The
// rest is read while one scrolls. No widget.
class GalleryList : public QObject {
    Q_OBJECT
public:
    explicit GalleryList(Bridge& bridge, QObject* parent = nullptr);

    void setQuery(const GalleryQuery& query); // asks, also for the one that it has
    const GalleryQuery& query() const { return query_; }
    // While nobody looks, changes are made up for later, and only what was in sight last is kept.
    void setWatching(bool watching);
    bool known() const { return known_; }

    int count() const { return int(ids_.size()); }
    const std::vector<GalleryGroup>& groups() const { return groups_; }
    GalleryId idAt(int index) const;               // 0: there is none
    int indexOf(GalleryId id) const;               // -1
    const GalleryEntry* entry(GalleryId id) const; // null: not read yet, or gone. Until the next event
    QImage thumbnail(GalleryId id) const;
    void need(int first, int count); // these are in sight; what was not read before is asked for again
    bool asked(JobId job) const { return job != 0 && (job == lastListing_ || job == lastReading_); } // newest questions
    int keptCount() const { return int(tiles_.size()); } // of which it knows more than the number
    const GalleryTotals& totals() const { return totals_; }
    const GalleryFacets& facets() const { return facets_; }

Q_SIGNALS:
    void listed();         // which there are
    void entriesChanged(); // what is known of them
    void totalsChanged();

private:
    struct Tile {
        GalleryEntry entry;
        QImage picture;
        bool outdated = false; // still shown, and read again once it is in sight
    };
    void ask();
    void keep(const GalleryEntry& entry);
    void forgetFar();
    void readNext();
    void onListed(const GalleryListed& listed);
    void onEntries(const GalleryEntries& entries);
    void onChanged(const GalleryChanged& changed);
    void onFailed(const Failed& failure);

    Bridge& bridge_;
    GalleryQuery query_;
    std::vector<GalleryId> ids_;
    std::vector<GalleryGroup> groups_;
    QHash<GalleryId, Tile> tiles_;
    GalleryTotals totals_;
    GalleryFacets facets_;
    JobId listing_ = 0, reading_ = 0;
    JobId lastListing_ = 0, lastReading_ = 0; // also when they have been answered
    int first_ = 0, inSight_ = 0;
    QTimer again_; // several changes are one question
    bool known_ = false, watching_ = false, stale_ = true;
};

} // namespace diffuscope::ui
