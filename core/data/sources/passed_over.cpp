#include "core/data/sources/passed_over.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/image_files/image_header.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace diffuscope {
namespace {

constexpr int kMostLooks = 5000;
constexpr std::size_t kNamesKept = 4, kKindsShown = 6;

// Text, tables and programs: no picture hides behind these names.
bool isPlainEnding(const std::string& ending)
{
    static const std::set<std::string> plain = {
        ".txt", ".json",        ".jsonl", ".csv", ".tsv", ".xml",  ".md",  ".py",  ".html", ".ini",    ".yaml",
        ".yml", ".toml",        ".cls",   ".npy", ".npz", ".zip",  ".gz",  ".tar", ".mat",  ".pkl",    ".h5",
        ".db",  ".safetensors", ".bin",   ".pt",  ".pth", ".ckpt", ".log", ".pdf", ".mp4",  ".parquet"};
    return plain.contains(ending);
}

std::string counted(int count, const std::string& ending)
{
    return std::to_string(count) + (ending.empty() ? " file" + std::string(count == 1 ? "" : "s") + " without an ending"
                                                   : " " + ending + (count == 1 ? " file" : " files"));
}

// What files of this format should end in. Empty for BMP and PNM, too: their marks are two letters, which a text may
// begin with.
std::string rightEnding(const std::string& format)
{
    static const std::map<std::string, std::string> endings = {
        {"PNG", ".png"}, {"JPEG", ".jpg"}, {"WebP", ".webp"}, {"GIF", ".gif"}, {"TIFF", ".tif"}};
    const auto found = endings.find(format);
    return found == endings.end() ? std::string() : found->second;
}

} // namespace

std::string endingOf(std::string_view name)
{
    name = name.substr(name.rfind('/') + 1); // npos + 1 is 0
    const std::size_t dot = name.rfind('.');
    if (dot == name.npos || dot == 0 || name.size() - dot > 12)
        return {};
    return lowerCase(std::string(name.substr(dot)));
}

std::string unreadPictureKind(std::string_view name)
{
    static const std::map<std::string, std::string> kinds = {
        {".heic", "HEIC"},      {".heif", "HEIC"},      {".hif", "HEIC"},       {".avif", "AVIF"},
        {".jxl", "JPEG XL"},    {".psd", "Photoshop"},  {".svg", "SVG"},        {".ico", "ICO"},
        {".tga", "TGA"},        {".xcf", "GIMP"},       {".dng", "Camera raw"}, {".cr2", "Camera raw"},
        {".cr3", "Camera raw"}, {".nef", "Camera raw"}, {".arw", "Camera raw"}, {".raf", "Camera raw"},
        {".rw2", "Camera raw"}, {".orf", "Camera raw"}, {".dcm", "DICOM"},      {".dicom", "DICOM"}};
    const auto found = kinds.find(endingOf(name));
    return found == kinds.end() ? std::string() : found->second;
}

bool PassedOver::wantsStart(std::string_view name)
{
    return unreadPictureKind(name).empty() && !isPlainEnding(endingOf(name)) && looked_++ < kMostLooks;
}

void PassedOver::add(const std::string& path, std::string_view start)
{
    const std::string kind = unreadPictureKind(path);
    if (!kind.empty())
        skipped_.push_back({path, kind + " pictures cannot be read; convert them to PNG or JPEG"});
    const ImageHeader header = kind.empty() ? peekImageHeader(start) : ImageHeader();
    if (header.unread)
        skipped_.push_back({path, header.format + " pictures cannot be read; convert them to PNG or JPEG"});
    else if (const std::string right = rightEnding(header.format); !right.empty())
        skipped_.push_back(
            {path, "It is a " + header.format + " picture under another ending; rename it to end in " + right});
    Kind& counted = kinds_[endingOf(path)];
    ++counted.count;
    if (counted.first.size() < kNamesKept)
        counted.first.push_back(std::filesystem::path(path).filename().string());
}

std::string PassedOver::contents() const
{
    std::vector<std::pair<std::string, Kind>> kinds(kinds_.begin(), kinds_.end());
    std::stable_sort(kinds.begin(), kinds.end(),
                     [](const auto& a, const auto& b) { return a.second.count > b.second.count; });
    std::string text;
    int others = 0;
    for (std::size_t k = 0; k < kinds.size(); ++k) {
        const auto& [ending, kind] = kinds[k];
        if (k >= kKindsShown) {
            others += kind.count;
            continue;
        }
        text += (text.empty() ? "" : ", ") + counted(kind.count, ending) + " (";
        for (std::size_t n = 0; n < kind.first.size(); ++n)
            text += (n > 0 ? ", " : "") + kind.first[n];
        text += kind.count > int(kind.first.size()) ? ", ...)" : ")";
    }
    return others > 0 ? text + " and " + std::to_string(others) + " others" : text;
}

std::string PassedOver::advice() const
{
    const auto begins = [this](const std::string& ending, const std::string& start) {
        const auto found = kinds_.find(ending);
        return found != kinds_.end() && std::any_of(found->second.first.begin(), found->second.first.end(),
                                                    [&](const auto& name) { return name.starts_with(start); });
    };
    const auto holds = [this](std::initializer_list<const char*> endings) {
        return std::any_of(endings.begin(), endings.end(), [this](const char* e) { return kinds_.contains(e); });
    };
    if (begins("", "data_batch_") || begins("", "test_batch"))
        return "This is CIFAR for Python. Download the binary version, cifar-10-binary.tar.gz, and open it as it is.";
    if (holds({".parquet", ".arrow", ".tfrecord", ".h5", ".hdf5", ".mat", ".pkl", ".pt"}))
        return "Tables and arrays of this kind are not read. Export the pictures as PNG files, or as a NumPy array "
               "(.npy or .npz).";
    if (holds({".rar", ".zip", ".7z", ".tar", ".gz", ".tgz", ".xz"}))
        return "Unpack it and open the folder, or open one of these files alone.";
    for (const auto& [ending, kind] : kinds_)
        if (!unreadPictureKind("x" + ending).empty())
            return "Convert them to PNG or JPEG.";
    return "Choose a folder or an archive of PNG, JPEG, WebP, GIF, BMP or TIFF pictures.";
}

void PassedOver::remark(DatasetReport& report) const
{
    if (hiddenFolders_ > 0)
        report.remarks.push_back({hiddenFolders_ == 1 ? "1 hidden folder is left out"
                                                      : std::to_string(hiddenFolders_) + " hidden folders are left out",
                                  {},
                                  0});
}

void refuseWithoutPictures(const std::string& source, const PassedOver& over)
{
    const std::string contents = over.contents();
    throw Error("There are no pictures in this set", source,
                (contents.empty() ? "It is empty. " : "It holds " + contents + ". ") + over.advice());
}

} // namespace diffuscope
