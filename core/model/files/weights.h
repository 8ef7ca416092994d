#pragma once
#include "core/model/files/raw_tensor.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace diffuscope {

// One file of weights in either format, told apart by its first bytes (and by .bin, .pt, .pth or .ckpt). Where every
// name begins with "module." or "_orig_mod.", as a wrapped network is saved, the names come without it.
TensorFile readTensorFile(const std::filesystem::path& path);
TensorList listTensorFile(const std::filesystem::path& path);

// The weights of a folder: one file, or the shards that an index names.
struct Weights {
    std::filesystem::path shown;              // the file or the index, for messages
    std::vector<std::filesystem::path> files; // at least one
    std::map<std::string, std::string> map;   // of an index: tensor -> file name; otherwise empty
};

// File names of diffusers in order of preference: full precision before fp16, safetensors before .bin, one file before
// shards.
const std::vector<std::string>& weightFileNames();

Weights findWeights(const std::filesystem::path& folder); // throws Error when there are none or a shard is missing

// All tensors, checked against the index where there is one: a tensor of two shards, or one that the index places
// elsewhere, throws Error naming it.
TensorList listWeights(const Weights& weights);

} // namespace diffuscope
