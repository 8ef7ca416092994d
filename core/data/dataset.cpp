#include "core/data/dataset.h"

#include "core/base/checksum.h"
#include "core/base/error.h"
#include "core/data/dataset_cache.h"
#include "core/data/parallel_scan.h"
#include "core/data/pixel_file.h"
#include "core/data/scan_report.h"
#include "core/data/sources/source.h"

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace diffuscope {
namespace {

void requireRange(const char* what, long long value, long long minimum, long long maximum)
{
    if (value < minimum || value > maximum)
        throw Error(std::string(what) + " must be " + std::to_string(minimum) + " to " + std::to_string(maximum),
                    std::to_string(value), "Change the dataset options.");
}

void validate(const DatasetOptions& options)
{
    requireRange("The picture size", options.image.size, 8, 1024);
    requireRange("The limit", options.limit, 0, 100'000'000);
    requireRange("The number of generated pictures", options.builtinCount, 0, 100'000'000);
    if (options.channels != 0 && options.channels != 1 && options.channels != 3)
        throw Error("Pictures have 1 or 3 channels", std::to_string(options.channels),
                    "Choose grey (1), RGB (3) or automatic (0).");
}

std::string acceptedSources()
{
    std::string text;
    for (const DatasetSource& source : datasetSources())
        text += (text.empty() ? "" : ", ") + source.name;
    return "Accepted: " + text + ".";
}

const DatasetSource& sourceFor(const std::string& path)
{
    for (const DatasetSource& source : datasetSources())
        if (source.probe(path))
            return source;
    if (path.starts_with("builtin:")) {
        std::string names;
        for (const DatasetSource& source : datasetSources())
            if (source.id.starts_with("builtin:"))
                names += (names.empty() ? "" : ", ") + source.id;
        throw Error("There is no such built-in set", path, "Choose one of " + names + ".");
    }
    std::error_code problem;
    if (path.empty() || !std::filesystem::exists(path, problem))
        throw Error("The dataset does not exist", path, "Check the path. " + acceptedSources());
    throw Error("This is not a dataset", path, acceptedSources());
}

void requireUsable(const Dataset& set)
{
    if (set.size() >= 2)
        return;
    std::string advice = "A dataset needs at least 2 readable pictures.";
    for (std::size_t k = 0; k < std::min<std::size_t>(set.skipped.size(), 3); ++k)
        advice += " Skipped " + set.skipped[k].file + ": " + set.skipped[k].reason + ".";
    if (set.size() == 0 && !set.skipped.empty())
        throw Error("None of the pictures in this set can be read", set.source, advice);
    throw Error(set.size() == 0 ? "There are no pictures in this set" : "There is only one picture in this set",
                set.source, advice);
}

// What a set is made of: the source knows, or it is a file, or the files of a folder.
std::vector<std::filesystem::path> filesOf(const DatasetSource& kind, const std::string& source,
                                           const ScanProgress& progress, const std::stop_token& stop)
{
    if (kind.files)
        return kind.files(source, progress, stop);
    std::error_code problem;
    if (!std::filesystem::is_directory(source, problem))
        return {source};
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator it(source, problem), end; !problem && it != end; it.increment(problem))
        files.push_back(it->path());
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

Image Dataset::image(int index) const
{
    if (index < 0 || index >= size())
        throw Error("There is no such picture", std::to_string(index),
                    "The set has pictures 0 to " + std::to_string(size() - 1) + ".");
    Image picture(channels, height, width);
    const std::uint8_t* from = pixels(index);
    std::transform(from, from + picture.values.size(), picture.values.begin(), fromByte);
    return picture;
}

const std::uint8_t* Dataset::pixels(int index) const
{
    return (file ? file->data() : values.data()) + std::size_t(index) * imageBytes();
}

std::uint64_t Dataset::digest() const
{
    if (digest_.known())
        return digest_.value();
    Checksum sum;
    sum.add(std::as_bytes(std::span(pixels(0), std::size_t(size()) * imageBytes())));
    sum.add(std::as_bytes(std::span(labels)));
    digest_.set(sum.value());
    return digest_.value();
}

const std::vector<DatasetSource>& datasetSources()
{
    static const std::vector<DatasetSource> sources = {digitsSource(),  shapesSource(), emojiSource(),
                                                       idxSource(),     cifarSource(),  numpySource(),
                                                       archiveSource(), videoSource(),  imageFolderSource()};
    return sources;
}

std::shared_ptr<const Dataset> openDataset(const std::string& source, const DatasetOptions& options,
                                           const ScanProgress& progress, std::stop_token stop)
{
    validate(options);
    throwIfCancelled(stop);
    const auto start = std::chrono::steady_clock::now();
    const auto seconds = [&start] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    const DatasetSource& kind = sourceFor(source);
    const auto fingerprint = [&] { return fingerprintOf(filesOf(kind, source, progress, stop)); };
    if (mayBeCached(source, options))
        if (const auto kept = findCached(source, options, fingerprint())) {
            kept->report.seconds = seconds();
            return kept;
        }
    const auto set = kind.open(source, options, progress, stop);
    if (kind.id.starts_with("builtin:"))
        reportGenerated(*set);
    set->report.seconds = seconds();
    summariseSkipped(*set);
    requireUsable(*set);
    if (set->file)
        keepCached(*set, options, fingerprint());
    return set;
}

} // namespace diffuscope
