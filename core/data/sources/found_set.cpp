#include "core/data/sources/found_set.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/parallel_scan.h"
#include "core/data/sources/archive_reader.h"
#include "core/data/sources/numpy_classes.h"

#include <algorithm>

namespace diffuscope {
namespace fs = std::filesystem;
namespace {

constexpr int kMostFolders = 3, kMostEntries = 5000;

bool isOf(const char* kind, const fs::path& path)
{
    for (const DatasetSource& source : datasetSources())
        if (source.id == kind)
            return source.probe(path.string());
    return false;
}

bool hasEnding(const fs::path& file, const std::vector<std::string>& endings)
{
    const std::string name = lowerCase(file.filename().string());
    return std::any_of(endings.begin(), endings.end(), [&](const auto& ending) { return name.ends_with(ending); });
}

bool isSetFile(const fs::path& file)
{
    return hasEnding(file, {".npy", ".npz"}) ? isOf("numpy", file)
                                             : hasEnding(file, archiveEndings()) && looksLikeArchive(file);
}

void look(const fs::path& folder, int depth, int& entries, std::vector<fs::path>& found)
{
    if (isOf("idx", folder) || isOf("cifar", folder)) {
        found.push_back(folder);
        return;
    }
    std::error_code problem;
    std::vector<fs::path> names;
    for (fs::directory_iterator it(folder, problem), end; !problem && it != end; it.increment(problem))
        if (++entries <= kMostEntries && !it->path().filename().native().starts_with('.'))
            names.push_back(it->path());
    std::sort(names.begin(), names.end());
    for (const fs::path& path : names) {
        std::error_code unknown;
        if (fs::is_directory(path, unknown)) {
            if (depth < kMostFolders && !fs::is_symlink(path, unknown))
                look(path, depth + 1, entries, found);
        } else if (isSetFile(path)) {
            found.push_back(path);
        }
    }
}

bool isForTraining(const fs::path& set)
{
    return lowerCase(set.filename().string()).find("train") != std::string::npos;
}

} // namespace

std::vector<fs::path> setsBelow(const fs::path& folder)
{
    std::vector<fs::path> found;
    int entries = 0;
    look(folder, 0, entries, found);
    return found;
}

std::optional<fs::path> chosenSet(const fs::path& folder, const std::string& shown)
{
    std::vector<fs::path> found = setsBelow(folder);
    std::erase_if(found, [&](const fs::path& file) { // labels lie beside their pictures
        return found.size() > 1 && file.filename().string().find("label") != std::string::npos;
    });
    if (found.empty())
        return {};
    if (found.size() == 1)
        return found.front();
    const fs::path together = found.front().parent_path();
    const auto isThere = [&together](const fs::path& set) { return set.parent_path() == together; };
    if (std::all_of(found.begin(), found.end(), isThere) && !numpyClassFiles(together).empty())
        return together;
    std::vector<fs::path> training;
    std::copy_if(found.begin(), found.end(), std::back_inserter(training), isForTraining);
    if (training.size() == 1)
        return training.front();
    std::string names;
    for (std::size_t k = 0; k < std::min<std::size_t>(found.size(), 6); ++k)
        names += (k > 0 ? ", " : "") + found[k].lexically_relative(folder).string();
    throw Error("There are no pictures in this set, but several other sets", shown,
                "Open one of them: " + names + (found.size() > 6 ? ", ..." : "") + ".");
}

std::shared_ptr<Dataset> openInPlaceOf(const std::string& shown, const fs::path& folder, const fs::path& found,
                                       const DatasetOptions& options, const ScanProgress& progress,
                                       const std::stop_token& stop)
{
    const std::string inside = found.lexically_relative(folder).string();
    try {
        for (const DatasetSource& kind : datasetSources()) {
            if (!kind.probe(found.string()))
                continue;
            auto set = kind.open(found.string(), options, progress, stop);
            set->source = shown;
            if (inside != ".")
                set->report.remarks.insert(set->report.remarks.begin(), {"Opened " + inside + " in it", {}, 0});
            return set;
        }
    } catch (const Error& problem) {
        throwIfCancelled(stop);
        throw Error(problem.happenedMessage(), shown + " (" + inside + ")", problem.adviceMessage());
    }
    throw Error("This is not a dataset", shown + " (" + inside + ")", "Unpack it and open the folder.");
}

bool mayBelongToSet(const fs::path& path)
{
    const std::string name = path.filename().string();
    return name.find("idx1-ubyte") != name.npos || name.find("idx3-ubyte") != name.npos ||
           (name.starts_with("data_batch_") && name.ends_with(".bin")) || name == "test_batch.bin" ||
           name == "train.bin" || name == "test.bin" || name == "batches.meta.txt" || name == "fine_label_names.txt" ||
           hasEnding(path, {".npy", ".npz"}) || hasEnding(path, archiveEndings());
}

} // namespace diffuscope
