#pragma once
#include <map>
#include <string>

namespace at {
class Tensor; // torch::Tensor; whoever touches one includes <torch/types.h>
}

namespace diffuscope {

using StateDict = std::map<std::string, at::Tensor>; // parameter name -> tensor, as in diffusers

} // namespace diffuscope
