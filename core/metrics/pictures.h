#pragma once
#include "core/base/error.h"
#include "core/base/image/image.h"

#include <algorithm>
#include <functional>
#include <stop_token>
#include <vector>

namespace diffuscope {

// Pictures of one shape that need not all be in memory. `at` is called on the measuring thread, one at a time.
struct Pictures {
    int count = 0;
    std::function<Image(int index)> at;
};

inline Pictures picturesOf(const std::vector<Image>& images)
{
    return {int(images.size()), [&images](int index) { return images[std::size_t(index)]; }};
}

// At most `limit` of them, spread evenly.
inline Pictures spreadOver(const Pictures& all, int limit)
{
    const int kept = std::min(all.count, limit);
    return {kept, [all, kept](int index) { return all.at(int(static_cast<long long>(index) * all.count / kept)); }};
}

inline void throwIfStopped(const std::stop_token& stop)
{
    if (stop.stop_requested())
        throw Error("Cancelled", "measuring");
}

} // namespace diffuscope
