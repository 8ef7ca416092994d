#include "core/model/unet/dropout.h"

#include <ATen/CPUGeneratorImpl.h>

namespace diffuscope {

SeededDropoutImpl::SeededDropoutImpl(double probability)
    : probability_(probability), generator_(at::detail::createCPUGenerator())
{
}

torch::Tensor SeededDropoutImpl::forward(const torch::Tensor& x)
{
    if (!is_training() || probability_ <= 0)
        return x;
    const double kept = 1 - probability_;
    const auto mask = torch::empty(x.sizes(), torch::kFloat32).bernoulli_(kept, generator_).div_(kept);
    return x * mask.to(x.options());
}

void SeededDropoutImpl::seed(std::uint64_t seed) { generator_.set_current_seed(seed); }

} // namespace diffuscope
