#include "core/base/error.h"
#include "core/data/parallel_scan.h"
#include "core/data/scan_report.h"
#include "core/data/sources/folder_walk.h"
#include "core/data/sources/numpy_file.h"
#include "core/data/sources/readable.h"
#include "core/data/sources/source.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

// Pictures as NumPy arrays: MedMNIST's, KMNIST's and QuickDraw's downloads, and what numpy.save writes. N x H x W,
// N x H x W x C, N x C x H x W, or N rows of a square; labels in the same file or in the one beside it.
namespace diffuscope {
namespace fs = std::filesystem;
namespace {

constexpr long long kLargestSide = 4096, kMostPictures = 100'000'000, kMostLabels = 1000;
const char* const kLayoutAdvice = "Pictures have the shape N x H x W, N x H x W x C or N x C x H x W, with 1, 3 or 4 "
                                  "channels, or N rows of a square.";

bool isNumpy(const std::string& source)
{
    const std::string ending = endingOf(source);
    std::error_code problem;
    return (ending == ".npy" || ending == ".npz") && fs::is_regular_file(source, problem);
}

struct Layout {
    int height = 0, width = 0, channels = 0;
    bool channelsFirst = false;
};

std::optional<Layout> layoutOf(const NumpyHeader& header)
{
    const auto& s = header.shape;
    const auto isChannels = [](long long extent) { return extent == 1 || extent == 3 || extent == 4; };
    std::vector<long long> found; // height, width, channels
    bool first = false;
    if (s.size() == 4 && isChannels(s[3]))
        found = {s[1], s[2], s[3]};
    else if (s.size() == 4 && isChannels(s[1])) {
        found = {s[2], s[3], s[1]};
        first = true;
    } else if (s.size() == 3 && !(isChannels(s[2]) && s[1] > 4)) // that would be a single picture in colour
        found = {s[1], s[2], 1};
    else if (s.size() == 2 && s[1] >= 16) // as rows: grey, or the planes one after the other as CIFAR has them
        for (const long long channels : {1, 3}) {
            const auto side = std::llround(std::sqrt(double(s[1]) / double(channels)));
            if (found.empty() && side * side * channels == s[1])
                found = {side, side, channels};
            first = true;
        }
    if (found.empty() || found[0] < 1 || found[1] < 1 || found[0] > kLargestSide || found[1] > kLargestSide)
        return {};
    return Layout{int(found[0]), int(found[1]), int(found[2]), first};
}

bool isNamedAsLabels(const std::string& name)
{
    return name.find("label") != name.npos || name.find("target") != name.npos || name.starts_with("y");
}

// Training before the rest, and what is called pictures before what is not.
int rankOf(const NumpyHeader& header)
{
    if (!header.isNumeric() || !layoutOf(header) || isNamedAsLabels(header.member))
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

// Turns values into 0 .. 255.
struct Scale {
    double from = 0, to = 255;
    std::uint8_t operator()(double value) const
    {
        return std::uint8_t(std::lround(std::clamp((value - from) / (to - from), 0.0, 1.0) * 255));
    }
};

Scale scaleOf(double low, double high, const NumpyHeader& header, const std::string& source)
{
    const double slack = header.kind == 'f' ? 0.01 : 0;
    if (low >= -slack && high <= 1 + slack)
        return {0, 1};
    if (low >= 0 && high <= 255)
        return {0, 255};
    if (low >= -1 - slack && high <= 1 + slack)
        return {-1, 1};
    if (header.kind == 'u' && header.itemBytes == 2)
        return {0, 65535};
    throw Error("The values of the NumPy array are not those of pictures: " + std::to_string(low) + " to " +
                    std::to_string(high),
                {"%1 (%2)", {source, header.text()}}, "Bring them to 0 to 255, to 0 to 1 or to -1 to 1.");
}

// Bytes need a look only up to the first one above 1: then they are not 0 and 1.
Scale measured(const std::string& source, const NumpyHeader& header, const std::stop_token& stop)
{
    if (header.kind == 'b')
        return {0, 1};
    NumpyReader reader(source, header.member);
    const bool bytes = header.itemBytes == 1 && header.kind == 'u';
    double low = HUGE_VAL, high = -HUGE_VAL;
    std::vector<double> values;
    for (long long k = 0; k < header.count() && !(bytes && high > 1); ++k) {
        if (k % 256 == 0)
            throwIfCancelled(stop);
        reader.next(values);
        for (const double value : values) {
            if (!std::isfinite(value))
                throw Error("The NumPy array holds values that are not finite numbers",
                            {"%1 (%2), picture %3", {source, header.text(), std::to_string(k)}},
                            "Take these pictures out and save it again.");
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    return scaleOf(low, high, header, source);
}

PixelBuffer pixelsOf(const std::vector<double>& values, const Layout& layout, const Scale& scale)
{
    PixelBuffer pixels{layout.width, layout.height, layout.channels, {}};
    pixels.bytes.resize(values.size());
    const std::size_t channels = std::size_t(layout.channels), plane = values.size() / channels;
    for (std::size_t pixel = 0; pixel < plane; ++pixel)
        for (std::size_t channel = 0; channel < channels; ++channel)
            pixels.bytes[pixel * channels + channel] =
                scale(values[layout.channelsFirst ? channel * plane + pixel : pixel * channels + channel]);
    return pixels;
}

void readPictures(Dataset& set, const std::string& source, const NumpyHeader& header, const DatasetOptions& options,
                  const std::vector<int>& kept, const ScanProgress& progress, const std::stop_token& stop)
{
    const Layout layout = *layoutOf(header);
    const Scale scale = measured(source, header, stop);
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
        storeImage(set, int(k), fitPixels(pixelsOf(values, layout, scale), source, settings));
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
    const std::vector<NumpyHeader> arrays = numpyHeaders(source);
    const NumpyHeader pictures = picturesIn(source, arrays);
    const Layout layout = *layoutOf(pictures);
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
            "Pictures in an .npy or .npz file; labels in it or in the file beside it become classes.",
            isNumpy,
            openNumpy,
            {".npy", ".npz"},
            numpyFiles};
}

} // namespace diffuscope
