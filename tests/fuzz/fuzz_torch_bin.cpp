// Any bytes as a .bin file, and as the pickle inside one: tensors that are as large as they say, or a refusal.
#include "core/model/files/torch_bin/torch_bin.h"
#include "tests/fuzz/only_errors.h"
#include "tests/support/torch_archive.h"

#include <cstddef>
#include <cstdint>

using namespace diffuscope;

namespace {

TensorFile parse(std::string_view bytes)
{
    TensorFile file;
    if (!fuzz::accepted("fuzz.file", [&] { file = parseTorchBin(bytes, "fuzz.file"); }))
        return file;
    std::size_t total = 0;
    for (const auto& [name, tensor] : file.tensors) {
        fuzz::claim(tensor.bytes.size() == elementCount(tensor.shape).value() * elementSize(tensor.dtype).value(),
                    "a tensor is as large as its shape");
        total += tensor.bytes.size();
    }
    fuzz::claim(total <= 4 * bytes.size() + (1u << 20), "tensors are not much larger than their file");
    return file;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    parse(bytes);
    if (!bytes.starts_with("\x80"))
        return 0;
    // An archive would shield the pickle from most mutations. Its only storage holds nothing but ones.
    for (const auto& [name, tensor] : parse(torchArchive(std::string(bytes))).tensors)
        fuzz::claim(tensor.bytes.find_first_not_of('\1') == std::string::npos, "a tensor stays in its storage");
    return 0;
}
