#include "ui/reverse/trajectories/predicted_range.h"

#include "ui/reverse/trajectories/trajectory.h"

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr double kNoticeable = 0.05, kFar = 1.5, kVisible = 1.1;
constexpr int kLooks = 8;

bool isBeyond(const Image& picture, double limit)
{
    const auto count = std::count_if(picture.values.begin(), picture.values.end(),
                                     [limit](float value) { return std::abs(value) > limit; });
    return double(count) > kNoticeable * double(picture.values.size());
}

} // namespace

int picturesBeyondRange(const Trajectory& trajectory)
{
    const int last = trajectory.frames() - 1;
    if (last < 1 || !trajectory.frame(last).limited.empty())
        return 0;
    const int first = std::min(last, std::max(3, last / 5)), stride = std::max(1, (last - first) / kLooks);
    int beyond = 0;
    for (int picture = 0; picture < trajectory.pictures(); ++picture) {
        bool far = trajectory.finished() && isBeyond(trajectory.state(last, picture), kVisible);
        for (int k = first; k <= last && !far; k += stride)
            far = isBeyond(trajectory.predictedData(k, picture), kFar);
        beyond += far ? 1 : 0;
    }
    return beyond;
}

} // namespace diffuscope::ui
