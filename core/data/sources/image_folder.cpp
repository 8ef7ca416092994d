#include "core/base/save_file.h"
#include "core/data/parallel_scan.h"
#include "core/data/scan_report.h"
#include "core/data/sources/folder_walk.h"
#include "core/data/sources/readable.h"
#include "core/data/sources/source.h"

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
        return reason;
    } catch (const Error& problem) {
        return reasonOf(problem);
    } catch (const std::bad_alloc&) {
        return "Too little memory to read it";
    }
}

std::shared_ptr<Dataset> openFolder(const std::string& source, const DatasetOptions& options,
                                    const ScanProgress& progress, std::stop_token stop)
{
    std::vector<Dataset::Skipped> skipped;
    ImageList files = imagesBelow(source, skipped, progress, stop);
    files.keep(spread(files.size(), options.limit));
    const int count = files.size();
    auto set = newDataset(source, count, options.channels == 1 ? 1 : 3, options);
    set->name = titleOf(source);
    set->skipped = std::move(skipped);
    ScanReport report(count);
    std::vector<std::string> reasons(static_cast<std::size_t>(count));
    const auto work = [&](int k) { reasons[std::size_t(k)] = readInto(*set, report, k, files.path(k), options.image); };
    const auto describe = [&](int k) { return std::string(files.name(k)); };
    parallelScan({count, work, describe}, progress, stop);
    const auto nameOf = [&](int k) { return files.path(k).string(); };
    FolderClasses classes = classesOf(source, files, keepReadable(*set, reasons, nameOf));
    set->labels = std::move(classes.labels);
    set->classNames = std::move(classes.names);
    if (options.channels == 0)
        dropToGreyWhereAllGrey(*set);
    set->report = report.take(nameOf);
    return set;
}

std::vector<fs::path> imageFilesOf(const std::string& source, const ScanProgress& progress, std::stop_token stop)
{
    std::vector<Dataset::Skipped> ignored;
    const ImageList list = imagesBelow(source, ignored, progress, stop);
    std::vector<fs::path> files;
    files.reserve(std::size_t(list.size()));
    for (int k = 0; k < list.size(); ++k)
        files.push_back(list.path(k));
    return files;
}

} // namespace

DatasetSource imageFolderSource()
{
    return {"image_folder",
            "Folder of images",
            "PNG, JPEG, WebP, BMP and TIFF pictures in a folder and its sub-folders; sub-folders become classes.",
            isFolder,
            openFolder,
            {},
            imageFilesOf};
}

} // namespace diffuscope
