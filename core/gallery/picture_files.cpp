#include "core/gallery/picture_files.h"

#include "core/base/save_file.h"
#include "core/interop/cv_image.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstdio>
#include <system_error>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr GalleryId kFilesInFolder = 1000;

cv::Mat decoded(const std::string& png)
{
    if (png.empty())
        return {};
    const cv::Mat bytes(1, int(png.size()), CV_8U, const_cast<char*>(png.data()));
    try {
        const cv::Mat pixels = cv::imdecode(bytes, cv::IMREAD_UNCHANGED);
        return pixels.type() == CV_8UC1 || pixels.type() == CV_8UC3 ? pixels : cv::Mat();
    } catch (const cv::Exception&) { // says no more than that it is damaged
        return {};
    }
}

} // namespace

std::string PictureName::folderOf(GalleryId id)
{
    char name[24];
    std::snprintf(name, sizeof name, "%06lld", (long long)(id / kFilesInFolder));
    return name;
}

std::string PictureName::file() const
{
    return folderOf(id) + "/" + std::to_string(id) + "-w" + std::to_string(walk) + "-j" + std::to_string(job) + "-" +
           std::to_string(made) + ".png";
}

std::optional<PictureName> pictureNamed(const std::string& fileName)
{
    long long id = 0, walk = 0, job = 0, made = 0;
    int length = 0;
    const int read = std::sscanf(fileName.c_str(), "%lld-w%lld-j%lld-%lld.png%n", &id, &walk, &job, &made, &length);
    if (read != 4 || length <= 0 || std::size_t(length) != fileName.size() || std::min({id, walk, job}) < 1 || made < 0)
        return std::nullopt;
    return PictureName{id, walk, job, made};
}

std::vector<std::string> pictureFiles(const fs::path& pictures, GalleryId first)
{
    struct Found {
        GalleryId id;
        std::string name;
        bool operator<(const Found& other) const { return id < other.id; }
    };
    std::vector<Found> found;
    std::error_code unread; // a folder that cannot be read holds none
    const std::string from = PictureName::folderOf(first);
    for (const auto& folder : fs::directory_iterator(pictures, unread)) {
        const std::string name = folder.path().filename().string();
        if (name.size() == from.size() && name < from)
            continue;
        for (const auto& file : fs::directory_iterator(folder.path(), unread))
            if (const auto picture = pictureNamed(file.path().filename().string()))
                found.push_back({picture->id, name + "/" + file.path().filename().string()});
    }
    std::sort(found.begin(), found.end());
    std::vector<std::string> names;
    names.reserve(found.size());
    for (Found& each : found)
        names.push_back(std::move(each.name));
    return names;
}

std::string thumbnailOf(const Image& picture)
{
    cv::Mat pixels = cvOf(picture);
    const int longest = std::max(pixels.rows, pixels.cols);
    if (longest > kThumbnailSide) {
        const auto part = [longest](int side) { return std::max(1, side * kThumbnailSide / longest); };
        cv::Mat small;
        cv::resize(pixels, small, cv::Size(part(pixels.cols), part(pixels.rows)), 0, 0, cv::INTER_AREA);
        pixels = small;
    }
    std::vector<unsigned char> png;
    cv::imencode(".png", pixels, png, {cv::IMWRITE_PNG_COMPRESSION, 3});
    return {png.begin(), png.end()};
}

PixelBuffer pixelsIn(const std::string& png)
{
    const cv::Mat stored = decoded(png);
    if (stored.empty())
        return {};
    cv::Mat pixels = stored;
    if (stored.channels() == 3)
        cv::cvtColor(stored, pixels, cv::COLOR_BGR2RGB);
    PixelBuffer buffer{pixels.cols, pixels.rows, pixels.channels(), {}};
    for (int row = 0; row < pixels.rows; ++row)
        buffer.bytes.insert(buffer.bytes.end(), pixels.ptr(row),
                            pixels.ptr(row) + std::ptrdiff_t(pixels.cols) * pixels.channels());
    return buffer;
}

Image pictureIn(const fs::path& file)
{
    const cv::Mat pixels = decoded(readFile(file, std::size_t(1) << 30));
    if (pixels.empty())
        throw Error("The picture in the gallery cannot be read", file.string(),
                    "Its file was damaged or changed by another program. Its recipe is still there.");
    return imageOf(pixels);
}

} // namespace diffuscope
