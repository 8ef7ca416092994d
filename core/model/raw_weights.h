#pragma once
#include "core/model/model_folder.h"

namespace diffuscope {

// The same model with the weights of its last training step in the place of their average: from the training state of a
// checkpoint of this program, or from the folder unet beside unet_ema. Throws Error where the model keeps no such.
SnapshotPtr openRawWeights(const std::filesystem::path& path);

} // namespace diffuscope
