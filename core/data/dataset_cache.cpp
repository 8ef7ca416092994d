#include "core/data/dataset_cache.h"

#include "core/base/checksum.h"
#include "core/base/error.h"
#include "core/base/user_folders.h"
#include "core/data/pixel_file.h"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <span>

#include <sys/stat.h>

namespace diffuscope {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr int kVersion = 2;

// What decides the pixels of a set besides its files.
json settingsOf(const std::string& source, const DatasetOptions& options)
{
    std::error_code ignored;
    const fs::path real = fs::weakly_canonical(source, ignored);
    return {{"version", kVersion},          {"source", ignored ? source : real.string()},
            {"size", options.image.size},   {"background", options.image.background},
            {"channels", options.channels}, {"limit", options.limit},
            {"seed", options.seed},         {"count", options.builtinCount}};
}

std::string dumped(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

fs::path folderOf(const DatasetOptions& options)
{
    return options.cacheFolder.empty() ? defaultCacheFolder() : options.cacheFolder;
}

fs::path fileOf(const std::string& source, const DatasetOptions& options)
{
    const std::string key = dumped(settingsOf(source, options));
    return folderOf(options) / (checksumText(checksum(std::as_bytes(std::span(key)))) + ".pixels");
}

json countsOf(const std::vector<DatasetReport::Count>& counts)
{
    json list = json::array();
    for (const auto& count : counts)
        list.push_back({count.name, count.count});
    return list;
}

std::vector<DatasetReport::Count> countsFrom(const json& list)
{
    std::vector<DatasetReport::Count> counts;
    for (const json& entry : list)
        counts.push_back({entry.at(0).get<std::string>(), entry.at(1).get<int>()});
    return counts;
}

json reportOf(const DatasetReport& report)
{
    json duplicates = json::array();
    for (const auto& group : report.duplicates)
        duplicates.push_back({group.first, group.others});
    json remarks = json::array();
    for (const auto& remark : report.remarks)
        remarks.push_back({remark.what, remark.files, remark.count});
    return {{"looked", report.looked},
            {"remarks", remarks},
            {"sizes", countsOf(report.sizes)},
            {"sides", countsOf(report.sides)},
            {"colour_modes", countsOf(report.colourModes)},
            {"skipped_reasons", countsOf(report.skippedReasons)},
            {"skipped_files", report.skippedFiles},
            {"duplicates", duplicates},
            {"duplicate_files", report.duplicateFiles},
            {"bytes", report.bytes}};
}

DatasetReport reportFrom(const json& saved)
{
    DatasetReport report;
    report.looked = saved.at("looked");
    report.sizes = countsFrom(saved.at("sizes"));
    report.sides = countsFrom(saved.at("sides"));
    report.colourModes = countsFrom(saved.at("colour_modes"));
    report.skippedReasons = countsFrom(saved.at("skipped_reasons"));
    report.skippedFiles = saved.at("skipped_files");
    for (const json& group : saved.at("duplicates"))
        report.duplicates.push_back({group.at(0).get<std::string>(), group.at(1).get<std::vector<std::string>>()});
    for (const json& remark : saved.at("remarks"))
        report.remarks.push_back(
            {remark.at(0).get<std::string>(), remark.at(1).get<std::vector<std::string>>(), remark.at(2).get<int>()});
    report.duplicateFiles = saved.at("duplicate_files");
    report.bytes = saved.at("bytes");
    return report;
}

json descriptionOf(const Dataset& set, const DatasetOptions& options, std::uint64_t fingerprint)
{
    json skipped = json::array();
    for (const auto& entry : set.skipped)
        skipped.push_back({entry.file, entry.reason});
    return {{"settings", settingsOf(set.source, options)},
            {"fingerprint", checksumText(fingerprint)},
            {"name", set.name},
            {"channels", set.channels},
            {"classes", set.classNames},
            {"mirror_safe", set.mirrorSafe},
            {"skipped", skipped},
            {"report", reportOf(set.report)}};
}

std::shared_ptr<Dataset> datasetFrom(PixelFile::Opened opened, const json& saved, const std::string& source,
                                     const DatasetOptions& options)
{
    auto set = std::make_shared<Dataset>();
    set->source = source;
    set->name = saved.at("name");
    set->channels = saved.at("channels");
    set->height = set->width = options.image.size;
    set->classNames = saved.at("classes").get<std::vector<std::string>>();
    set->mirrorSafe = saved.at("mirror_safe");
    for (const json& entry : saved.at("skipped"))
        set->skipped.push_back({entry.at(0).get<std::string>(), entry.at(1).get<std::string>()});
    set->report = reportFrom(saved.at("report"));
    set->labels = std::move(opened.labels);
    set->rememberDigest(opened.checksum);
    set->file = std::move(opened.file);
    const bool whole = set->file->size() == std::uint64_t(set->size()) * set->imageBytes();
    return whole ? set : nullptr;
}

} // namespace

fs::path defaultCacheFolder()
{
    const fs::path cache = userCacheFolder();
    return cache.empty() ? fs::path() : cache / "datasets";
}

std::uint64_t fingerprintOf(const std::vector<fs::path>& files)
{
    Checksum sum;
    for (const fs::path& file : files) {
        struct stat status = {};
        (void)stat(file.c_str(), &status); // a file that has gone is zeros
        const std::int64_t facts[] = {status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
        sum.add(std::as_bytes(std::span(file.native())));
        sum.add(std::as_bytes(std::span(facts)));
    }
    return sum.value();
}

bool mayBeCached(const std::string& source, const DatasetOptions& options)
{
    std::error_code ignored;
    return !folderOf(options).empty() && fs::exists(fileOf(source, options), ignored);
}

std::shared_ptr<Dataset> findCached(const std::string& source, const DatasetOptions& options, std::uint64_t fingerprint)
{
    const fs::path path = fileOf(source, options);
    auto opened = PixelFile::open(path);
    if (!opened)
        return nullptr;
    const json saved = json::parse(opened->description, nullptr, false);
    if (!saved.is_object() || saved.value("settings", json()) != json::parse(dumped(settingsOf(source, options))) ||
        saved.value("fingerprint", "") != checksumText(fingerprint))
        return nullptr;
    std::shared_ptr<Dataset> set;
    try {
        set = datasetFrom(std::move(*opened), saved, source, options);
    } catch (const json::exception&) { // of another version
        return nullptr;
    }
    if (!set)
        return nullptr;
    set->report.cacheFile = path.string();
    set->report.reused = true;
    std::error_code ignored;
    fs::last_write_time(path, fs::file_time_type::clock::now(), ignored); // used: among the last to go
    return set;
}

void keepCached(Dataset& set, const DatasetOptions& options, std::uint64_t fingerprint)
{
    const fs::path path = fileOf(set.source, options);
    set.rememberDigest(set.file->seal(path, set.labels, dumped(descriptionOf(set, options, fingerprint))));
    set.report.cacheFile = path.string();
}

} // namespace diffuscope
