#pragma once
#include "ui/reverse/explore/walk_tree.h"
#include "ui/reverse/trajectories/trajectory_set.h"

#include <map>
#include <optional>
#include <vector>

namespace diffuscope::ui {

// What the tree shows of kept walks. Remembers the last picture of each, so that only walks that have grown are
// unpacked again. GUI thread.
class WalkLanes {
public:
    using Models = std::map<TrajectorySet::Id, ModelOpened>; // of the walks
    struct Shown {
        int picture = 0;
        TrajectorySet::Id running = 0, compared = 0; // 0: none
        std::optional<ModelOpened> opened;           // a walk of another model says so
    };
    std::vector<WalkTree::Lane> lanesOf(const TrajectorySet& runs, const Models& models, const Shown& shown);

private:
    QImage pictureOf(const Trajectory& run, TrajectorySet::Id id, int picture);

    struct Last {
        FramePtr frame;
        int picture = 0;
        QImage image;
    };
    std::map<TrajectorySet::Id, Last> last_;
};

// That the user gave it; else what was changed where it leaves its parent, or its seed.
QString nameOfWalk(const TrajectorySet::Member& walk, const WalkLanes::Models& models);

} // namespace diffuscope::ui
