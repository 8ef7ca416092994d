#include "core/base/error.h"
#include "core/data/parallel_scan.h"
#include "core/data/scan_report.h"
#include "core/data/sources/folder_walk.h"
#include "core/data/sources/numpy_classes.h"
#include "core/data/sources/numpy_pictures.h"
#include "core/data/sources/readable.h"
#include "core/data/sources/source.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

// Pictures as NumPy arrays: MedMNIST's, KMNIST's and QuickDraw's downloads, and what numpy.save writes. N x H x W,
// N x H x W x C, N x C x H x W, or N rows of a square; labels in the same file or in the one beside it. A folder with a
// file for each class is in numpy_classes.
namespace diffuscope {
namespace fs = std::filesystem;
namespace {

constexpr long long kMostPictures = 100'000'000, kMostLabels = 1000;
const char* const kLayoutAdvice = "Pictures have the shape N x H x W, N x H x W x C or N x C x H x W, with 1, 3 or 4 "
                                  "channels, or N rows of a square.";

bool isNumpy(const std::string& source)
{
    const std::string ending = endingOf(source);
    std::error_code problem;
    return ((ending == ".npy" || ending == ".npz") && fs::is_regular_file(source, problem)) ||
           !numpyClassFiles(source).empty();
}

bool isNamedAsLabels(const std::string& name)
{
    return name.find("label") != name.npos || name.find("target") != name.npos || name.starts_with("y");
}

// Training before the rest, and what is called pictures before what is not.
int rankOf(const NumpyHeader& header)
{
    if (!header.isNumeric() || !numpyLayout(header) || isNamedAsLabels(header.member))
        return -1;
    const std::string& name = header.member;
    const auto has = [&name](const char* word) { return name.find(word) != name.npos; };
    return 4 * int(has("train")) + 2 * int(has("image") || has("img") || name.starts_with("x") || name == "data") -
           int(has("test") || has("val")) + 1;
}

NumpyHeader picturesIn(const std::string& source, const std::vector<NumpyHeader>& arrays)
{
    std::string names;
    for (const NumpyHeader& array : arrays)
        names += (names.empty() ? "" : "; ") + array.text();
    const auto best = std::max_element(arrays.begin(), arrays.end(),
                                       [](const auto& a, const auto& b) { return rankOf(a) < rankOf(b); });
    if (best == arrays.end() || rankOf(*best) < 0)
        throw Error("There are no pictures in these NumPy arrays", source,
                    (names.empty() ? "There are none. " : "It holds " + names + ". ") + kLayoutAdvice);
    if (best->fortranOrder)
        throw Error("The NumPy array is in Fortran's order", source,
                    "Save it again with numpy.save(file, numpy.ascontiguousarray(array)).");
    if (best->count() > kMostPictures)
        throw Error("The NumPy array holds too many pictures", source, "Split it.");
    return *best;
}

// What the labels of pictures of this name are called, likeliest first.
std::vector<std::string> labelNames(const std::string& pictures)
{
    static const std::pair<const char*, const char*> words[] = {{"images", "labels"},
                                                                {"imgs", "labels"},
                                                                {"image", "label"},
                                                                {"img", "label"},
                                                                {"sprites", "sprite_labels_nc"},
                                                                {"data", "labels"},
                                                                {"data", "targets"},
                                                                {"x_", "y_"},
                                                                {"X_", "y_"},
                                                                {"_x", "_y"},
                                                                {"_X", "_y"},
                                                                {"images", "targets"}};
    std::vector<std::string> names;
    for (const auto& [from, to] : words)
        if (const std::size_t at = pictures.find(from); at != pictures.npos)
            names.push_back(std::string(pictures).replace(at, std::string_view(from).size(), to));
    if (pictures == "x" || pictures == "X")
        names.push_back("y");
    return names;
}

struct Place {
    fs::path file;
    std::string member;
};

std::optional<Place> labelsOf(const std::string& source, const NumpyHeader& pictures,
                              const std::vector<NumpyHeader>& arrays)
{
    for (const std::string& name : labelNames(pictures.member))
        for (const NumpyHeader& array : arrays)
            if (array.member == name && array.isNumeric() && array.count() == pictures.count())
                return Place{source, name};
    const fs::path file = source;
    for (const std::string& name : labelNames(file.filename().string())) {
        const fs::path beside = file.parent_path() / name;
        std::error_code problem;
        if (beside == file || !fs::is_regular_file(beside, problem))
            continue;
        const auto headers = numpyHeaders(beside);
        if (headers.size() == 1 && headers.front().isNumeric() && headers.front().count() == pictures.count())
            return Place{beside, headers.front().member};
    }
    return {};
}

// The class of each picture: a number, or the place of the one among zeros. Empty: several classes a picture, or no
// whole numbers.
std::vector<int> readLabels(const Place& place, const std::stop_token& stop)
{
    NumpyReader reader(place.file, place.member);
    if (reader.header().fortranOrder || reader.header().recordValues() > std::uint64_t(kMostLabels))
        return {};
    std::vector<int> labels;
    std::vector<double> values;
    for (long long k = 0; k < reader.header().count(); ++k) {
        if (k % 4096 == 0)
            throwIfCancelled(stop);
        reader.next(values);
        const double value = values.size() == 1
                                 ? values.front()
                                 : double(std::max_element(values.begin(), values.end()) - values.begin());
        const bool oneHot =
            values.size() == 1 || (std::count(values.begin(), values.end(), 1.0) == 1 &&
                                   std::count(values.begin(), values.end(), 0.0) == long(values.size()) - 1);
        if (!oneHot || !(value >= 0 && value < double(kMostLabels)) || value != std::floor(value))
            return {};
        labels.push_back(int(value));
    }
    return labels;
}

void readPictures(Dataset& set, const std::string& source, const NumpyHeader& header, const DatasetOptions& options,
                  const std::vector<int>& kept, const ScanProgress& progress, const std::stop_token& stop)
{
    const NumpyLayout layout = *numpyLayout(header);
    NumpyRange range;
    if (header.kind != 'b')
        range.add(source, header, stop);
    const NumpyScale scale = range.scale(header, source);
    NumpyReader reader(source, header.member);
    ImageSettings settings = options.image;
    settings.channels = set.channels;
    ProgressPacer pacer(progress);
    std::vector<double> values;
    int position = 0;
    for (std::size_t k = 0; k < kept.size(); ++k, ++position) {
        throwIfCancelled(stop);
        for (; position < kept[k]; ++position)
            reader.skip();
        reader.next(values);
        storeImage(set, int(k), fitPixels(numpyPixels(values, layout, scale), source, settings));
        pacer.show(int(k) + 1, int(kept.size()), [&] { return header.member; });
    }
    if (progress)
        progress(int(kept.size()), int(kept.size()), {});
}

void nameNumbers(Dataset& set, const std::vector<int>& labels, const std::vector<int>& kept)
{
    const int highest = *std::max_element(labels.begin(), labels.end());
    if (highest < 1)
        return;
    for (int k = 0; k <= highest; ++k)
        set.classNames.push_back(std::to_string(k));
    for (std::size_t k = 0; k < kept.size(); ++k)
        set.labels[k] = labels[std::size_t(kept[k])];
}

std::shared_ptr<Dataset> openNumpy(const std::string& source, const DatasetOptions& options,
                                   const ScanProgress& progress, std::stop_token stop)
{
    if (!numpyClassFiles(source).empty())
        return openNumpyClasses(source, options, progress, stop);
    const std::vector<NumpyHeader> arrays = numpyHeaders(source);
    const NumpyHeader pictures = picturesIn(source, arrays);
    const NumpyLayout layout = *numpyLayout(pictures);
    const std::vector<int> kept = spread(int(pictures.count()), options.limit);
    const int channels = options.channels > 0 ? options.channels : layout.channels == 1 ? 1 : 3;
    auto set = newDataset(source, int(kept.size()), channels, options);
    set->name = fs::path(source).filename().string();
    set->mirrorSafe = false; // nobody knows: many of these sets are of letters and digits
    readPictures(*set, source, pictures, options, kept, progress, stop);
    ScanReport report(0);
    std::error_code problem;
    const auto bytes = fs::file_size(source, problem);
    report.addKnown(int(kept.size()), layout.width, layout.height, layout.channels == 1 ? "grey" : "RGB",
                    problem ? 0 : bytes);
    set->report = report.take();
    const auto remark = [&set](const std::string& text) { set->report.remarks.push_back({text, {}, 0}); };
    std::string others;
    for (const NumpyHeader& array : arrays)
        if (array.member != pictures.member && rankOf(array) >= 0)
            others += (others.empty() ? "" : ", ") + array.member;
    if (!others.empty())
        remark("Only the array " + pictures.member + " is used. Left out: " + others);
    if (const auto place = labelsOf(source, pictures, arrays)) {
        const std::vector<int> labels = readLabels(*place, stop);
        if (labels.empty())
            remark("The labels are left out: they give no single class for each picture");
        else
            nameNumbers(*set, labels, kept);
    }
    if (options.channels == 0)
        dropToGreyWhereAllGrey(*set);
    return set;
}

// The array, and all that may hold its labels.
std::vector<fs::path> numpyFiles(const std::string& source, const ScanProgress&, std::stop_token)
{
    if (std::vector<fs::path> classes = numpyClassFiles(source); !classes.empty())
        return classes;
    const fs::path file = source;
    std::vector<fs::path> files = {file};
    for (const std::string& name : labelNames(file.filename().string())) {
        std::error_code problem;
        if (fs::is_regular_file(file.parent_path() / name, problem))
            files.push_back(file.parent_path() / name);
    }
    return files;
}

} // namespace

DatasetSource numpySource()
{
    return {"numpy",
            "NumPy array",
            "Pictures in an .npy or .npz file; labels in it or in the file beside it become classes, and so do the "
            ".npy files of a folder that has a file for each.",
            isNumpy,
            openNumpy,
            {".npy", ".npz"},
            numpyFiles};
}

} // namespace diffuscope
