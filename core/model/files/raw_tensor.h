#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace diffuscope {

// Tensors as data, without torch: what every reader of weights gives and the writer takes.
struct RawTensor {
    std::string dtype; // "F32", "F16", "BF16", "F64", "I64", "I32", "U8", "BOOL", ...
    std::vector<std::int64_t> shape;
    std::string bytes; // little-endian, row-major
};

struct TensorFile {
    std::map<std::string, RawTensor> tensors;
    std::map<std::string, std::string> metadata; // "__metadata__" of a safetensors file
};

struct TensorInfo {
    std::string dtype;
    std::vector<std::int64_t> shape;
};
using TensorList = std::map<std::string, TensorInfo>;

constexpr std::size_t kMaxTensorRank = 8;

// Bytes of one element; nothing for an unknown type.
std::optional<std::uint64_t> elementSize(const std::string& dtype);

// Elements of a tensor of this shape; nothing where the shape is impossible: a negative extent, more than 8 of them,
// or a product beyond 2^62 bytes of the widest type (an extent of 0 does not hide the others).
std::optional<std::uint64_t> elementCount(const std::vector<std::int64_t>& shape);

} // namespace diffuscope
