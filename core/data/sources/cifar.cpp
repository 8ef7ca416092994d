#include "core/base/error.h"
#include "core/data/parallel_scan.h"
#include "core/data/scan_report.h"
#include "core/data/sources/source.h"

#include <opencv2/imgproc.hpp>

#include "core/interop/cv_image.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

// The CIFAR-10 and CIFAR-100 binary files (Krizhevsky 2009): records of label bytes and 32 x 32 pixels, planar RGB.
// CIFAR-10 has one label, CIFAR-100 a coarse and a fine one, of which the fine is the class.
namespace diffuscope {
namespace fs = std::filesystem;
namespace {

constexpr int kSide = 32;
constexpr std::size_t kPixels = 3 * kSide * kSide;

struct Kind {
    std::size_t labelBytes = 0;
    int classes = 0; // of the last label
    const char* namesFile = nullptr;
    std::size_t recordBytes() const { return labelBytes + kPixels; }
};
constexpr Kind kCifar10{1, 10, "batches.meta.txt"}, kCifar100{2, 100, "fine_label_names.txt"};
constexpr int kCoarseClasses = 20;

bool labelsInRange(const Kind& kind, const std::uint8_t* record)
{
    return record[kind.labelBytes - 1] < kind.classes && (kind.labelBytes == 1 || record[0] < kCoarseClasses);
}

// Reads every record's labels, seeking over the pixels.
bool everyLabelInRange(const Kind& kind, const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::uint8_t labels[2] = {};
    while (in.read(reinterpret_cast<char*>(labels), std::streamsize(kind.labelBytes))) {
        if (!labelsInRange(kind, labels))
            return false;
        in.seekg(std::streamoff(kPixels), std::ios::cur);
    }
    return true;
}

// The kind the name says; null for other names.
const Kind* kindByName(const fs::path& file)
{
    const std::string name = file.filename().string();
    if (name == "test_batch.bin" || (name.starts_with("data_batch_") && name.ends_with(".bin")))
        return &kCifar10;
    return name == "train.bin" || name == "test.bin" ? &kCifar100 : nullptr;
}

// Of a file with another name: whole records of either kind with labels in range.
const Kind* kindByContent(const fs::path& file)
{
    std::error_code problem;
    if (file.extension() != ".bin" || !fs::is_regular_file(file, problem))
        return nullptr;
    const auto size = fs::file_size(file, problem);
    for (const Kind* kind : {&kCifar10, &kCifar100})
        if (!problem && size > 0 && size % kind->recordBytes() == 0 && everyLabelInRange(*kind, file))
            return kind;
    return nullptr;
}

// The batches to read: the training ones where there are any. All of one kind.
std::vector<fs::path> batchesIn(const fs::path& folder)
{
    std::vector<fs::path> training, test;
    std::error_code problem;
    for (fs::directory_iterator it(folder, problem), end; !problem && it != end; it.increment(problem)) {
        std::error_code unreadable;
        if (!kindByName(it->path()) || !it->is_regular_file(unreadable))
            continue;
        const bool isTest = it->path().filename().string().starts_with("test");
        (isTest ? test : training).push_back(it->path());
    }
    std::vector<fs::path>& batches = training.empty() ? test : training;
    std::sort(batches.begin(), batches.end());
    std::erase_if(batches, [&](const fs::path& file) { return kindByName(file) != kindByName(batches.front()); });
    return batches;
}

// A model folder has .bin files too, and so may any folder: the size has to fit as well, unless the set's file of
// class names lies there.
bool looksLikeBatch(const fs::path& file)
{
    const Kind* kind = kindByName(file);
    std::error_code problem;
    if (!kind)
        return kindByContent(file) != nullptr;
    if (!fs::is_regular_file(file, problem))
        return false;
    return kind == &kCifar10 || fs::exists(file.parent_path() / kind->namesFile, problem) ||
           fs::file_size(file, problem) % kind->recordBytes() == 0;
}

bool isCifar(const std::string& source)
{
    std::error_code problem;
    if (!fs::is_directory(source, problem))
        return looksLikeBatch(source);
    const auto batches = batchesIn(source);
    return !batches.empty() && looksLikeBatch(batches.front());
}

int recordsOf(const Kind& kind, const fs::path& file)
{
    std::error_code problem;
    const auto size = fs::file_size(file, problem);
    if (problem)
        throw Error("The CIFAR file cannot be read: " + problem.message(), file.string(), "Check its permissions.");
    const auto records = size / kind.recordBytes();
    if (size == 0 || size % kind.recordBytes() != 0)
        throw Error("The CIFAR file is cut short: " + std::to_string(size) + " bytes are not a whole number of " +
                        std::to_string(kind.recordBytes()) + "-byte records",
                    file.string(), "Copy it again from where it came from.");
    if (records > 50'000'000)
        throw Error("The CIFAR file holds too many pictures", file.string(), "Split it.");
    return int(records);
}

// One a line; numbers where the file is missing or does not name them all.
std::vector<std::string> classNamesBeside(const Kind& kind, const fs::path& folder)
{
    std::vector<std::string> names;
    std::error_code problem;
    if (fs::is_regular_file(folder / kind.namesFile, problem)) {
        std::ifstream in(folder / kind.namesFile);
        for (std::string line; int(names.size()) < kind.classes && std::getline(in, line);) {
            line.erase(std::find_if(line.begin(), line.end(), [](char c) { return c == '\r'; }), line.end());
            if (!line.empty())
                names.push_back(line);
        }
    }
    if (int(names.size()) == kind.classes)
        return names;
    names.clear();
    for (int k = 0; k < kind.classes; ++k)
        names.push_back(std::to_string(k));
    return names;
}

Image recordImage(const std::uint8_t* pixels, int size)
{
    std::vector<cv::Mat> planes; // OpenCV's order is BGR
    for (const int plane : {2, 1, 0})
        planes.emplace_back(kSide, kSide, CV_8UC1, const_cast<std::uint8_t*>(pixels + plane * kSide * kSide));
    cv::Mat picture, out;
    cv::merge(planes, picture);
    if (size == kSide)
        return imageOf(picture);
    cv::resize(picture, out, cv::Size(size, size), 0, 0, size < kSide ? cv::INTER_AREA : cv::INTER_LINEAR);
    return imageOf(out);
}

// Where the pictures of a set lie.
struct Batches {
    const Kind* kind = nullptr;
    std::vector<fs::path> files;
    std::vector<int> counts;
    int total = 0;
};

Batches batchesOf(const std::string& source)
{
    std::error_code problem;
    Batches batches;
    batches.files = fs::is_directory(source, problem) ? batchesIn(source) : std::vector<fs::path>{source};
    batches.kind = kindByName(batches.files.front());
    if (!batches.kind)
        batches.kind = kindByContent(batches.files.front());
    if (!batches.kind)
        throw Error("The file has changed while it was opened", source, "Open it again.");
    for (const fs::path& file : batches.files) {
        batches.counts.push_back(recordsOf(*batches.kind, file));
        batches.total += batches.counts.back();
    }
    return batches;
}

class BatchReader {
public:
    BatchReader(Dataset& set, const Batches& batches, const std::vector<int>& kept)
        : set_(set), kind_(*batches.kind), kept_(kept)
    {
    }

