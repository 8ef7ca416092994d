#include "core/data/scan_report.h"
#include "core/data/sources/source.h"

#include <algorithm>
#include <map>

// What is worth knowing about pictures that could be read.
namespace diffuscope {
namespace {

constexpr int kEnlarged = 2, kElongated = 4; // times

class Remarks {
public:
    Remarks(DatasetReport& report, const std::function<std::string(int)>& nameOf) : report_(report), nameOf_(nameOf) {}

    template <typename Matches> void add(const std::string& what, const std::vector<int>& files, const Matches& matches)
    {
        DatasetReport::Remark remark{what, {}, 0};
        for (std::size_t k = 0; k < files.size(); ++k)
            if (matches(k) && ++remark.count <= int(DatasetReport::kFilesNamed))
                remark.files.push_back(nameOf_(files[k]));
        if (remark.count > 0)
            report_.remarks.push_back(std::move(remark));
    }

private:
    DatasetReport& report_;
    const std::function<std::string(int)>& nameOf_;
};

} // namespace

void ScanReport::addStored(int index, const Dataset& set)
{
    std::vector<std::uint8_t> picture(set.imageBytes());
    const std::size_t plane = picture.size() / std::size_t(set.channels);
    readStored(set, std::uint64_t(index) * picture.size(), picture);
    bool one = true;
    for (std::size_t from = 0; one && from < picture.size(); from += plane)
        one = std::all_of(&picture[from], &picture[from] + plane, [&](auto value) { return value == picture[from]; });
    prints_.at(std::size_t(index)).oneColour = one;
}

DatasetReport ScanReport::take(const Dataset& set, const std::vector<int>& kept,
                               const std::function<std::string(int index)>& nameOf)
{
    DatasetReport report = take(nameOf);
    Remarks remarks(report, nameOf);
    const auto print = [&](std::size_t k) -> const Print& { return prints_[std::size_t(kept[k])]; };
    if (set.classCount() > 0) {
        std::map<std::pair<std::uint64_t, std::uint64_t>, std::pair<int, bool>> classes; // first class, several
        const auto entry = [&](std::size_t k) -> std::pair<int, bool>& {
            return classes.try_emplace({print(k).checksum, print(k).bytes}, set.labels[k], false).first->second;
        };
        for (std::size_t k = 0; k < kept.size(); ++k)
            if (auto& [label, several] = entry(k); label != set.labels[k])
                several = true;
        remarks.add("The same picture lies in several classes: at most one of them is right", kept,
                    [&](std::size_t k) { return entry(k).second; });
    }
    const std::string side = std::to_string(set.width);
    remarks.add("Less than half of the picture size, " + side + " pixels: enlarged, so they are blurred", kept,
                [&](std::size_t k) {
                    const int shorter = std::min(print(k).width, print(k).height);
                    return shorter > 0 && kEnlarged * shorter < set.width;
                });
    remarks.add("More than four times as long as wide: only the middle square is used", kept, [&](std::size_t k) {
        const auto [shorter, longer] = std::minmax(print(k).width, print(k).height);
        return shorter > 0 && longer > kElongated * shorter;
    });
    remarks.add("Of one colour all over: there is nothing to learn from them", kept,
                [&](std::size_t k) { return print(k).oneColour; });
    remarks.add("Several frames or pages: the first is used", kept, [&](std::size_t k) { return print(k).several; });
    return report;
}

} // namespace diffuscope
