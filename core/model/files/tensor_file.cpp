#include "core/model/files/tensor_file.h"

#include "core/base/error.h"
#include "core/model/files/safetensors.h"
#include "core/model/files/weights.h"

#include <array>
#include <cstring>

namespace diffuscope {

namespace {

struct TypeName {
    const char* name;
    torch::ScalarType type;
};

constexpr std::array<TypeName, 10> kTypes = {{{"F64", torch::kFloat64},
                                              {"F32", torch::kFloat32},
                                              {"F16", torch::kFloat16},
                                              {"BF16", torch::kBFloat16},
                                              {"I64", torch::kInt64},
                                              {"I32", torch::kInt32},
                                              {"I16", torch::kInt16},
                                              {"I8", torch::kInt8},
                                              {"U8", torch::kUInt8},
                                              {"BOOL", torch::kBool}}};

} // namespace

torch::Tensor tensorOf(const RawTensor& raw, const std::string& name)
{
    for (const auto& entry : kTypes) {
        if (raw.dtype != entry.name)
            continue;
        auto tensor = torch::empty(raw.shape, torch::TensorOptions(entry.type));
        if (tensor.nbytes() != raw.bytes.size())
            throw Error("A tensor has the wrong number of bytes", name);
        if (!raw.bytes.empty())
            std::memcpy(tensor.data_ptr(), raw.bytes.data(), raw.bytes.size());
        return tensor;
    }
    throw Error("A tensor has a type that cannot be computed with", name + " (" + raw.dtype + ")",
                "Convert it to F32, F16 or BF16.");
}

RawTensor rawOf(const torch::Tensor& tensor)
{
    const auto plain = tensor.detach().to(torch::kCPU).contiguous();
    RawTensor raw;
    for (const auto& entry : kTypes)
        if (plain.scalar_type() == entry.type)
            raw.dtype = entry.name;
    if (raw.dtype.empty())
        throw Error("A tensor of this type cannot be stored", c10::toString(plain.scalar_type()),
                    "Convert it to float first.");
    raw.shape = plain.sizes().vec();
    raw.bytes.assign(static_cast<const char*>(plain.data_ptr()), plain.nbytes());
    return raw;
}

StateDict readTensors(const std::filesystem::path& path)
{
    StateDict tensors;
    auto file = readTensorFile(path);
    while (!file.tensors.empty()) { // one at a time, so that only one exists twice
        const auto entry = file.tensors.extract(file.tensors.begin());
        tensors.emplace(entry.key(), tensorOf(entry.mapped(), entry.key()));
    }
    return tensors;
}

void writeTensors(const std::filesystem::path& path, const StateDict& tensors,
                  const std::map<std::string, std::string>& metadata)
{
    TensorFile file;
    file.metadata = metadata;
    for (const auto& [name, tensor] : tensors)
        file.tensors.emplace(name, rawOf(tensor));
    writeSafetensors(path, file);
}

} // namespace diffuscope
