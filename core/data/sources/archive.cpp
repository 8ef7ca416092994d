#include "core/base/error.h"
#include "core/data/parallel_scan.h"
#include "core/data/scan_report.h"
#include "core/data/sources/archive_reader.h"
#include "core/data/sources/folder_walk.h"
#include "core/data/sources/readable.h"
#include "core/data/sources/source.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <numeric>

// Pictures in an archive. A first pass lists names, so that a limit can be spread evenly; the second streams the
// entries: one thread at a time reads, holding the mutex, while the others decode. So no more pictures are in memory
// than there are threads.
namespace diffuscope {
namespace fs = std::filesystem;
namespace {

struct Listed {
    fs::path path;    // absolute below a made-up root
    int position = 0; // among the archive's plain files
};

struct Listing {
    std::vector<Listed> pictures; // in byte order of their paths
    std::string damage;
};

Listing listImages(const fs::path& file, const ScanProgress& progress, const std::stop_token& stop)
{
    Listing listing;
    ProgressPacer pacer(progress);
    ArchiveReader reader(file);
    for (int position = 0; reader.next(); ++position) {
        throwIfCancelled(stop);
        const fs::path path = (fs::path("/") / reader.name()).lexically_normal();
        if (isImageName(path.filename().native()))
            listing.pictures.push_back({path, position});
        pacer.show(int(listing.pictures.size()), 0, [&] { return path.filename().string(); });
    }
    listing.damage = reader.damage();
    std::stable_sort(listing.pictures.begin(), listing.pictures.end(),
                     [](const Listed& a, const Listed& b) { return a.path.native() < b.path.native(); });
    return listing;
}

// The wanted entries in the order of the archive, for many threads.
class EntryStream {
public:
    EntryStream(const fs::path& file, const std::vector<Listed>& wanted) : reader_(file), wanted_(wanted)
    {
        order_.resize(wanted.size());
        std::iota(order_.begin(), order_.end(), 0);
        std::sort(order_.begin(), order_.end(),
                  [&](int a, int b) { return wanted[std::size_t(a)].position < wanted[std::size_t(b)].position; });
    }

    struct Entry {
        int index = 0; // in `wanted`
        std::string bytes, problem;
    };
    Entry next(const std::stop_token& stop)
    {
        const std::lock_guard lock(mutex_);
        Entry entry{order_.at(taken_++), {}, {}};
        const Listed& wanted = wanted_[std::size_t(entry.index)];
        while (at_ < wanted.position) {
            throwIfCancelled(stop);
            if (!reader_.next()) {
                entry.problem = "The archive is damaged before it: " + reader_.damage();
                return entry;
            }
            ++at_;
        }
        entry.bytes = reader_.read(entry.problem, stop);
        return entry;
    }

private:
    std::mutex mutex_;
    ArchiveReader reader_;
    const std::vector<Listed>& wanted_;
    std::vector<int> order_;
    std::size_t taken_ = 0;
    int at_ = -1;
};

std::string nameIn(const Listed& entry) { return entry.path.relative_path().string(); }

void refuseWithoutImages(const Listing& listing, const std::string& source)
{
    if (listing.damage.empty() || listing.pictures.size() >= 2)
        return;
    throw Error("The archive is damaged: " + listing.damage, source, "Copy it again from where it came from.");
}

void classify(Dataset& set, const std::vector<Listed>& entries, const std::vector<int>& kept)
{
    ImageList list;
    std::map<std::string, std::uint32_t> folders;
    for (const Listed& entry : entries) {
        const auto [folder, isNew] = folders.try_emplace(entry.path.parent_path().string());
        if (isNew)
            folder->second = list.addFolder(folder->first);
        list.add(folder->second, entry.path.filename().native());
    }
    FolderClasses classes = classesOf("/", list, kept);
    set.labels = std::move(classes.labels);
    set.classNames = std::move(classes.names);
}

std::shared_ptr<Dataset> openArchive(const std::string& source, const DatasetOptions& options,
                                     const ScanProgress& progress, std::stop_token stop)
{
    const Listing listing = listImages(source, progress, stop);
    refuseWithoutImages(listing, source);
    std::vector<Listed> entries;
    for (const int k : spread(int(listing.pictures.size()), options.limit))
        entries.push_back(listing.pictures[std::size_t(k)]);
    const int count = int(entries.size());
    auto set = newDataset(source, count, options.channels == 1 ? 1 : 3, options);
    set->name = fs::path(source).filename().string();
    ScanReport report(count);
    std::vector<std::string> reasons(entries.size());
    EntryStream stream(source, entries);
    const auto work = [&](int) {
        EntryStream::Entry entry = stream.next(stop);
        std::string& reason = reasons[std::size_t(entry.index)];
        reason = std::move(entry.problem);
        if (!reason.empty())
            return;
        reason = storeDecoded(*set, entry.index, entry.bytes, nameIn(entries[std::size_t(entry.index)]), options.image);
        report.add(entry.index, entry.bytes, reason.empty());
    };
    parallelScan({count, work, {}}, progress, stop);
    const auto nameOf = [&](int k) { return nameIn(entries[std::size_t(k)]); };
    if (!listing.damage.empty())
        set->skipped.push_back({source, "The archive is damaged, its end is missing: " + listing.damage});
    classify(*set, entries, keepReadable(*set, reasons, nameOf));
    if (options.channels == 0)
        dropToGreyWhereAllGrey(*set);
    set->report = report.take(nameOf);
    return set;
}

} // namespace

DatasetSource archiveSource()
{
    return {"archive",
            "Archive of images",
            "Pictures in a zip, tar, tar.gz, tar.xz or 7z file, read without unpacking it; its folders become classes.",
            looksLikeArchive,
            openArchive,
            archiveEndings()};
}

} // namespace diffuscope
