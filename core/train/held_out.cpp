#include "core/train/held_out.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace diffuscope {

HeldOut holdOut(int count, double share, std::uint64_t seed)
{
    constexpr int kSmallestSet = 20;
    std::vector<int> order(std::size_t(count), 0);
    std::iota(order.begin(), order.end(), 0);
    const int kept = count < kSmallestSet || share <= 0 ? 0 : std::clamp(int(std::lround(count * share)), 1, count - 1);
    Random random(seed, "held out");
    for (int k = 0; k < kept; ++k)
        std::swap(order[std::size_t(k)], order[std::size_t(k + random.below(count - k))]);
    HeldOut result{{order.begin() + kept, order.end()}, {order.begin(), order.begin() + kept}};
    std::sort(result.training.begin(), result.training.end());
    std::sort(result.validation.begin(), result.validation.end());
    return result;
}

} // namespace diffuscope
