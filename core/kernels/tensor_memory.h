#pragma once
#include "core/kernels/cpu/table.h"

#include <torch/types.h>

#include <bit>
#include <memory>
#include <new>

namespace diffuscope::kernels {

// Between LibTorch's tensors and the kernels' plain memory.

inline bool hasKernels(const torch::Tensor& x)
{
    return x.is_cpu() && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
}

// What the kernels multiply x as: bfloat16 only where the processor can. Elsewhere it is kept in half the memory and
// computed with in float32. For tensors with kernels.
inline torch::ScalarType multipliedAs(const torch::Tensor& x)
{
    return x.scalar_type() == at::kBFloat16 && hasBfloat16() ? at::kBFloat16 : at::kFloat;
}

// [N, C, H, W] with the channels of a pixel side by side.
inline torch::Tensor channelsLast(const torch::Tensor& x) { return x.contiguous(at::MemoryFormat::ChannelsLast); }

// Null where undefined.
template <typename T> T* dataOf(const torch::Tensor& tensor)
{
    return tensor.defined() ? static_cast<T*>(tensor.data_ptr()) : nullptr;
}

// body(T{}) for the type that the kernels of such a tensor have.
template <typename Body> auto withKernelType(torch::ScalarType type, Body body)
{
    return type == at::kBFloat16 ? body(Bf16{}) : body(float{});
}

// An undefined tensor as an argument of an autograd function, which LibTorch 1.13 takes only so.
using MaybeTensor = c10::optional<torch::Tensor>;
inline MaybeTensor maybe(const torch::Tensor& x) { return x.defined() ? MaybeTensor(x) : c10::nullopt; }
inline torch::Tensor tensorOf(const MaybeTensor& x) { return x ? *x : torch::Tensor(); }

// Memory of one thread's own, with whatever it holds. It begins with a line of the cache, as tensors do, so that no
// vector lies across two of them.
constexpr std::align_val_t kLine{64};
struct ScratchDeleter {
    void operator()(float* memory) const { ::operator delete[](memory, kLine); }
};
inline std::unique_ptr<float[], ScratchDeleter> scratchOf(std::size_t count)
{
    return std::unique_ptr<float[], ScratchDeleter>(
        static_cast<float*>(::operator new[](count * sizeof(float), kLine)));
}

inline float floatOf(float x) { return x; }
inline float floatOf(Bf16 x) { return std::bit_cast<float>(std::uint32_t(x.bits) << 16); }

} // namespace diffuscope::kernels
