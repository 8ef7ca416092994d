#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace diffuscope {

// convolution, linear, attention, normalisation, copy, elementwise, optimiser, data, other: how the time of a step is
// told apart. normalisation holds activations, copy holds concatenation, resampling and the filling of memory.
const std::vector<std::string>& operatorKinds();

// Of what LibTorch's observers name: operators ("aten::cat"), nodes of the backward pass ("CatBackward0"), and our
// kernels ("diffuscope::group_norm"). One of operatorKinds(); what is not known is "other".
std::string operatorKind(std::string_view name);

// A kernel of ours: what runs inside it is part of it.
bool isOwnKernel(std::string_view name);

} // namespace diffuscope
