#pragma once
#include <string>

#include <torch/types.h>

namespace diffuscope {

inline std::string shapeText(c10::IntArrayRef shape) // "[3, 4]"
{
    std::string text;
    for (const auto extent : shape)
        text += (text.empty() ? "" : ", ") + std::to_string(extent);
    return "[" + text + "]";
}

// Of the largest difference to the largest expected value.
inline double relativeError(const torch::Tensor& value, const torch::Tensor& expected)
{
    return ((value - expected).abs().max() / expected.abs().max()).item<double>();
}

} // namespace diffuscope
