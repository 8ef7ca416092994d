#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace diffuscope {

// A safetensors file as data, without torch. Untrusted input: every entry is checked (type, shape product, bounds,
// overlap, duplicates, header size) before a byte is copied; violations throw Error naming file and entry.
struct RawTensor {
    std::string dtype; // "F32", "F16", "BF16", "F64", "I64", "I32", "U8", "BOOL", ...
    std::vector<std::int64_t> shape;
    std::string bytes; // little-endian, row-major
};

struct TensorFile {
    std::map<std::string, RawTensor> tensors;
    std::map<std::string, std::string> metadata; // "__metadata__"
};

struct TensorInfo {
    std::string dtype;
    std::vector<std::int64_t> shape;
};
using TensorList = std::map<std::string, TensorInfo>;

TensorFile readSafetensors(const std::filesystem::path& path);
TensorList listSafetensors(const std::filesystem::path& path); // the same checks, but no data is read
void writeSafetensors(const std::filesystem::path& path, const TensorFile& file); // atomic; adds format=pt

} // namespace diffuscope
