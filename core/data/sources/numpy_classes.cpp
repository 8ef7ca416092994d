#include "core/data/sources/numpy_classes.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/parallel_scan.h"
#include "core/data/scan_report.h"
#include "core/data/sources/folder_walk.h"
#include "core/data/sources/found_set.h"
#include "core/data/sources/numpy_pictures.h"
#include "core/data/sources/readable.h"
#include "core/data/sources/source.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <set>
#include <string_view>
#include <utility>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr int kMostClassFiles = 1000;                          // of a folder that is looked at; QuickDraw has 345
constexpr std::string_view kDownloaded = "full_numpy_bitmap_"; // what QuickDraw's files are called in front

std::string classOf(const fs::path& file)
{
    const std::string stem = file.stem().string();
    return stem.starts_with(kDownloaded) ? stem.substr(kDownloaded.size()) : stem;
}

std::set<std::string> wordsOf(const std::string& name)
{
    std::set<std::string> words;
    std::string word;
    for (const char c : lowerCase(name) + ' ') {
        if (std::isalpha(static_cast<unsigned char>(c)))
            word += c;
        else if (!word.empty())
            words.insert(std::exchange(word, {}));
    }
    return words;
}

// A part of a set, or its labels: "x_train", "test_labels".
bool isPart(const fs::path& file)
{
    static const std::set<std::string> parts = {
        "train",   "training", "test",   "testing", "val",  "valid", "validation", "label", "labels", "target",
        "targets", "image",    "images", "img",     "imgs", "data",  "sprites",    "x",     "y"};
    const auto words = wordsOf(classOf(file));
    return std::any_of(words.begin(), words.end(), [](const std::string& word) { return parts.contains(word); });
}

// One of QuickDraw's classes is the railway's.
bool isRailway(const fs::path& file) { return lowerCase(classOf(file)) == "train"; }

struct ClassArray {
    fs::path file;
    NumpyHeader header;
    std::string text() const { return file.filename().string() + ": " + header.text(); }
};

bool isSame(const NumpyHeader& a, const NumpyHeader& b)
{
    return a.type == b.type && std::equal(a.shape.begin() + 1, a.shape.end(), b.shape.begin() + 1, b.shape.end());
}

void requireSame(const std::vector<ClassArray>& arrays, const fs::path& folder)
{
    constexpr int kNamed = 4;
    std::string others;
    int count = 0;
    for (const ClassArray& array : arrays)
        if (!isSame(array.header, arrays.front().header) && ++count <= kNamed)
            others += "; " + array.text();
    if (count == 0)
        return;
    throw Error("The NumPy arrays of this folder are not pictures of one kind",
                {"%1 (%2)", {folder.string(), arrays.front().text() + others + (count > kNamed ? "; ..." : "")}},
                "Bring them to one shape and type, or open one of them.");
}

void requireReadable(const ClassArray& array)
{
    if (array.header.fortranOrder)
        throw Error("The NumPy array is in Fortran's order", array.file.string(),
                    "Save it again with numpy.save(file, numpy.ascontiguousarray(array)).");
}

// Those with pictures; the others are named in the report.
std::vector<ClassArray> picturesOf(const fs::path& folder, DatasetReport& report)
{
    std::vector<ClassArray> arrays;
    DatasetReport::Remark without{"Left out, because the array holds no pictures", {}, 0};
    for (const fs::path& file : numpyClassFiles(folder)) {
        std::vector<NumpyHeader> headers = numpyHeaders(file);
        if (headers.size() == 1 && headers.front().isNumeric() && numpyLayout(headers.front())) {
            arrays.push_back({file, std::move(headers.front())});
            requireReadable(arrays.back());
        } else {
            if (without.files.size() < DatasetReport::kFilesNamed)
                without.files.push_back(file.string());
            ++without.count;
        }
    }
    if (without.count > 0)
        report.remarks.push_back(std::move(without));
    if (arrays.empty())
        throw Error("There are no pictures in these NumPy arrays", folder.string(),
                    "Pictures have the shape N x H x W, N x H x W x C or N x C x H x W, or are rows of a square.");
    requireSame(arrays, folder);
    return arrays;
}

int countOf(const std::vector<ClassArray>& arrays, const fs::path& folder)
{
    long long count = 0;
    for (const ClassArray& array : arrays)
        count += std::min<long long>(array.header.count(), std::numeric_limits<int>::max());
    if (count > std::numeric_limits<int>::max())
        throw Error("The NumPy arrays hold too many pictures", folder.string(), "Keep fewer of them in the folder.");
    return int(count);
}

