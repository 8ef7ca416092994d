#pragma once
#include "core/base/image/image.h"

#include <opencv2/core/mat.hpp>

namespace diffuscope {

// 8-bit OpenCV picture: 1 channel, or 3 channels in OpenCV's BGR order. toByte() rounding; values are clamped.
cv::Mat cvOf(const Image& image);
Image imageOf(const cv::Mat& bytes); // CV_8UC1 or CV_8UC3 (BGR)

} // namespace diffuscope
