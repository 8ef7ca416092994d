#include "ui/reverse/trajectories/trajectory_set.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace diffuscope::ui {

namespace {

using Seen = std::unordered_set<const Frame*>;

// Of those frames that `seen` does not know yet.
std::size_t bytesOf(const Trajectory& trajectory, Seen& seen)
{
    std::size_t sum = 0;
    for (int k = 0; k < trajectory.frames(); ++k)
        if (seen.insert(&trajectory.frame(k)).second)
            sum += trajectory.frame(k).pictures.bytes();
    for (const FramePtr& frame : trajectory.up())
        if (seen.insert(frame.get()).second)
            sum += frame->pictures.bytes();
    return sum;
}

// Do `stops` go on from that frame, over the same stops up to there?
bool goesOnFrom(const Trajectory& trajectory, int frame, const std::vector<int>& stops)
{
    const auto& before = trajectory.stops();
    const auto shared = std::ptrdiff_t(frame) + 1;
    return frame >= 0 && frame < trajectory.frames() && std::ptrdiff_t(stops.size()) > shared &&
           std::equal(stops.begin(), stops.begin() + shared, before.begin());
}

} // namespace

TrajectorySet::Id TrajectorySet::begin(const SampleStarted& started, const SampleRequest& request, bool keepCurrent)
{
    changed();
    if (keepCurrent && current_.id != 0)
        rest_.push_back(std::move(current_));
    else
        letCurrentGo();
    takenOut_.clear();
    current_ = {};
    current_.letter = freeLetter();
    current_.id = growing_ = ++last_;
    current_.trajectory.begin(started, request);
    return current_.id;
}

TrajectorySet::Id TrajectorySet::branch(Id parent, int frame, const SampleStarted& started,
                                        const SampleRequest& request, bool painted)
{
    const Member* from = find(parent);
    if (!from || !goesOnFrom(from->trajectory, frame, started.frameSteps))
        return 0;
    changed();
    takenOut_.clear();
    Member branch{++last_, {}, parent, frame, freeLetter()};
    branch.trajectory.begin(started, request);
    for (int k = 0; k < frame + (painted ? 0 : 1); ++k)
        branch.trajectory.add(from->trajectory.sharedFrame(k));
    if (parent == current_.id)
        rest_.push_back(std::move(current_));
    else
        letCurrentGo();
    current_ = std::move(branch);
    growing_ = current_.id;
    return current_.id;
}

void TrajectorySet::letCurrentGo()
{
    const bool isParent = std::any_of(rest_.begin(), rest_.end(), [this](const Member& member) {
        return member.id != a_ && member.parent == current_.id;
    });
    if (current_.id != 0 && (isParent || current_.parent != 0))
        rest_.push_back(std::move(current_));
    current_ = {};
}

int TrajectorySet::freeLetter() const
{
    const auto all = walks();
    int letter = 0;
    while (std::any_of(all.begin(), all.end(), [letter](const Member* member) { return member->letter == letter; }))
        ++letter;
    return letter;
}

QString TrajectorySet::letterOf(const Member& walk)
{
    QString letters;
    for (int left = walk.letter; left >= 0; left = left / 26 - 1)
        letters.prepend(QChar(u'A' + left % 26));
    return letters;
}

TrajectorySet::Member* TrajectorySet::changeable(Id id) { return const_cast<Member*>(find(id)); }

bool TrajectorySet::show(Id id)
{
    const auto at = std::find_if(rest_.begin(), rest_.end(), [id](const Member& member) { return member.id == id; });
    if (at == rest_.end() || id == a_)
        return false;
    Member shown = std::move(*at);
    rest_.erase(at);
    if (current_.id != 0)
        rest_.push_back(std::move(current_));
    current_ = std::move(shown);
    return true;
}

void TrajectorySet::rename(Id id, const QString& name)
{
    if (Member* member = changeable(id))
        member->name = name;
}

