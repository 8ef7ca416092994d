#pragma once
#include <filesystem>

namespace diffuscope {

// Where the weights of a model's last training step lie, which are not averaged: in the training state of a checkpoint
// of this program, or in the folder unet beside unet_ema. A path for openModel(). Throws Error where it keeps no such.
std::filesystem::path rawWeightsOf(const std::filesystem::path& model);

} // namespace diffuscope
