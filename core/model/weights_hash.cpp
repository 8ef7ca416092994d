#include "core/model/weights_hash.h"

#include "core/base/checksum.h"
#include "core/model/model_folder.h"
#include "core/model/unet/unet.h"

#include <torch/types.h>

namespace diffuscope {
namespace {

std::uint64_t sumOf(const ModelSnapshot& model)
{
    Checksum sum;
    const auto addText = [&sum](const std::string& text) {
        sum.add(std::as_bytes(std::span(text.data(), text.size() + 1))); // its end keeps names apart
    };
    for (const auto& item : model.network->named_parameters()) {
        const torch::Tensor values = item.value().detach().to(torch::kCPU, torch::kFloat).contiguous();
        addText(item.key());
        addText(c10::str(values.sizes()));
        sum.add(std::as_bytes(std::span(values.data_ptr<float>(), std::size_t(values.numel()))));
    }
    return sum.value();
}

} // namespace

std::string weightsHash(const ModelSnapshot& model)
{
    if (!model.weightsSum.known())
        model.weightsSum.set(sumOf(model));
    return checksumText(model.weightsSum.value());
}

} // namespace diffuscope