// `kept`: places in all arrays one after the other.
void readKept(Dataset& set, const std::vector<ClassArray>& arrays, const std::vector<int>& kept,
              const DatasetOptions& options, const ScanProgress& progress, const std::stop_token& stop)
{
    NumpyRange range;
    for (const ClassArray& array : arrays)
        if (array.header.kind != 'b')
            range.add(array.file.string(), array.header, stop);
    const NumpyLayout layout = *numpyLayout(arrays.front().header);
    const NumpyScale scale = range.scale(arrays.front().header, arrays.front().file.string());
    ImageSettings settings = options.image;
    settings.channels = set.channels;
    ProgressPacer pacer(progress);
    std::vector<double> values;
    std::size_t k = 0;
    int first = 0;
    for (std::size_t label = 0; label < arrays.size(); ++label) {
        NumpyReader reader(arrays[label].file, arrays[label].header.member);
        const int end = first + int(arrays[label].header.count());
        for (int position = first; k < kept.size() && kept[k] < end; ++position) {
            throwIfCancelled(stop);
            if (position < kept[k]) {
                reader.skip();
                continue;
            }
            reader.next(values);
            storeImage(set, int(k),
                       fitPixels(numpyPixels(values, layout, scale), arrays[label].file.string(), settings));
            set.labels[k] = int(label);
            ++k;
            pacer.show(int(k), int(kept.size()), [&] { return arrays[label].file.filename().string(); });
        }
        first = end;
    }
    if (progress)
        progress(int(kept.size()), int(kept.size()), {});
}

} // namespace

std::vector<fs::path> numpyClassFiles(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code problem;
    int entries = 0;
    for (fs::directory_iterator it(folder, problem), end; !problem && it != end; it.increment(problem)) {
        const fs::path& path = it->path();
        const std::string name = path.filename().string();
        if (name.starts_with('.'))
            continue;
        std::error_code unknown;
        const bool isArray = lowerCase(path.extension().string()) == ".npy";
        if (++entries > kMostClassFiles || it->is_directory(unknown) || isImageName(name) ||
            (!isArray && mayBelongToSet(path)))
            return {};
        if (isArray)
            files.push_back(path);
    }
    const auto parts = std::count_if(files.begin(), files.end(), isPart);
    const bool railway = parts == 1 && files.size() > 2 && std::any_of(files.begin(), files.end(), isRailway);
    if (problem || files.size() < 2 || (parts > 0 && !railway))
        return {};
    std::vector<std::string> names;
    for (const fs::path& file : files)
        names.push_back(classOf(file));
    sortClassNames(names);
    const auto place = [&names](const fs::path& file) { return std::find(names.begin(), names.end(), classOf(file)); };
    std::sort(files.begin(), files.end(), [&place](const fs::path& a, const fs::path& b) {
        return place(a) != place(b) ? place(a) < place(b) : a < b;
    });
    return files;
}

std::shared_ptr<Dataset> openNumpyClasses(const fs::path& folder, const DatasetOptions& options,
                                          const ScanProgress& progress, const std::stop_token& stop)
{
    DatasetReport remarks;
    const std::vector<ClassArray> arrays = picturesOf(folder, remarks);
    const NumpyLayout layout = *numpyLayout(arrays.front().header);
    const std::vector<int> kept = spread(countOf(arrays, folder), options.limit);
    const int channels = options.channels > 0 ? options.channels : layout.channels == 1 ? 1 : 3;
    auto set = newDataset(folder.string(), int(kept.size()), channels, options);
    std::error_code problem;
    const fs::path whole = fs::canonical(folder, problem);
    set->name = (problem ? folder : whole).filename().string();
    set->mirrorSafe = false; // nobody knows what they are of
    readKept(*set, arrays, kept, options, progress, stop);
    std::uint64_t bytes = 0;
    for (const ClassArray& array : arrays) {
        if (arrays.size() > 1)
            set->classNames.push_back(classOf(array.file));
        const auto size = fs::file_size(array.file, problem);
        bytes += problem ? 0 : size;
    }
    ScanReport report(0);
    report.addKnown(int(kept.size()), layout.width, layout.height, layout.channels == 1 ? "grey" : "RGB", bytes);
    set->report = report.take();
    set->report.remarks.insert(set->report.remarks.begin(), remarks.remarks.begin(), remarks.remarks.end());
    if (options.channels == 0)
        dropToGreyWhereAllGrey(*set);
    return set;
}

} // namespace diffuscope
