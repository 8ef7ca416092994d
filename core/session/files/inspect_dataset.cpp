#include "core/session/files/inspect_dataset.h"

#include "core/data/dataset.h"
#include "core/export/format.h"
#include "core/messages/dataset_report.h"
#include "core/session/files/dataset_arrays.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace diffuscope {
namespace {

using Json = nlohmann::ordered_json;
using Counts = std::vector<DatasetReport::Count>;

constexpr int kSheetPictures = 64;
constexpr std::size_t kShown = 8; // of a list of counts, in the text; the JSON has them all

std::string decimal(double value)
{
    char text[64];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

std::string listed(const Counts& counts)
{
    std::string text;
    for (std::size_t k = 0; k < std::min(counts.size(), kShown); ++k)
        text += (k > 0 ? "; " : "") + counts[k].name + ": " + std::to_string(counts[k].count);
    if (counts.size() > kShown)
        text += "; and " + std::to_string(counts.size() - kShown) + " more";
    return text.empty() ? "unknown" : text;
}

Json jsonOf(const Counts& counts)
{
    Json list = Json::array();
    for (const auto& [name, count] : counts)
        list.push_back({{"name", name}, {"count", count}});
    return list;
}

Counts classCounts(const Dataset& set)
{
    Counts classes;
    if (set.classCount() == 0)
        return classes;
    for (const std::string& name : set.classNames)
        classes.push_back({name, 0});
    for (const int label : set.labels)
        ++classes.at(std::size_t(label)).count;
    return classes;
}

// The smallest and the largest class and how many times larger the latter is; an empty class has no ratio.
struct Balance {
    DatasetReport::Count smallest, largest;
    double ratio() const { return smallest.count > 0 ? double(largest.count) / smallest.count : 0; }
};

Balance balanceOf(const Counts& classes)
{
    const auto less = [](const auto& a, const auto& b) { return a.count < b.count; };
    return {*std::min_element(classes.begin(), classes.end(), less),
            *std::max_element(classes.begin(), classes.end(), less)};
}

class Facts {
public:
    explicit Facts(InspectReport& report) : report_(report) {}
    void add(const std::string& label, const std::string& value) { report_.facts.emplace_back(label, value); }
    void add(const std::string& label, long long value)
    {
        report_.numbers[label] = value;
        add(label, std::to_string(value));
    }

private:
    InspectReport& report_;
};

void addClasses(Facts& facts, const Counts& classes)
{
    facts.add("classes", (long long)(classes.size()));
    if (classes.empty())
        return;
    const Balance balance = balanceOf(classes);
    std::string text = "smallest " + balance.smallest.name + " (" + std::to_string(balance.smallest.count) +
                       "), largest " + balance.largest.name + " (" + std::to_string(balance.largest.count) + ")";
    if (balance.ratio() > 0)
        text += ", ratio " + decimal(balance.ratio());
    facts.add("class balance", text);
    for (const auto& [name, count] : classes)
        facts.add("class " + name, count);
}

std::string copiesText(const DatasetReport::Duplicates& group)
{
    const std::size_t more = group.others.size() - 1;
    const bool all = group.others.size() < DatasetReport::kOthersNamed;
    const std::string text = group.first + " = " + group.others.front();
    return more == 0 ? text : text + " and " + (all ? "" : "at least ") + std::to_string(more) + " more";
}

std::string remarkText(const DatasetReport::Remark& remark)
{
    std::string text = remark.what;
    for (std::size_t k = 0; k < std::min(remark.files.size(), kShown); ++k)
        text += (k == 0 ? ": " : ", ") + remark.files[k];
    const int more = remark.count - int(std::min(remark.files.size(), kShown));
    return more > 0 ? text + " and " + std::to_string(more) + " more" : text;
}

void addScan(Facts& facts, const DatasetReport& report)
{
    facts.add("looked at", report.looked);
    facts.add("original sizes", listed(report.sizes));
    facts.add("shorter sides", listed(report.sides));
    facts.add("colour modes", listed(report.colourModes));
    facts.add("duplicate files", report.duplicateFiles);
    for (std::size_t k = 0; k < std::min(report.duplicates.size(), kShown); ++k)
        facts.add("  same as", copiesText(report.duplicates[k]));
    facts.add("skipped files", report.skippedFiles);
    if (report.skippedFiles > 0)
        facts.add("skipped because", listed(report.skippedReasons));
    for (const DatasetReport::Remark& remark : report.remarks)
        facts.add("remark", remarkText(remark));
    facts.add("read", decimal(double(report.bytes) / 1e6) + " MB in " + decimal(report.seconds) + " s");
    const std::string cache = report.cacheFile.empty() ? "none, the pictures are in memory" : report.cacheFile;
    facts.add("cache", cache + (report.reused ? " (reused)" : ""));
}

Json jsonOf(const Dataset& set, const Counts& classes)
{
    const DatasetReport& report = set.report;
    Json all = {{"name", set.name},         {"pictures", set.size()},        {"size", set.width},
                {"channels", set.channels}, {"mirror_safe", set.mirrorSafe}, {"classes", jsonOf(classes)}};
    if (!classes.empty()) {
        const Balance balance = balanceOf(classes);
        all["class_balance"] = {{"smallest", balance.smallest.count}, {"largest", balance.largest.count}};
        all["class_balance"]["ratio"] = balance.ratio() > 0 ? Json(balance.ratio()) : Json();
    }
    all["looked"] = report.looked;
    all["sizes"] = jsonOf(report.sizes);
    all["sides"] = jsonOf(report.sides);
    all["colour_modes"] = jsonOf(report.colourModes);
    all["duplicate_files"] = report.duplicateFiles;
    all["duplicates"] = Json::array();
    for (const auto& group : report.duplicates)
        all["duplicates"].push_back({{"first", group.first}, {"others", group.others}});
    all["skipped_files"] = report.skippedFiles;
    all["skipped_reasons"] = jsonOf(report.skippedReasons);
    all["remarks"] = Json::array();
    for (const auto& remark : report.remarks)
        all["remarks"].push_back({{"remark", remark.what}, {"files", remark.files}, {"count", remark.count}});
    all["bytes"] = report.bytes;
    all["seconds"] = report.seconds;
    all["cache_file"] = report.cacheFile;
    all["cache_reused"] = report.reused;
    return all;
}

void writeSheet(const Dataset& set, const std::string& target)
{
    const int count = std::min(kSheetPictures, set.size());
    ExportContent content;
    content.frames = {std::size_t(count),
                      [&set, count](std::size_t k) { return set.image(int((long long)k * set.size() / count)); }};
    const long long columns = (long long)(std::ceil(std::sqrt(double(count))));
    exportFormat("contact_sheet").write(content, target, {{"columns", columns}});
}

} // namespace

Json inspectDataset(InspectReport& report, const std::string& source, const InspectOptions& options)
{
    DatasetOptions wanted;
    wanted.image.size = options.size;
    ScanProgress progress;
    if (options.progress)
        progress = [&options](int done, int total, const std::string&) { options.progress(done, total); };
    const auto set = openDataset(source, wanted, progress);
    const Counts classes = classCounts(*set);
    Facts facts(report);
    facts.add("name", set->name);
    facts.add("pictures", set->size());
    facts.add("channels", set->channels);
    addClasses(facts, classes);
    addScan(facts, set->report);
    for (const auto& skipped : set->skipped)
        report.problems.push_back(skipped.file + ": " + skipped.reason);
    if (!options.sheet.empty()) {
        writeSheet(*set, options.sheet);
        facts.add("contact sheet", options.sheet);
    }
    if (!options.arrays.empty()) {
        writeArrays(*set, options.arrays);
        facts.add("arrays", options.arrays);
    }
    return jsonOf(*set, classes);
}

} // namespace diffuscope
