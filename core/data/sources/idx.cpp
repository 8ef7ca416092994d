#include "core/base/error.h"
#include "core/data/parallel_scan.h"
#include "core/data/scan_report.h"
#include "core/data/sources/idx_file.h"
#include "core/data/sources/source.h"
#include "core/interop/cv_image.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <filesystem>

namespace diffuscope {
namespace fs = std::filesystem;
namespace {

bool isFile(const fs::path& path)
{
    std::error_code problem;
    return fs::is_regular_file(path, problem);
}

bool hasIdxName(const fs::path& path)
{
    const std::string name = path.filename().string();
    return name.ends_with("idx3-ubyte") || name.ends_with("idx3-ubyte.gz");
}

// Images files of a folder, training part first; where a file lies both packed and unpacked, the unpacked one.
std::vector<fs::path> imageFilesIn(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code problem;
    for (fs::directory_iterator it(folder, problem), end; !problem && it != end; it.increment(problem)) {
        const fs::path& path = it->path();
        const bool packedTwin = path.extension() == ".gz" && isFile(fs::path(path).replace_extension());
        if (hasIdxName(path) && !packedTwin && idxMagic(path) == kIdxImages)
            files.push_back(path);
    }
    std::sort(files.begin(), files.end());
    std::stable_partition(files.begin(), files.end(),
                          [](const fs::path& path) { return path.filename().string().starts_with("train"); });
    return files;
}

bool isIdx(const std::string& source)
{
    std::error_code problem;
    if (fs::is_directory(source, problem))
        return !imageFilesIn(source).empty();
    const std::uint32_t magic = idxMagic(source);
    return magic == kIdxImages || magic == kIdxLabels;
}

// The labels beside an images file, packed or not; empty when there are none.
fs::path labelsBeside(const fs::path& images)
{
    std::string name = images.filename().string();
    for (const auto& [from, to] : {std::pair{"images", "labels"}, std::pair{"idx3", "idx1"}})
        if (const std::size_t at = name.rfind(from); at != std::string::npos)
            name.replace(at, std::string_view(from).size(), to);
    const fs::path direct = images.parent_path() / name;
    const fs::path other =
        direct.extension() == ".gz" ? fs::path(direct).replace_extension() : fs::path(direct) += ".gz";
    for (const fs::path& path : {direct, other})
        if (path != images && idxMagic(path) == kIdxLabels)
            return path;
    return {};
}

// A few pixels of border where that suffices (28 to 32), else scaled like any picture.
Image fitted(const std::vector<std::uint8_t>& bytes, int rows, int columns, int size)
{
    const cv::Mat picture(rows, columns, CV_8UC1, const_cast<std::uint8_t*>(bytes.data()));
    cv::Mat out;
    if (rows == columns && size >= rows && size - rows <= 4) {
        const int before = (size - rows) / 2, after = size - rows - before;
        cv::copyMakeBorder(picture, out, before, after, before, after, cv::BORDER_CONSTANT, cv::Scalar(0));
        return imageOf(out);
    }
    const int side = std::min(rows, columns);
    const cv::Rect centre((columns - side) / 2, (rows - side) / 2, side, side);
    cv::resize(picture(centre), out, cv::Size(size, size), 0, 0, side > size ? cv::INTER_AREA : cv::INTER_LINEAR);
    return imageOf(out);
}

struct Part {
    fs::path path;
    std::uint32_t count = 0;
    std::vector<std::uint8_t> labels; // empty: none
};

std::vector<Part> partsOf(const std::string& source)
{
    std::error_code problem;
    const auto files = fs::is_directory(source, problem) ? imageFilesIn(source) : std::vector<fs::path>{source};
    std::vector<Part> parts;
    for (const fs::path& path : files) {
        Part part{path, IdxImages(path).count(), {}};
        if (const fs::path labels = labelsBeside(path); !labels.empty())
            part.labels = readIdxLabels(labels, part.count);
        parts.push_back(std::move(part));
    }
    return parts;
}

// Reads the kept pictures of one part into the set from `stored` on; `first` is the part's first picture in the whole.
class PartReader {
public:
    PartReader(Dataset& set, const std::vector<int>& kept, const ScanProgress& progress, const std::stop_token& stop)
        : set_(set), kept_(kept), progress_(progress), stop_(stop)
    {
    }

    int stored() const { return stored_; }

    // Rows and columns of its pictures.
    std::pair<int, int> read(const Part& part)
    {
        IdxImages images(part.path);
        std::vector<std::uint8_t> bytes;
        for (std::uint32_t k = 0; k < part.count; ++k, ++position_) {
            images.next(bytes); // also refuses a file that was exchanged for a shorter one meanwhile
            if (stored_ < int(kept_.size()) && kept_[std::size_t(stored_)] == position_)
                store(part, k, fitted(bytes, images.rows(), images.columns(), set_.width));
        }
        images.requireEnd();
        return {images.rows(), images.columns()};
    }

private:
    void store(const Part& part, std::uint32_t k, const Image& picture)
    {
        storeImage(set_, stored_, picture);
        if (!part.labels.empty())
            set_.labels[std::size_t(stored_)] = part.labels[k];
        ++stored_;
        if (stored_ % 1024 != 0 && stored_ != int(kept_.size()))
            return;
        throwIfCancelled(stop_);
        if (progress_)
            progress_(stored_, int(kept_.size()), part.path.filename().string());
    }

    Dataset& set_;
    const std::vector<int>& kept_;
    const ScanProgress& progress_;
    const std::stop_token& stop_;
    int position_ = 0, stored_ = 0;
};

void nameClasses(Dataset& set, const std::vector<Part>& parts)
{
    int highest = -1;
    for (const Part& part : parts) {
        if (part.labels.empty())
            return set.labels.assign(set.labels.size(), 0); // one unlabelled part: no classes at all
        highest = std::max(highest, int(*std::max_element(part.labels.begin(), part.labels.end())));
    }
    for (int k = 0; k <= highest; ++k)
        set.classNames.push_back(std::to_string(k));
}

std::shared_ptr<Dataset> openIdx(const std::string& source, const DatasetOptions& options, const ScanProgress& progress,
                                 std::stop_token stop)
{
    const std::vector<Part> parts = partsOf(source);
    std::uint64_t total = 0;
    for (const Part& part : parts)
        total += part.count;
    if (total > 100'000'000)
        throw Error("The idx files hold too many pictures", source, "Open one of them at a time.");
    const std::vector<int> kept = spread(int(total), options.limit);
    auto set = newDataset(source, int(kept.size()), options.channels == 3 ? 3 : 1, options);
    const fs::path normal = fs::path(source).lexically_normal();
    set->name = (normal.has_filename() ? normal : normal.parent_path()).filename().string();
    set->mirrorSafe = false;
    ScanReport report(0);
    PartReader reader(*set, kept, progress, stop);
    for (const Part& part : parts) {
        const int before = reader.stored();
        const auto [rows, columns] = reader.read(part);
        std::error_code problem;
        const auto bytes = fs::file_size(part.path, problem);
        report.addKnown(reader.stored() - before, columns, rows, "grey", problem ? 0 : bytes);
    }
    nameClasses(*set, parts);
    set->report = report.take();
    return set;
}

} // namespace

DatasetSource idxSource()
{
    return {"idx",
            "MNIST-style idx file",
            "An images file (idx3-ubyte, plain or .gz) or a folder of them; labels are found beside.",
            isIdx,
            openIdx,
            {"ubyte", "idx", ".gz"}};
}

} // namespace diffuscope
