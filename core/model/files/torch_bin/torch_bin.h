#pragma once
#include "core/model/files/raw_tensor.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace diffuscope {

// A state dict written by torch.save (PyTorch 1.6 or newer) as data, without torch. Untrusted input: such a file is a
// program, of which only the making of tensors is understood (core/model/files/torch_bin/unpickler.h); archive,
// storages, shapes and strides are checked before a byte is copied, and tensors that repeat their storage may not grow
// beyond four times the file. Views are written out row-major. Throws Error naming the file and the entry, instruction
// or name; files from before 1.6, TorchScript programs and big-endian files are refused with what to do.
TensorFile readTorchBin(const std::filesystem::path& path);
TensorList listTorchBin(const std::filesystem::path& path); // the same checks, but no tensor is read
TensorFile parseTorchBin(std::string_view bytes, const std::string& file);

} // namespace diffuscope
