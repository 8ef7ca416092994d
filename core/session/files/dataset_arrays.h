#pragma once
#include <string>

namespace diffuscope {

class Dataset;

// The whole set as safetensors, for programs of others: `images` [N, C, H, W], float32 in [-1, 1], as the network sees
// them, and `labels` [N], int64, where the set has classes, whose names are in the file's metadata. All or nothing.
// Throws Error for a set that would take more than 2 GiB.
void writeArrays(const Dataset& set, const std::string& target);

} // namespace diffuscope
