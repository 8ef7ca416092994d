#pragma once
#include "ui/reverse/trajectories/trajectory.h"

#include <cstddef>
#include <vector>

namespace diffuscope::ui {

// The runs of samplers that are kept at one time: the current one, which the timeline goes through and which may still
// grow; A, which it is compared with; branches of theirs. They share frames, so what two have in common is in memory
// once. It knows no widget. GUI thread.
class TrajectorySet {
public:
    using Id = int; // from 1 on, never given twice; 0: none
    struct Member {
        Id id = 0;
        Trajectory trajectory;
        Id parent = 0;       // whose first frames these are, too; 0: it began with noise of its own
        int splitFrame = -1; // the last frame in common with the parent
    };

    Id begin(const SampleStarted& started, const SampleRequest& request); // in the place of the current one
    // A run that goes on from `frame` of a member by another way, in the place of the current one; its parent stays.
    // `started` tells the stops of the whole way, those in common included. 0: the member is not there, has no such
    // frame, or has come there over other stops.
    Id branch(Id parent, int frame, const SampleStarted& started, const SampleRequest& request);
    void add(const FramePtr& frame); // to the current one
    void setSeconds(double seconds); // of the current one
    Id keepAsA();                    // the current one as it is now, in the place of what was A; 0: it has no frames
    bool remove(Id id);              // its branches keep their frames

    const Trajectory& current() const { return current_.trajectory; } // one object, whichever run it is
    Id currentId() const { return current_.id; }
    const Member* a() const { return find(a_); } // null: none; until the next change
    const Member* find(Id id) const;
    std::vector<Id> ids() const; // oldest first

    std::size_t bytes() const;                       // of all frames, shared ones once
    std::size_t bytesOnlyOf(Id id) const;            // what removing it would free
    std::size_t bytesLeft(std::size_t budget) const; // for another run; 0: none

private:
    std::vector<const Member*> members() const;

    Member current_; // id 0: none
    std::vector<Member> rest_;
    Id a_ = 0, last_ = 0;
};

} // namespace diffuscope::ui