std::vector<const TrajectorySet::Member*> TrajectorySet::walks() const
{
    std::vector<const Member*> all = members();
    std::erase_if(all, [this](const Member* member) { return member->id == a_; });
    return all;
}

bool TrajectorySet::takeOut(Id id)
{
    const Member* out = find(id);
    if (!out || id == a_ || walks().size() < 2)
        return false;
    if (id == current_.id) {
        const auto all = walks();
        const auto other =
            std::find_if(all.begin(), all.end(), [id](const Member* member) { return member->id != id; });
        if (!show(find(out->parent) ? out->parent : (*other)->id))
            return false;
    }
    TakenOut taken{*find(id), {}};
    for (const Member* member : walks())
        if (member->parent == id)
            taken.branches.emplace_back(member->id, member->splitFrame);
    remove(id);
    takenOut_.push_back(std::move(taken));
    return true;
}

TrajectorySet::Id TrajectorySet::putBack()
{
    if (takenOut_.empty())
        return 0;
    TakenOut back = std::move(takenOut_.back());
    takenOut_.pop_back();
    const Id id = back.member.id;
    for (const auto& [branch, frame] : back.branches)
        if (Member* member = changeable(branch))
            member->parent = id, member->splitFrame = frame;
    rest_.push_back(std::move(back.member));
    changed();
    return id;
}

void TrajectorySet::add(const FramePtr& frame)
{
    Member* member = changeable(growing_);
    if (!member)
        return;
    const std::size_t before = member->trajectory.bytes();
    member->trajectory.add(frame);
    if (bytes_)
        *bytes_ += member->trajectory.bytes() - before;
}

void TrajectorySet::setSeconds(double seconds)
{
    if (Member* member = changeable(growing_))
        member->trajectory.setSeconds(seconds);
}

TrajectorySet::Id TrajectorySet::keepAsA()
{
    if (current_.trajectory.frames() == 0)
        return 0;
    remove(a_);
    rest_.push_back(current_);
    a_ = rest_.back().id = ++last_;
    return a_;
}

bool TrajectorySet::remove(Id id)
{
    if (!find(id))
        return false;
    changed();
    if (id == current_.id)
        current_ = {};
    std::erase_if(rest_, [id](const Member& member) { return member.id == id; });
    if (id == a_)
        a_ = 0;
    const auto orphan = [id](Member& member) {
        if (member.parent == id)
            member.parent = 0, member.splitFrame = -1;
    };
    orphan(current_);
    std::for_each(rest_.begin(), rest_.end(), orphan);
    return true;
}

std::vector<const TrajectorySet::Member*> TrajectorySet::members() const
{
    std::vector<const Member*> all;
    for (const Member& member : rest_)
        all.push_back(&member);
    if (current_.id != 0)
        all.push_back(&current_);
    std::sort(all.begin(), all.end(), [](const Member* one, const Member* other) { return one->id < other->id; });
    return all;
}

const TrajectorySet::Member* TrajectorySet::find(Id id) const
{
    for (const Member* member : members())
        if (member->id == id)
            return member;
    return nullptr;
}

std::vector<TrajectorySet::Id> TrajectorySet::ids() const
{
    std::vector<Id> all;
    for (const Member* member : members())
        all.push_back(member->id);
    return all;
}

std::size_t TrajectorySet::bytes() const
{
    if (bytes_)
        return *bytes_;
    Seen seen;
    std::size_t sum = 0;
    for (const Member* member : members())
        sum += bytesOf(member->trajectory, seen);
    bytes_ = sum;
    return sum;
}

std::size_t TrajectorySet::bytesOnlyOf(Id id) const
{
    const Member* one = find(id);
    if (!one)
        return 0;
    Seen elsewhere;
    for (const Member* member : members())
        if (member != one)
            bytesOf(member->trajectory, elsewhere);
    return bytesOf(one->trajectory, elsewhere);
}

std::size_t TrajectorySet::bytesLeft(std::size_t budget) const
{
    const std::size_t used = bytes();
    return used < budget ? budget - used : 0;
}

} // namespace diffuscope::ui
