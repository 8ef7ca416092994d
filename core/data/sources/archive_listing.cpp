#include "core/data/sources/archive_listing.h"

#include "core/base/error.h"
#include "core/data/parallel_scan.h"
#include "core/data/sources/archive_reader.h"
#include "core/data/sources/folder_walk.h"
#include "core/data/sources/found_set.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace diffuscope {
namespace fs = std::filesystem;
namespace {

constexpr int kMostHops = 16; // from link to link

fs::path placed(const std::string& name) { return (fs::path("/") / name).lexically_normal(); }

// The first hidden folder on the way to a file; empty where there is none.
fs::path hiddenFolderOf(const fs::path& path)
{
    fs::path folder;
    for (const fs::path& part : path.parent_path()) {
        folder /= part;
        if (part.native().starts_with('.') || part == "__MACOSX")
            return folder;
    }
    return {};
}

class Lister {
public:
    Lister(const fs::path& file, std::vector<Dataset::Skipped>& skipped, PassedOver& over)
        : reader_(file), skipped_(skipped), over_(over)
    {
    }

    ArchiveListing list(const ScanProgress& progress, const std::stop_token& stop)
    {
        ProgressPacer pacer(progress);
        for (int position = 0; reader_.next(); ++position) {
            throwIfCancelled(stop);
            const fs::path path = placed(reader_.name());
            note(path, position);
            pacer.show(int(listing_.pictures.size()), 0, [&] { return path.filename().string(); });
        }
        for (const auto& [path, target] : links_)
            follow(path);
        listing_.damage = reader_.damage();
        std::stable_sort(listing_.pictures.begin(), listing_.pictures.end(),
                         [](const Listed& a, const Listed& b) { return a.path.native() < b.path.native(); });
        return std::move(listing_);
    }

private:
    void note(const fs::path& path, int position)
    {
        if (reader_.link() == ArchiveReader::Link::None)
            files_.insert_or_assign(path.native(), position);
        else
            links_.insert_or_assign(path.native(), reader_.link() == ArchiveReader::Link::Hard
                                                       ? placed(reader_.target())
                                                       : (path.parent_path() / reader_.target()).lexically_normal());
        const std::string name = path.filename().string();
        if (const fs::path hidden = hiddenFolderOf(path); !hidden.empty()) {
            if (hidden.filename().native().starts_with('.') && hidden_.insert(hidden.native()).second)
                over_.addHiddenFolder();
            return;
        }
        if (name.starts_with('.') || reader_.link() != ArchiveReader::Link::None)
            return;
        if (isImageName(name)) {
            listing_.pictures.push_back({path, position});
            return;
        }
        listing_.mayHoldSet = listing_.mayHoldSet || mayBelongToSet(path);
        std::size_t largest = 0;
        std::string start;
        if (SidecarLabels::mayTell(path, largest)) {
            if (const std::string text = upTo(largest + 1); text.size() <= largest)
                listing_.labels.add(path.relative_path(), text);
        } else if (over_.wantsStart(name)) {
            start = upTo(kStartBytes);
        }
        over_.add(path.relative_path().string(), start);
    }

    // The first bytes of the current file; fewer where the archive is damaged, which next() will tell.
    std::string upTo(std::size_t most)
    {
        std::string bytes;
        std::array<char, 1 << 14> block;
        try {
            while (bytes.size() < most) {
                const std::size_t read = reader_.readSome(block.data(), std::min(block.size(), most - bytes.size()));
                if (read == 0)
                    break;
                bytes.append(block.data(), read);
            }
        } catch (const Error&) {
            bytes.clear();
        }
        return bytes;
    }

    // A picture that is a link: to a file anywhere in the archive, hidden or not, by way of other links.
    void follow(const std::string& path)
    {
        const fs::path place = path;
        if (!isImageName(place.filename().native()) || !hiddenFolderOf(place).empty())
            return;
        std::string at = path;
        for (int hop = 0; hop < kMostHops; ++hop) {
            const auto next = links_.find(at);
            if (next == links_.end())
                break;
            at = next->second.native();
        }
        if (const auto file = files_.find(at); file != files_.end())
            listing_.pictures.push_back({place, file->second});
        else
            skipped_.push_back({place.relative_path().string(), "It is a link to a file that is not in the archive"});
    }

    ArchiveReader reader_;
    std::vector<Dataset::Skipped>& skipped_;
    PassedOver& over_;
    ArchiveListing listing_;
    std::map<std::string, int> files_;
    std::map<std::string, fs::path> links_;
    std::set<std::string> hidden_;
};

} // namespace

ArchiveListing listArchive(const fs::path& file, const ScanProgress& progress, const std::stop_token& stop,
                           std::vector<Dataset::Skipped>& skipped, PassedOver& over)
{
    return Lister(file, skipped, over).list(progress, stop);
}

} // namespace diffuscope
