#if defined(__x86_64__)
#include "core/kernels/cpu/table.h"

#define DIFFUSCOPE_LANES 8

namespace diffuscope::kernels {
namespace avx2 {
namespace {
#include "core/kernels/cpu/vector.inc"
// After the vectors,
#include "core/kernels/cpu/product.inc"
// after the products,
#include "core/kernels/cpu/attention.inc"
#include "core/kernels/cpu/group_norm.inc"
#include "core/kernels/cpu/matrix.inc"
#include "core/kernels/cpu/optimiser.inc"
#include "core/kernels/cpu/winograd_filters.inc"
// and after its filters:
#include "core/kernels/cpu/winograd_weights.inc"
// and its weights:
#include "core/kernels/cpu/winograd.inc"
} // namespace
} // namespace avx2

using namespace avx2;
const CpuKernels kAvx2Kernels = {
#include "core/kernels/cpu/entries.inc"
};

} // namespace diffuscope::kernels
#endif
