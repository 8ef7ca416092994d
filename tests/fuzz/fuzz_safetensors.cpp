// Any bytes as a safetensors file: tensors that are as large as they say, or a refusal.
#include "core/model/files/safetensors.h"
#include "tests/fuzz/only_errors.h"

#include <cstddef>
#include <cstdint>

using namespace diffuscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    TensorFile file;
    if (!fuzz::accepted("fuzz.file", [&] { file = parseSafetensors(bytes, "fuzz.file"); }))
        return 0;
    std::size_t total = 0;
    for (const auto& [name, tensor] : file.tensors) {
        fuzz::claim(tensor.bytes.size() == elementCount(tensor.shape).value() * elementSize(tensor.dtype).value(),
                    "a tensor is as large as its shape");
        total += tensor.bytes.size();
    }
    fuzz::claim(total <= size, "tensors are no larger than their file");
    return 0;
}
