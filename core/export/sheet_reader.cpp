#include "core/export/sheet_reader.h"

#include "core/base/save_file.h"
#include "core/interop/cv_image.h"

#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace diffuscope {
namespace {

constexpr int kSheetGap = 2; // see contactSheet()
constexpr std::size_t kLargestSheet = std::size_t(256) << 20;

// Where every pixel has become a square of `scale` pixels.
Image pictureAt(const Image& sheet, int left, int top, int side, int scale)
{
    Image picture(sheet.channels, side, side);
    for (int channel = 0; channel < sheet.channels; ++channel)
        for (int row = 0; row < side; ++row)
            for (int column = 0; column < side; ++column)
                picture.at(channel, row, column) = sheet.at(channel, (top + row) * scale, (left + column) * scale);
    return picture;
}

} // namespace

std::vector<Image> sheetPictures(const std::filesystem::path& file, int count, int side, int channels)
{
    const std::string bytes = readFile(file, kLargestSheet);
    if (count < 1 || side < 1 || bytes.empty())
        return {};
    const cv::Mat data(1, int(bytes.size()), CV_8UC1, const_cast<char*>(bytes.data()));
    const cv::Mat decoded = cv::imdecode(data, channels == 1 ? cv::IMREAD_GRAYSCALE : cv::IMREAD_COLOR);
    const int wide = int(std::ceil(std::sqrt(double(count)))), high = (count + wide - 1) / wide;
    const int width = kSheetGap + wide * (side + kSheetGap), height = kSheetGap + high * (side + kSheetGap);
    const int scale = decoded.cols / width;
    if (scale < 1 || decoded.cols != scale * width || decoded.rows != scale * height)
        return {};
    const Image sheet = imageOf(decoded);
    std::vector<Image> pictures;
    for (int k = 0; k < count; ++k)
        pictures.push_back(pictureAt(sheet, kSheetGap + k % wide * (side + kSheetGap),
                                     kSheetGap + k / wide * (side + kSheetGap), side, scale));
    return pictures;
}

} // namespace diffuscope
