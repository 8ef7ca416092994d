#include "core/messages/preview_walk.h"

#include <algorithm>
#include <cmath>

namespace diffuscope {

PreviewWalkBudget previewWalkBudget(std::size_t values, int pictures, int stops)
{
    constexpr int kFewPictures = 4, kFewMoments = 8;
    const std::size_t each = std::max<std::size_t>(1, values * std::size_t(2 * std::max(1, stops)));
    const auto fitting = [each](int others, int most) {
        return int(std::min<std::size_t>(std::size_t(most), kPreviewWalkBytes / (each * std::size_t(others))));
    };
    const int most = std::clamp(pictures, 1, PreviewWalk::kMostPictures);
    PreviewWalkBudget budget;
    budget.pictures = std::max(fitting(kMostPreviewWalks, most), std::min(most, kFewPictures));
    budget.moments = std::max(fitting(budget.pictures, kMostPreviewWalks), kFewMoments);
    budget.pictures = std::max(1, std::min(budget.pictures, fitting(budget.moments, most)));
    return budget;
}

std::size_t superfluousMoment(const std::vector<std::int64_t>& steps)
{
    std::size_t best = 1;
    double narrowest = INFINITY;
    for (std::size_t k = 1; k + 1 < steps.size(); ++k) {
        const double gap = std::log(double(steps[k + 1] + 1) / double(steps[k - 1] + 1));
        if (gap < narrowest) {
            narrowest = gap;
            best = k;
        }
    }
    return best;
}

} // namespace diffuscope
