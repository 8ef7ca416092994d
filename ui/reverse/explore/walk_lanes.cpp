#include "ui/reverse/explore/walk_lanes.h"

#include "ui/reverse/explore/branch_request.h"
#include "ui/style/to_qimage.h"

#include <QCoreApplication>

#include <algorithm>

namespace diffuscope::ui {

namespace {

struct LaneWords {
    Q_DECLARE_TR_FUNCTIONS(WalkLanes)
};

} // namespace

QString nameOfWalk(const TrajectorySet::Member& walk, const WalkLanes::Models& models)
{
    if (!walk.name.isEmpty())
        return walk.name;
    const auto& branches = walk.trajectory.request().branches;
    const auto model = models.find(walk.id);
    if (!branches.empty())
        return wordsOf(branches.back(), model == models.end() ? std::vector<std::string>() : model->second.classNames);
    return LaneWords::tr("seed %1").arg(walk.trajectory.request().seed);
}

QImage WalkLanes::pictureOf(const Trajectory& run, TrajectorySet::Id id, int picture)
{
    if (run.frames() == 0)
        return {};
    const int last = run.frames() - 1, which = std::min(picture, run.pictures() - 1);
    Last& known = last_[id];
    if (known.frame != run.sharedFrame(last) || known.picture != which)
        known = {run.sharedFrame(last), which, toQImage(run.state(last, which))};
    return known.image;
}

std::vector<WalkTree::Lane> WalkLanes::lanesOf(const TrajectorySet& runs, const Models& models, const Shown& shown)
{
    std::erase_if(last_, [&](const auto& known) { return !runs.find(known.first); });
    std::vector<WalkTree::Lane> lanes;
    for (const auto* walk : runs.walks()) {
        const Trajectory& run = walk->trajectory;
        if (!run.started())
            continue;
        WalkTree::Lane lane;
        lane.id = walk->id;
        lane.letter = TrajectorySet::letterOf(*walk);
        lane.name = nameOfWalk(*walk, models);
        lane.shown = walk->id == runs.currentId();
        lane.running = walk->id == shown.running;
        lane.compared = walk->id == shown.compared;
        lane.from = run.stops().front();
        lane.to = run.frames() > 0 ? run.frame(run.frames() - 1).step : lane.from;
        lane.about = nameOf(run);
        if (const auto* parent = runs.find(walk->parent)) {
            lane.from = run.stops()[std::size_t(walk->splitFrame)];
            lane.about =
                LaneWords::tr("branches from %1 at step %2").arg(TrajectorySet::letterOf(*parent)).arg(lane.from);
            for (std::size_t row = 0; row < lanes.size(); ++row)
                if (lanes[row].id == parent->id)
                    lane.parent = int(row);
        } else {
            for (const Branch& branch : run.request().branches)
                lane.changes.push_back(branch.step);
        }
        const auto model = models.find(walk->id);
        if (model != models.end() && shown.opened && model->second.path != shown.opened->path)
            lane.about += LaneWords::tr(", by %1").arg(QString::fromStdString(model->second.name));
        lane.picture = pictureOf(run, walk->id, shown.picture);
        lanes.push_back(std::move(lane));
    }
    return lanes;
}

} // namespace diffuscope::ui
