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
    const int first = std::min(last, std::max(3, last / 5)), looks = std::min(kLooks, last - first + 1);
    int beyond = 0;
    for (int picture = 0; picture < trajectory.pictures(); ++picture) {
        bool far = trajectory.finished() && isBeyond(trajectory.state(last, picture), kVisible);
        for (int look = 0; look < looks && !far; ++look) // evenly spread, the last one included
            far = isBeyond(trajectory.predictedData(last - look * (last - first) / std::max(1, looks - 1), picture),
                           kFar);
        beyond += far ? 1 : 0;
    }
    return beyond;
}

} // namespace diffuscope::ui
