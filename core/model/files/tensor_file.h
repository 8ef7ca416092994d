#pragma once
#include "core/model/files/raw_tensor.h"
#include "core/model/files/state_dict.h"

#include <torch/types.h>

#include <filesystem>

namespace diffuscope {

// Between entries of weights files and torch tensors. The dtype is kept; unknown ones throw Error.
torch::Tensor tensorOf(const RawTensor& raw, const std::string& name);
RawTensor rawOf(const torch::Tensor& tensor);
StateDict readTensors(const std::filesystem::path& path); // safetensors or .bin
// As safetensors.
void writeTensors(const std::filesystem::path& path, const StateDict& tensors,
                  const std::map<std::string, std::string>& metadata = {});

} // namespace diffuscope
