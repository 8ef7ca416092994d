#include "ui/reverse/explore/branch_request.h"

#include "core/session/catalog.h"
#include "core/session/walk_plan.h"
#include "ui/reverse/trajectories/trajectory.h"
#include "ui/style/theme.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {

struct BranchWords {
    Q_DECLARE_TR_FUNCTIONS(BranchWords)
};

} // namespace

SampleRequest onePicture(SampleRequest walk, int picture, int classes)
{
    for (Branch& branch : walk.branches) {
        if (branch.change.seed)
            *branch.change.seed += std::uint64_t(picture);
        if (branch.picture && *branch.picture != picture)
            branch.strokes.clear();
        branch.picture.reset();
        if (classes > 0 && !branch.change.classes.empty())
            branch.change.classes = {classOfImage(branch.change.classes, classes, picture)};
    }
    if (walk.count > picture)
        walk.seed += std::uint64_t(picture);
    if (classes > 0)
        walk.classes = {classOfImage(walk.classes, classes, picture)};
    walk.count = 1;
    return walk;
}

SampleRequest requestAt(const Trajectory& trajectory, int frame)
{
    SampleRequest request = trajectory.request();
    const std::vector<Branch> branches = std::exchange(request.branches, {});
    for (const Branch& branch : branches)
        if (trajectory.indexAt(branch.step) <= frame) {
            request = withChange(std::move(request), branch.change);
            request.branches.push_back(branch);
        }
    return request;
}

SampleRequest requestAtEnd(const SampleRequest& request)
{
    SampleRequest end = request;
    for (const Branch& branch : request.branches)
        end = withChange(std::move(end), branch.change);
    return end;
}

SampleRequest branchedRequest(const Trajectory& trajectory, int frame, Branch branch)
{
    SampleRequest request = trajectory.request();
    request.branches = requestAt(trajectory, frame).branches;
    request.weightsHash = trajectory.recipe().weightsHash;
    branch.step = std::max(1, trajectory.frame(frame).step);
    request.branches.push_back(std::move(branch));
    return request;
}

QString wordsOf(const Branch& branch, const std::vector<std::string>& classNames)
{
    QStringList words;
    if (branch.change.classes.size() > 1) {
        words.append(BranchWords::tr("one of each class"));
    } else if (!branch.change.classes.empty()) {
        const auto which = std::size_t(branch.change.classes.front());
        words.append(which < classNames.size() && !classNames[which].empty() ? QString::fromStdString(classNames[which])
                                                                             : BranchWords::tr("class %1").arg(which));
    }
    if (branch.change.guidanceScale)
        words.append(BranchWords::tr("guidance %1").arg(number(*branch.change.guidanceScale, 1)));
    for (const CatalogEntry& entry : samplers())
        if (entry.id == branch.change.sampler)
            words.append(QString::fromStdString(entry.name));
    if (branch.change.steps)
        words.append(BranchWords::tr("%1 steps").arg(*branch.change.steps));
    if (branch.change.seed)
        words.append(BranchWords::tr("seed %1").arg(*branch.change.seed));
    if (!branch.strokes.empty())
        words.append(BranchWords::tr("painted"));
    return words.isEmpty() ? BranchWords::tr("the same again") : words.join(QStringLiteral(", "));
}

} // namespace diffuscope::ui
