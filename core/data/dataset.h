#pragma once
#include "core/base/params.h"
#include "core/base/remembered_number.h"
#include "core/data/image_files/image_file.h"
#include "core/messages/dataset_report.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace diffuscope {

class PixelFile;

// A fully prepared set of pictures of one shape, 8 bits a value, in memory or in a mapped file. Immutable once opened,
// so any thread may read it.
class Dataset {
public:
    struct Skipped {
        std::string file, reason;
    };

    std::string source; // what openDataset was given
    std::string name;   // short, for a title: folder name or built-in name
    int channels = 3, height = 32, width = 32;
    std::vector<std::uint8_t> values;    // size() * imageBytes(), planar; empty where there is a file
    std::shared_ptr<PixelFile> file;     // instead of `values`
    std::vector<int> labels;             // one per picture; all 0 when there are no classes
    std::vector<std::string> classNames; // empty or one: not class-labelled
    std::vector<Skipped> skipped;
    DatasetReport report;
    bool mirrorSafe = true; // false where a left-right flip changes the meaning (digits, text)

    int size() const { return int(labels.size()); }
    int classCount() const { return classNames.size() > 1 ? int(classNames.size()) : 0; }
    Image image(int index) const; // throws Error out of range

    // The values of one picture. `index` is not checked. Everybody reads the set through this.
    const std::uint8_t* pixels(int index) const;
    std::size_t imageBytes() const { return std::size_t(channels) * std::size_t(height) * std::size_t(width); }

    // XXH3 over pixels and labels, so that a resumed run can tell that its data has changed. Worked out at the first
    // call, then remembered; any thread may call.
    std::uint64_t digest() const;
    void rememberDigest(std::uint64_t digest) { digest_.set(digest); }

private:
    mutable RememberedNumber digest_;
};

struct DatasetOptions {
    ImageSettings image;
    int channels = 0;                      // 0: grey when every picture is grey, else RGB
    int limit = 0;                         // keep at most this many pictures, spread evenly; 0 = all
    std::uint64_t seed = 0;                // built-in sets
    int builtinCount = 0;                  // pictures of a built-in set; 0 = the set's own default
    std::uint64_t memoryLimit = 512 << 20; // bytes; larger sets are prepared in a file of the cache
    std::filesystem::path cacheFolder;     // empty: the user's
};

using ScanProgress = std::function<void(int done, int total, const std::string& current)>;

// One kind of source. `probe` answers fast from the path alone (and the first bytes); `open` does the work and may
// throw Error.
struct DatasetSource {
    std::string id, name, about; // "image_folder", "Folder of images", ...
    std::function<bool(const std::string& source)> probe;
    std::function<std::shared_ptr<Dataset>(const std::string&, const DatasetOptions&, const ScanProgress&,
                                           std::stop_token)>
        open;
    // What the names of files of this kind end in, in lower case; empty: a folder or a built-in set.
    std::vector<std::string> endings = {};
    // What the set is made of, to tell whether a kept one is still right; empty: the file itself, or the files of the
    // folder itself.
    std::function<std::vector<std::filesystem::path>(const std::string&, const ScanProgress&, std::stop_token)> files =
        {};
};

// All sources, in the order they are asked. "builtin:digits", "builtin:shapes", "builtin:emoji" name built-in sets.
const std::vector<DatasetSource>& datasetSources();

// Opens what one of the sources takes: a folder, a file, or "builtin:NAME". Unreadable files are counted, named and
// skipped; fewer than 2 usable pictures throws Error. Cancelled: throws Error("Cancelled").
std::shared_ptr<const Dataset> openDataset(const std::string& source, const DatasetOptions& options,
                                           const ScanProgress& progress = {}, std::stop_token stop = {});

} // namespace diffuscope
