#pragma once
#include "core/model/files/raw_tensor.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace diffuscope {

// A safetensors file as data, without torch. Untrusted input: every entry is checked (type, shape product, bounds,
// overlap, gaps, duplicates, header size and number of entries) before a byte is copied; violations throw Error
// naming file and entry. `file` of the functions that take bytes only names them in messages.
TensorFile readSafetensors(const std::filesystem::path& path);
TensorList listSafetensors(const std::filesystem::path& path); // the same checks, but no data is read
TensorFile parseSafetensors(std::string_view bytes, const std::string& file);
void writeSafetensors(const std::filesystem::path& path, const TensorFile& file); // atomic; adds format=pt

} // namespace diffuscope
