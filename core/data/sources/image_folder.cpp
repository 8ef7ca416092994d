#include "core/base/save_file.h"
#include "core/base/worker.h"
#include "core/data/parallel_scan.h"
#include "core/data/scan_report.h"
#include "core/data/sources/folder_walk.h"
#include "core/data/sources/found_set.h"
#include "core/data/sources/readable.h"
#include "core/data/sources/sidecar_labels.h"
#include "core/data/sources/source.h"

#include <algorithm>
#include <new>

namespace diffuscope {
namespace fs = std::filesystem;
namespace {

bool isFolder(const std::string& source)
{
    std::error_code problem;
    return fs::is_directory(source, problem);
}

std::string titleOf(const fs::path& folder)
{
    std::error_code problem;
    const fs::path real = fs::canonical(folder, problem);
    const fs::path name = (problem ? folder : real).filename();
    return name.empty() ? folder.string() : name.string();
}

std::string reasonOf(const Error& problem)
{
    const auto* told = dynamic_cast<const FileError*>(&problem); // by the system
    return problem.happened() + (told ? ": " + told->reason() : "");
}

// Reads and decodes one file; empty when the picture was stored, else the reason why not.
std::string readInto(Dataset& set, ScanReport& report, int index, const fs::path& file, const ImageSettings& settings)
{
    try {
        const std::string bytes = readImageFile(file);
        std::string reason = storeDecoded(set, index, bytes, file.string(), settings);
        report.add(index, bytes, reason.empty());
        if (reason.empty())
            report.addStored(index, set);
        return reason;
    } catch (const Error& problem) {
        return reasonOf(problem);
    } catch (const std::bad_alloc&) {
        return "Too little memory to read it";
    }
}

// Tables of labels, in the set's folder or in the folders of its pictures; only the first folders are looked at.
std::vector<fs::path> tablesOf(const fs::path& root, const ImageList& files)
{
    constexpr std::size_t kFoldersWithTables = 64;
    std::vector<fs::path> folders = {root}, tables;
    for (std::size_t k = 0; k < std::min(files.folders().size(), kFoldersWithTables); ++k)
        if (const fs::path folder = files.folders()[k]; folder != root)
            folders.push_back(folder);
    for (const fs::path& folder : folders)
        for (const std::string& name : SidecarLabels::tableNames()) {
            std::error_code problem;
            if (fs::is_regular_file(folder / name, problem))
                tables.push_back(folder / name);
        }
    return tables;
}

SidecarLabels labelsIn(const fs::path& root, const ImageList& files)
{
    SidecarLabels labels;
    for (const fs::path& table : tablesOf(root, files)) {
        std::size_t largest = 0;
        std::string text;
        if (SidecarLabels::mayTell(table, largest))
            (void)attempt([&] { text = readFile(table, largest); }); // one that cannot be read tells nothing
        labels.add(table.lexically_relative(root), text);
    }
    return labels;
}

FolderClasses toldClasses(const fs::path& root, const ImageList& files, const std::vector<int>& kept,
                          DatasetReport& report)
{
    const SidecarLabels labels = labelsIn(root, files);
    std::vector<std::string> names;
    for (std::size_t k = 0; !labels.empty() && k < kept.size(); ++k)
        names.push_back(files.path(kept[k]).lexically_relative(root).string());
    return labels.classesOf(names, report);
}

std::shared_ptr<Dataset> openPicturesOf(const std::string& source, ImageList files, const DatasetOptions& options,
                                        const ScanProgress& progress, const std::stop_token& stop)
{
    DatasetReport remarks;
    if (const auto training = trainingPart(source, files, remarks); !training.empty())
        files.keep(training);
    files.keep(spread(files.size(), options.limit));
    const int count = files.size();
    auto set = newDataset(source, count, options.channels == 1 ? 1 : 3, options);
    set->name = titleOf(source);
    ScanReport report(count);
    std::vector<std::string> reasons(static_cast<std::size_t>(count));
    const auto work = [&](int k) { reasons[std::size_t(k)] = readInto(*set, report, k, files.path(k), options.image); };
    const auto describe = [&](int k) { return std::string(files.name(k)); };
    parallelScan({count, work, describe}, progress, stop);
    const auto nameOf = [&](int k) { return files.path(k).string(); };
    const std::vector<int> kept = keepReadable(*set, reasons, nameOf);
    FolderClasses classes = toldClasses(source, files, kept, remarks);
    if (classes.names.empty())
        classes = classesOf(source, files, kept);
    set->labels = std::move(classes.labels);
    set->classNames = std::move(classes.names);
    if (options.channels == 0)
        dropToGreyWhereAllGrey(*set);
    set->report = report.take(*set, kept, nameOf);
    set->report.remarks.insert(set->report.remarks.begin(), remarks.remarks.begin(), remarks.remarks.end());
    return set;
}

std::shared_ptr<Dataset> openFolder(const std::string& source, const DatasetOptions& options,
                                    const ScanProgress& progress, std::stop_token stop)
{
    std::vector<Dataset::Skipped> skipped;
    PassedOver over(skipped);
    ImageList files = imagesBelow(source, skipped, progress, stop, &over);
    std::sort(skipped.begin(), skipped.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
    if (files.size() == 0) {
        if (const auto found = chosenSet(source, source)) {
            auto set = openInPlaceOf(source, source, *found, options, progress, stop);
            set->name = titleOf(source);
            return set;
        }
        refuseWithoutPictures(source, over);
    }
    auto set = openPicturesOf(source, std::move(files), options, progress, stop);
    set->skipped.insert(set->skipped.begin(), skipped.begin(), skipped.end());
    over.remark(set->report);
    return set;
}

// Of a set that lies further down: its files.
std::vector<fs::path> filesOfFound(const std::string& source)
{
    std::vector<fs::path> files;
    for (const fs::path& found : setsBelow(source)) {
        std::error_code problem;
        if (!fs::is_directory(found, problem))
            files.push_back(found);
        for (fs::directory_iterator it(found, problem), end; !problem && it != end; it.increment(problem))
            files.push_back(it->path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<fs::path> imageFilesOf(const std::string& source, const ScanProgress& progress, std::stop_token stop)
{
    std::vector<Dataset::Skipped> ignored;
    const ImageList list = imagesBelow(source, ignored, progress, stop);
    if (list.size() == 0)
        return filesOfFound(source);
    std::vector<fs::path> files;
    files.reserve(std::size_t(list.size()));
    for (int k = 0; k < list.size(); ++k)
        files.push_back(list.path(k));
    const auto tables = tablesOf(source, list);
    files.insert(files.end(), tables.begin(), tables.end());
    return files;
}

} // namespace

DatasetSource imageFolderSource()
{
    return {"image_folder",
            "Folder of images",
            "PNG, JPEG, WebP, GIF, BMP and TIFF pictures in a folder and its sub-folders; sub-folders become classes.",
            isFolder,
            openFolder,
            {},
            imageFilesOf};
}

} // namespace diffuscope
