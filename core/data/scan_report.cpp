#include "core/data/scan_report.h"

#include "core/base/checksum.h"

#include <algorithm>
#include <bit>

namespace diffuscope {
namespace {

constexpr std::size_t kSizesShown = 20, kGroupsShown = 100, kReasons = 100;
constexpr int kFilesAReason = 1000;

std::vector<DatasetReport::Count> mostFrequentFirst(std::vector<DatasetReport::Count> counts)
{
    std::stable_sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
    return counts;
}

std::vector<DatasetReport::Count> shownSizes(const std::map<std::pair<long long, long long>, int>& sizes)
{
    std::vector<DatasetReport::Count> counts;
    for (const auto& [size, count] : sizes)
        counts.push_back({std::to_string(size.first) + " x " + std::to_string(size.second), count});
    counts = mostFrequentFirst(std::move(counts));
    if (counts.size() <= kSizesShown)
        return counts;
    int rest = 0;
    for (std::size_t k = kSizesShown; k < counts.size(); ++k)
        rest += counts[k].count;
    counts.resize(kSizesShown);
    counts.push_back({"other", rest});
    return counts;
}

std::vector<DatasetReport::Count> sidesOf(const std::map<std::pair<long long, long long>, int>& sizes)
{
    std::map<unsigned long long, int> byFloor;
    for (const auto& [size, count] : sizes)
        byFloor[std::bit_floor((unsigned long long)(std::min(size.first, size.second)))] += count;
    std::vector<DatasetReport::Count> sides;
    for (const auto& [from, count] : byFloor) {
        const std::string to = from > 1 ? " to " + std::to_string(2 * from - 1) : "";
        sides.push_back({std::to_string(from) + to + " px", count});
    }
    return sides;
}

} // namespace

ScanReport::ScanReport(int files) : prints_(std::size_t(files)) {}

void ScanReport::add(int index, std::string_view bytes, bool usable)
{
    const ImageHeader header = usable ? peekImageHeader(bytes) : ImageHeader();
    prints_.at(std::size_t(index)) = {checksum(std::as_bytes(std::span(bytes))), bytes.size(), int(header.width),
                                      int(header.height), header.several};
    const std::lock_guard lock(mutex_);
    ++looked_;
    bytes_ += bytes.size();
    if (usable)
        countShape(1, header.width, header.height, header.colourMode);
}

void ScanReport::addKnown(int count, long long width, long long height, const std::string& colourMode,
                          std::uint64_t bytes)
{
    const std::lock_guard lock(mutex_);
    looked_ += count;
    bytes_ += bytes;
    if (count > 0)
        countShape(count, width, height, colourMode);
}

void ScanReport::countShape(int count, long long width, long long height, const std::string& colourMode)
{
    if (width > 0 && height > 0)
        sizes_[{width, height}] += count;
    colourModes_[colourMode.empty() ? "other" : colourMode] += count;
}

DatasetReport ScanReport::take(const std::function<std::string(int index)>& nameOf)
{
    const std::lock_guard lock(mutex_);
    DatasetReport report;
    report.looked = looked_;
    report.sizes = shownSizes(sizes_);
    report.sides = sidesOf(sizes_);
    for (const auto& [mode, count] : colourModes_)
        report.colourModes.push_back({mode, count});
    report.colourModes = mostFrequentFirst(std::move(report.colourModes));
    report.bytes = bytes_;
    findDuplicates(report, nameOf);
    return report;
}

void ScanReport::findDuplicates(DatasetReport& report, const std::function<std::string(int)>& nameOf) const
{
    std::vector<int> order; // equal files side by side, each group rising
    for (std::size_t k = 0; k < prints_.size(); ++k)
        if (prints_[k].bytes > 0)
            order.push_back(int(k));
    const auto key = [this](int k) {
        return std::tuple(prints_[std::size_t(k)].checksum, prints_[std::size_t(k)].bytes, k);
    };
    std::sort(order.begin(), order.end(), [&](int a, int b) { return key(a) < key(b); });
    const auto same = [this](int a, int b) {
        const Print &one = prints_[std::size_t(a)], &other = prints_[std::size_t(b)];
        return one.checksum == other.checksum && one.bytes == other.bytes;
    };
    std::vector<std::pair<std::size_t, std::size_t>> groups; // begin and end in `order`
    for (std::size_t from = 0, to = 0; from < order.size(); from = to) {
        while (to < order.size() && same(order[from], order[to]))
            ++to;
        if (to - from > 1)
            groups.emplace_back(from, to);
        report.duplicateFiles += int(to - from) - 1;
    }
    std::sort(groups.begin(), groups.end(),
              [&](const auto& a, const auto& b) { return order[a.first] < order[b.first]; });
    for (std::size_t k = 0; nameOf && k < std::min(groups.size(), kGroupsShown); ++k) {
        DatasetReport::Duplicates group{nameOf(order[groups[k].first]), {}};
        const std::size_t end = std::min(groups[k].second, groups[k].first + 1 + DatasetReport::kOthersNamed);
        for (std::size_t member = groups[k].first + 1; member < end; ++member)
            group.others.push_back(nameOf(order[member]));
        report.duplicates.push_back(std::move(group));
    }
}

void reportGenerated(Dataset& set)
{
    ScanReport report(0);
    report.addKnown(set.size(), set.width, set.height, set.channels == 1 ? "grey" : "RGB", 0);
    set.report = report.take();
}

void summariseSkipped(Dataset& set)
{
    std::map<std::string, int> counts;
    std::vector<Dataset::Skipped> kept;
    const std::string others = "other reasons";
    for (Dataset::Skipped& skipped : set.skipped) {
        const bool known = counts.contains(skipped.reason) || counts.size() < kReasons;
        if (++counts[known ? skipped.reason : others] <= kFilesAReason)
            kept.push_back(std::move(skipped));
    }
    set.report.skippedFiles = int(set.skipped.size());
    for (const auto& [reason, count] : counts) {
        set.report.skippedReasons.push_back({reason, count});
        if (count > kFilesAReason)
            kept.push_back({std::to_string(count - kFilesAReason) + " more", reason});
    }
    set.report.skippedReasons = mostFrequentFirst(std::move(set.report.skippedReasons));
    set.skipped = std::move(kept);
}

} // namespace diffuscope
