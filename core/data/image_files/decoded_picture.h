#pragma once
#include "core/data/image_files/image_header.h"

#include <opencv2/core/mat.hpp>

#include <string>

namespace diffuscope {

// The pixels of a picture file: 1, 3 (BGR) or 4 (BGRA) channels of any depth, upright.
struct DecodedPicture {
    cv::Mat pixels;             // empty: damaged, or no picture
    bool premultiplied = false; // the colours are multiplied by alpha already
};

// Of several frames or pages the first. Throws Error with the true reason where a sound file is of a kind that is not
// read, and where it claims more than kMaximumPixels; cv::Exception where a decoder of OpenCV gives up.
DecodedPicture decodedPicture(const std::string& bytes, const ImageHeader& header, const std::string& name);

constexpr long long kMaximumPixels = 256'000'000; // phones take pictures of 200 megapixels
void refuseTooLarge(long long width, long long height, const std::string& name);

// The decoders of the formats that OpenCV reads not at all, or not all of.
DecodedPicture gifFrame(const std::string& bytes, const std::string& name);
DecodedPicture webpFrame(const std::string& bytes, const ImageHeader& header, const std::string& name);
DecodedPicture tiffPage(const std::string& bytes, const std::string& name);

cv::Mat upright(const cv::Mat& stored, int orientation); // as EXIF counts them

} // namespace diffuscope
