#include "core/base/error.h"
#include "core/data/dataset_cache.h"
#include "core/data/parallel_scan.h"
#include "core/data/scan_report.h"
#include "core/data/sources/archive_listing.h"
#include "core/data/sources/archive_reader.h"
#include "core/data/sources/folder_walk.h"
#include "core/data/sources/found_set.h"
#include "core/data/sources/readable.h"
#include "core/data/sources/source.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <numeric>

// Pictures in an archive. A first pass lists names, so that a limit can be spread evenly; the second streams the
// entries: one thread at a time reads, holding the mutex, while the others decode. So no more pictures are in memory
// than there are threads.
namespace diffuscope {
namespace fs = std::filesystem;
namespace {

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
        if (at_ == wanted.position && read_) { // a link to what was read last
            entry.bytes = last_;
            entry.problem = lastProblem_;
            return entry;
        }
        while (at_ < wanted.position) {
            throwIfCancelled(stop);
            if (!reader_.next()) {
                entry.problem = "The archive is damaged before it: " + reader_.damage();
                return entry;
            }
            ++at_;
        }
        entry.bytes = reader_.read(entry.problem, stop);
        read_ = taken_ < order_.size() && wanted_[std::size_t(order_[taken_])].position == at_;
        if (read_) {
            last_ = entry.bytes;
            lastProblem_ = entry.problem;
        }
        return entry;
    }

private:
    std::mutex mutex_;
    ArchiveReader reader_;
    const std::vector<Listed>& wanted_;
    std::vector<int> order_;
    std::size_t taken_ = 0;
    int at_ = -1;
    std::string last_, lastProblem_; // of the entry at at_, where read_
    bool read_ = false;
};

