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
    std::vector<std::uint8_t> picture(3 * plane);
    for (std::uint64_t at = 0; at < storedBytes(set); at += 3 * plane) {
        readStored(set, at, picture);
        const auto* red = picture.data();
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
        storeImage(set, index, decodeImage(bytes, name, settings));
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
    std::vector<std::uint8_t> picture(set.imageBytes());
    std::vector<int> kept;
    for (std::size_t k = 0; k < reasons.size(); ++k) {
        if (!reasons[k].empty()) {
            set.skipped.push_back({nameOf(int(k)), reasons[k]});
            continue;
        }
        if (kept.size() < k) {
            readStored(set, std::uint64_t(k) * picture.size(), picture);
            writeStored(set, std::uint64_t(kept.size()) * picture.size(), picture);
        }
        kept.push_back(int(k));
    }
    shrinkStored(set, std::uint64_t(kept.size()) * picture.size());
    set.labels.resize(kept.size());
    return kept;
}

void dropToGreyWhereAllGrey(Dataset& set)
{
    if (set.channels != 3 || !everyPictureGrey(set))
        return;
    const std::size_t plane = std::size_t(set.height) * std::size_t(set.width);
    std::vector<std::uint8_t> grey(plane);
    for (std::size_t k = 0; k < std::size_t(set.size()); ++k) {
        readStored(set, std::uint64_t(3 * k) * plane, grey);
        writeStored(set, std::uint64_t(k) * plane, grey);
    }
    shrinkStored(set, std::uint64_t(set.size()) * plane);
    set.channels = 1;
}

} // namespace diffuscope
