#include "core/model/unet/convolution.h"

#include "core/kernels/convolution.h"

namespace diffuscope {

torch::Tensor ConvolutionImpl::preparedFor(const torch::Tensor& x)
{
    // With more pictures preparing the weights anew costs less than a twentieth, and keeping them more memory than
    // everything else.
    constexpr std::int64_t kFewPictures = 3;
    if (at::GradMode::is_enabled() || weight.requires_grad() || x.size(0) > kFewPictures)
        return {};
    std::lock_guard lock(mutex_);
    if (preparedVersion_ != weight._version() || !kernels::isPreparedFor(prepared_, weight, x)) {
        prepared_ = kernels::preparedWeights(weight, x);
        preparedVersion_ = weight._version();
    }
    return prepared_;
}

torch::Tensor ConvolutionImpl::forward(const torch::Tensor& x, const torch::Tensor& residual)
{
    const auto padding = get<torch::ExpandingArray<2>>(options.padding()); // of c10's or the standard's variant
    const auto isAll = [](const torch::ExpandingArray<2>& values, int wanted) {
        return values->at(0) == wanted && values->at(1) == wanted;
    };
    if (isAll(options.kernel_size(), 3) && isAll(options.stride(), 1) && isAll(padding, 1))
        return kernels::convolution3x3(x, weight, bias, residual, preparedFor(x));
    const auto y = kernels::convolution(x, weight, bias, options.stride(), padding);
    return residual.defined() ? y + residual : y;
}

} // namespace diffuscope
