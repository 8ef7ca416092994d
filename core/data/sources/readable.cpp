#include "core/data/sources/readable.h"

#include "core/base/error.h"
#include "core/data/sources/source.h"

#include <algorithm>
#include <new>

namespace diffuscope {
namespace {

bool everyPictureGrey(const Dataset& set)
{
    const std::size_t plane = std::size_t(set.height) * std::size_t(set.width);
    for (std::size_t at = 0; at < set.values.size(); at += 3 * plane) {
        const auto* red = set.values.data() + at;
        if (!std::equal(red, red + plane, red + plane) || !std::equal(red, red + plane, red + 2 * plane))
            return false;
    }
    return true;
}

} // namespace

std::string storeDecoded(Dataset& set, int index, const std::string& bytes, const std::string& name,
                         ImageSettings settings)
{
    settings.channels = set.channels;
    try {
        storePicture(set, index, decodeImage(bytes, name, settings));
        return {};
    } catch (const Error& problem) {
        return problem.happened();
    } catch (const std::bad_alloc&) {
        return "Too little memory to decode it";
    }
}

std::vector<int> keepReadable(Dataset& set, const std::vector<std::string>& reasons,
                              const std::function<std::string(int)>& nameOf)
{
    const std::size_t bytes = reasons.empty() ? 0 : set.values.size() / reasons.size();
    std::vector<int> kept;
    for (std::size_t k = 0; k < reasons.size(); ++k) {
        if (!reasons[k].empty()) {
            set.skipped.push_back({nameOf(int(k)), reasons[k]});
            continue;
        }
        const auto from = set.values.begin() + std::ptrdiff_t(k * bytes);
        if (kept.size() < k)
            std::copy(from, from + std::ptrdiff_t(bytes), set.values.begin() + std::ptrdiff_t(kept.size() * bytes));
        kept.push_back(int(k));
    }
    set.values.resize(kept.size() * bytes);
    set.labels.resize(kept.size());
    return kept;
}

void dropToGreyWhereAllGrey(Dataset& set)
{
    if (set.channels != 3 || !everyPictureGrey(set))
        return;
    const std::size_t plane = std::size_t(set.height) * std::size_t(set.width);
    for (std::size_t k = 0; k < std::size_t(set.size()); ++k)
        std::copy_n(set.values.begin() + std::ptrdiff_t(3 * k * plane), plane,
                    set.values.begin() + std::ptrdiff_t(k * plane));
    set.values.resize(std::size_t(set.size()) * plane);
    set.values.shrink_to_fit();
    set.channels = 1;
}

} // namespace diffuscope
