#include "core/base/error.h"
#include "core/data/parallel_scan.h"
#include "core/data/sources/folder_walk.h"
#include "core/data/sources/source.h"

#include <algorithm>

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

// Empty when the picture was stored, else the reason why not.
std::string readInto(Dataset& set, int index, const fs::path& file, ImageSettings settings)
{
    settings.channels = set.channels;
    try {
        storePicture(set, index, loadImageFile(file, settings));
        return {};
    } catch (const Error& problem) {
        return problem.happened();
    } catch (const std::bad_alloc&) {
        return "Too little memory to decode it";
    }
}

// Moves the pictures that were read to the front and names the others.
std::vector<fs::path> keepReadable(Dataset& set, const std::vector<fs::path>& files,
                                   const std::vector<std::string>& reasons)
{
    const std::size_t bytes = files.empty() ? 0 : set.values.size() / files.size();
    std::vector<fs::path> kept;
    for (std::size_t k = 0; k < files.size(); ++k) {
        if (!reasons[k].empty()) {
            set.skipped.push_back({files[k].string(), reasons[k]});
            continue;
        }
        const auto from = set.values.begin() + std::ptrdiff_t(k * bytes);
        std::copy(from, from + std::ptrdiff_t(bytes), set.values.begin() + std::ptrdiff_t(kept.size() * bytes));
        kept.push_back(files[k]);
    }
    set.values.resize(kept.size() * bytes);
    set.labels.resize(kept.size());
    return kept;
}

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

void dropToGrey(Dataset& set)
{
    const std::size_t plane = std::size_t(set.height) * std::size_t(set.width);
    for (std::size_t k = 0; k < std::size_t(set.size()); ++k)
        std::copy_n(set.values.begin() + std::ptrdiff_t(3 * k * plane), plane,
                    set.values.begin() + std::ptrdiff_t(k * plane));
    set.values.resize(std::size_t(set.size()) * plane);
    set.values.shrink_to_fit();
    set.channels = 1;
}

std::shared_ptr<Dataset> openFolder(const std::string& source, const DatasetOptions& options,
                                    const ScanProgress& progress, std::stop_token stop)
{
    std::vector<Dataset::Skipped> skipped;
    const auto found = picturesBelow(source, skipped, stop);
    std::vector<fs::path> files;
    for (const int k : spread(int(found.size()), options.limit))
        files.push_back(found[std::size_t(k)]);
    auto set = newDataset(source, int(files.size()), options.channels == 1 ? 1 : 3, options);
    set->name = titleOf(source);
    set->skipped = std::move(skipped);
    std::vector<std::string> reasons(files.size());
    const auto work = [&](int k) { reasons[std::size_t(k)] = readInto(*set, k, files[std::size_t(k)], options.image); };
    const auto describe = [&](int k) { return files[std::size_t(k)].filename().string(); };
    parallelScan({int(files.size()), work, describe}, progress, stop);
    FolderClasses classes = classesOf(source, keepReadable(*set, files, reasons));
    set->labels = std::move(classes.labels);
    set->classNames = std::move(classes.names);
    if (options.channels == 0 && everyPictureGrey(*set))
        dropToGrey(*set);
    return set;
}

} // namespace

DatasetSource imageFolderSource()
{
    return {"image_folder", "Folder of images",
            "PNG, JPEG, WebP, BMP and TIFF pictures in a folder and its sub-folders; sub-folders become classes.",
            isFolder, openFolder};
}

} // namespace diffuscope
