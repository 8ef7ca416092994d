#include "core/session/files/dataset_arrays.h"

#include "core/base/error.h"
#include "core/data/dataset.h"
#include "core/interop/torch_image.h"
#include "core/model/files/tensor_file.h"

#include <nlohmann/json.hpp>

#include <torch/types.h>

namespace diffuscope {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t(2) << 30;

} // namespace

void writeArrays(const Dataset& set, const std::string& target)
{
    if (set.imageBytes() * std::uint64_t(set.size()) * sizeof(float) > kMostBytes)
        throw Error("This set is too large to be written as arrays",
                    {"%1 pictures of %2 values", {std::to_string(set.size()), std::to_string(set.imageBytes())}},
                    "Write it at a smaller size, or a part of it.");
    torch::Tensor images = torch::empty({set.size(), set.channels, set.height, set.width});
    for (int k = 0; k < set.size(); ++k)
        images[k].copy_(tensorOf(std::vector<Image>{set.image(k)})[0]);
    StateDict arrays{{"images", images}};
    std::map<std::string, std::string> notes{{"source", set.name}};
    if (set.classCount() > 0) {
        const std::vector<std::int64_t> labels(set.labels.begin(), set.labels.end());
        arrays.emplace("labels", torch::tensor(labels, torch::kInt64));
        notes.emplace("classes",
                      nlohmann::json(set.classNames).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    }
    writeTensors(target, arrays, notes);
}

} // namespace diffuscope