// A folder of its own in the cache, or where that cannot be written, among the temporary files; gone at the end.
class PassingFolder {
public:
    explicit PassingFolder(const DatasetOptions& options)
    {
        std::error_code problem;
        const fs::path cache = options.cacheFolder.empty() ? defaultCacheFolder() : options.cacheFolder;
        fs::create_directories(cache, problem);
        removeForgotten(cache);
        for (const fs::path& parent : {cache, fs::temp_directory_path(problem)}) {
            std::string name = (parent / "unpacked-XXXXXX").string();
            if (!parent.empty() && ::mkdtemp(name.data())) {
                path_ = name;
                return;
            }
        }
        throw Error("There is no place to unpack this archive to", cache.string(), "Unpack it and open the folder.");
    }
    ~PassingFolder()
    {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    PassingFolder(const PassingFolder&) = delete;
    PassingFolder& operator=(const PassingFolder&) = delete;
    const fs::path& path() const { return path_; }

private:
    // What a program that was killed left behind; what another one uses now is younger.
    static void removeForgotten(const fs::path& cache)
    {
        constexpr auto kOld = std::chrono::hours(48);
        std::error_code problem;
        for (fs::directory_iterator it(cache, problem), end; !problem && it != end; it.increment(problem)) {
            std::error_code unknown;
            const auto age = fs::file_time_type::clock::now() - fs::last_write_time(it->path(), unknown);
            if (!unknown && age > kOld && it->path().filename().native().starts_with("unpacked-"))
                fs::remove_all(it->path(), unknown);
        }
    }

    fs::path path_;
};

// Block by block: an array may be larger than the memory.
void unpackEntry(ArchiveReader& reader, const fs::path& to, const std::stop_token& stop)
{
    fs::create_directories(to.parent_path());
    std::ofstream out(to, std::ios::binary);
    std::vector<char> block(std::size_t(1) << 16);
    for (std::size_t count = 1; count > 0 && out;) {
        throwIfCancelled(stop);
        count = reader.readSome(block.data(), block.size());
        out.write(block.data(), std::streamsize(count));
    }
    if (!out.flush())
        throw Error("The archive cannot be unpacked", to.string(),
                    "Make room on the disk, or unpack it and open the folder.");
}

void unpackSets(const fs::path& file, const fs::path& to, const std::stop_token& stop)
{
    ArchiveReader reader(file);
    while (reader.next()) {
        const fs::path name = (fs::path("/") / reader.name()).lexically_normal().relative_path(); // cannot climb out
        if (reader.link() == ArchiveReader::Link::None && mayBelongToSet(name))
            unpackEntry(reader, to / name, stop);
    }
}

// An archive without pictures may hold a set of another kind, such as CIFAR's download or a zip in a zip.
std::shared_ptr<Dataset> openWhatLiesIn(const std::string& source, const DatasetOptions& options,
                                        const ScanProgress& progress, const std::stop_token& stop)
{
    static thread_local int within = 0; // a zip can hold itself
    if (within >= 3)
        return nullptr;
    struct Level {
        Level() { ++within; }
        ~Level() { --within; }
    } const level;
    const PassingFolder folder(options);
    unpackSets(source, folder.path(), stop);
    const auto found = chosenSet(folder.path(), source);
    return found ? openInPlaceOf(source, folder.path(), *found, options, progress, stop) : nullptr;
}

void refuseDamaged(const ArchiveListing& listing, const std::string& source)
{
    if (listing.damage.empty() || listing.pictures.size() >= 2)
        return;
    throw Error("The archive is damaged: " + listing.damage, source, "Copy it again from where it came from.");
}

ImageList listOf(const std::vector<Listed>& entries)
{
    ImageList list;
    std::map<std::string, std::uint32_t> folders;
    for (const Listed& entry : entries) {
        const auto [folder, isNew] = folders.try_emplace(entry.path.parent_path().string());
        if (isNew)
            folder->second = list.addFolder(folder->first);
        list.add(folder->second, entry.path.filename().native());
    }
    return list;
}

void keepOnly(std::vector<Listed>& entries, const std::vector<int>& indices)
{
    std::vector<Listed> kept;
    for (const int k : indices)
        kept.push_back(std::move(entries[std::size_t(k)]));
    entries = std::move(kept);
}

std::shared_ptr<Dataset> openPictures(const std::string& source, std::vector<Listed> entries,
                                      const SidecarLabels& labels, const DatasetOptions& options,
                                      const ScanProgress& progress, const std::stop_token& stop)
{
    DatasetReport remarks;
    if (const auto training = trainingPart("/", listOf(entries), remarks); !training.empty())
        keepOnly(entries, training);
    keepOnly(entries, spread(int(entries.size()), options.limit));
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
        if (reason.empty())
            report.addStored(entry.index, *set);
    };
    parallelScan({count, work, {}}, progress, stop);
    const auto nameOf = [&](int k) { return nameIn(entries[std::size_t(k)]); };
    const std::vector<int> kept = keepReadable(*set, reasons, nameOf);
    std::vector<std::string> names;
    for (const int k : kept)
        names.push_back(nameOf(k));
    FolderClasses classes = labels.classesOf(names, remarks);
    if (classes.names.empty())
        classes = classesOf("/", listOf(entries), kept);
    set->labels = std::move(classes.labels);
    set->classNames = std::move(classes.names);
    if (options.channels == 0)
        dropToGreyWhereAllGrey(*set);
    set->report = report.take(*set, kept, nameOf);
    set->report.remarks.insert(set->report.remarks.begin(), remarks.remarks.begin(), remarks.remarks.end());
    return set;
}

std::shared_ptr<Dataset> openArchive(const std::string& source, const DatasetOptions& options,
                                     const ScanProgress& progress, std::stop_token stop)
{
    std::vector<Dataset::Skipped> skipped;
    PassedOver over(skipped);
    ArchiveListing listing = listArchive(source, progress, stop, skipped, over);
    refuseDamaged(listing, source);
    if (listing.pictures.empty()) {
        std::shared_ptr<Dataset> other;
        if (listing.mayHoldSet)
            other = openWhatLiesIn(source, options, progress, stop);
        if (!other)
            refuseWithoutPictures(source, over);
        other->name = fs::path(source).filename().string();
        return other;
    }
    const std::string damage = listing.damage;
    auto set = openPictures(source, std::move(listing.pictures), listing.labels, options, progress, stop);
    set->skipped.insert(set->skipped.begin(), skipped.begin(), skipped.end());
    if (!damage.empty())
        set->skipped.push_back({source, "The archive is damaged, its end is missing: " + damage});
    over.remark(set->report);
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
