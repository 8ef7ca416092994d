#pragma once
#include "core/model/config/tensor_shapes.h"
#include "core/model/files/raw_tensor.h"

#include <optional>
#include <string>

namespace diffuscope {

// What a tensor of a file is called today. Files from before 2023 name the attention's layers query, key, value and
// proj_attn; very old ones carry each down- and upsampler twice, and the second copy has no name of its own: nothing.
std::optional<std::string> currentName(const std::string& name);

// Compares what files hold with what the configuration describes, before any weight is read. Throws Error with
// `shown`: of each kind of problem (missing, unexpected, another shape, no floating-point type) the first and how many.
// Attention projections kept as convolutions of size 1 count as the matrices they are.
void checkWeights(const TensorList& found, const TensorShapes& expected, const std::string& shown);

} // namespace diffuscope