    void read(const fs::path& file, int records, ProgressPacer& pacer, const std::stop_token& stop)
    {
        std::ifstream in(file, std::ios::binary);
        std::vector<std::uint8_t> record(kind_.recordBytes());
        for (int end = first_ + records; stored_ < kept_.size() && kept_[stored_] < end; ++stored_) {
            throwIfCancelled(stop);
            const int number = kept_[stored_] - first_;
            in.seekg(std::streamoff(number) * std::streamoff(record.size()));
            in.read(reinterpret_cast<char*>(record.data()), std::streamsize(record.size()));
            if (!in)
                throw Error("The CIFAR file cannot be read", file.string(), "Check its permissions.");
            if (!labelsInRange(kind_, record.data()))
                throw Error("A label of the CIFAR file is out of range: record " + std::to_string(number),
                            file.string(), "This may be a file of another kind.");
            storeImage(set_, int(stored_), recordImage(record.data() + kind_.labelBytes, set_.width));
            set_.labels[stored_] = record[kind_.labelBytes - 1];
            pacer.show(int(stored_) + 1, int(kept_.size()), [&] { return file.filename().string(); });
        }
        first_ += records;
    }

private:
    Dataset& set_;
    const Kind& kind_;
    const std::vector<int>& kept_;
    std::size_t stored_ = 0;
    int first_ = 0;
};

std::shared_ptr<Dataset> openCifar(const std::string& source, const DatasetOptions& options,
                                   const ScanProgress& progress, std::stop_token stop)
{
    const Batches batches = batchesOf(source);
    const std::vector<int> kept = spread(batches.total, options.limit);
    auto set = newDataset(source, int(kept.size()), options.channels == 1 ? 1 : 3, options);
    const fs::path normal = fs::path(source).lexically_normal();
    set->name = (normal.has_filename() ? normal : normal.parent_path()).filename().string();
    ScanReport report(0);
    BatchReader reader(*set, batches, kept);
    ProgressPacer pacer(progress);
    for (std::size_t k = 0; k < batches.files.size(); ++k)
        reader.read(batches.files[k], batches.counts[k], pacer, stop);
    set->classNames = classNamesBeside(*batches.kind, batches.files.front().parent_path());
    report.addKnown(int(kept.size()), kSide, kSide, "RGB", kept.size() * batches.kind->recordBytes());
    set->report = report.take();
    if (progress)
        progress(int(kept.size()), int(kept.size()), {});
    return set;
}

} // namespace

DatasetSource cifarSource()
{
    return {"cifar", "CIFAR binary file", "CIFAR-10 or CIFAR-100 in the binary version: a file or a folder of batches.",
            isCifar, openCifar,           {".bin"}};
}

} // namespace diffuscope
