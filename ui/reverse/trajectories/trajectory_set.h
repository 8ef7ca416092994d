#pragma once
#include "ui/reverse/trajectories/trajectory.h"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace diffuscope::ui {

// The runs of samplers that are kept at one time: the current one, which the timeline goes through; A, which it is
// compared with; walks that were branched, and their branches. The newest of them may still grow. They share frames, so
// what two have in common is in memory once. It knows no widget. GUI thread.
class TrajectorySet {
public:
    using Id = int; // from 1 on, never given twice; 0: none
    struct Member {
        Id id = 0;
        Trajectory trajectory;
        Id parent = 0;       // whose first frames these are, too; 0: it began with noise of its own
        int splitFrame = -1; // where it leaves the parent: the last frame in common, unless it was painted on
        int letter = 0;      // 0: A, 1: B, ...: the first one that was free
        QString name = {};   // that the user gave it; empty: none
    };

    // In the place of the current one, which stays where it was branched or is a branch, or where it is asked to.
    Id begin(const SampleStarted& started, const SampleRequest& request, bool keepCurrent = false);
    // A run that goes on from `frame` of a member by another way, in the place of the current one; its parent stays.
    // `started` tells the stops of the whole way, those in common included. 0: the member is not there, has no such
    // frame, or has come there over other stops.
    // `painted`: that frame is another one, too, and still to come.
    Id branch(Id parent, int frame, const SampleStarted& started, const SampleRequest& request, bool painted = false);
    void add(const FramePtr& frame); // to the one that began last
    void setSeconds(double seconds); // of the same
    Id growingId() const { return growing_; }
    bool show(Id id); // as the current one; what was current stays
    void rename(Id id, const QString& name);
    static QString letterOf(const Member& walk); // "A", ..., "Z", "AA", ...
    std::vector<const Member*> walks() const;    // all but A, oldest first; until the next change
    // Removes one of several walks, until the next run begins; of the current one its parent, or another, is shown.
    bool takeOut(Id id);
    Id putBack();       // what was taken out last, with its branches; 0: nothing was
    Id keepAsA();       // the current one as it is now, in the place of what was A; 0: it has no frames
    bool remove(Id id); // its branches keep their frames

    const Trajectory& current() const { return current_.trajectory; } // one object, whichever run it is
    Id currentId() const { return current_.id; }
    const Member* a() const { return find(a_); } // null: none; until the next change
    const Member* find(Id id) const;
    std::vector<Id> ids() const; // oldest first

    std::size_t bytes() const;                       // of all frames, shared ones once; counted when they have changed
    std::size_t bytesOnlyOf(Id id) const;            // what removing it would free
    std::size_t bytesLeft(std::size_t budget) const; // for another run; 0: none

private:
    struct TakenOut {
        Member member;
        std::vector<std::pair<Id, int>> branches; // and where they left it
    };
    std::vector<const Member*> members() const;
    Member* changeable(Id id);
    void letCurrentGo(); // into the rest where it belongs to a tree
    void changed() { bytes_.reset(); }
    int freeLetter() const;

    Member current_; // id 0: none
    std::vector<Member> rest_;
    std::vector<TakenOut> takenOut_;
    Id a_ = 0, last_ = 0, growing_ = 0;
    mutable std::optional<std::size_t> bytes_; // of all frames, while it is known
};

} // namespace diffuscope::ui
