#if defined(__x86_64__)
#include "core/kernels/cpu/table.h"

#include <immintrin.h>

#define DIFFUSCOPE_LANES 16
#define DIFFUSCOPE_BF16_PAIRS // the processor multiplies pairs of them

namespace diffuscope::kernels {
namespace avx512bf16 {
namespace {
#include "core/kernels/cpu/vector.inc"
// After the vectors,
#include "core/kernels/cpu/product.inc"
// after the products,
#include "core/kernels/cpu/attention.inc"
// and after the attention in float32,
#include "core/kernels/cpu/attention_pairs.inc"
#include "core/kernels/cpu/group_norm.inc"
#include "core/kernels/cpu/matrix.inc"
#include "core/kernels/cpu/optimiser.inc"
#include "core/kernels/cpu/winograd_filters.inc"
// and after its filters:
#include "core/kernels/cpu/winograd_weights.inc"
// and its weights:
#include "core/kernels/cpu/winograd.inc"
} // namespace
} // namespace avx512bf16

using namespace avx512bf16;
const CpuKernels kAvx512Bf16Kernels = {
#include "core/kernels/cpu/entries.inc"
};

} // namespace diffuscope::kernels
#endif
