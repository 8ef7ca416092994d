#include "core/kernels/cpu/table.h"

namespace diffuscope::kernels {

const CpuKernels& cpuKernels(Isa isa)
{
#if defined(__x86_64__)
    if (isa == Isa::avx512bf16)
        return kAvx512Bf16Kernels;
    if (isa == Isa::avx512)
        return kAvx512Kernels;
    if (isa == Isa::avx2)
        return kAvx2Kernels;
#endif
    (void)isa;
    return kPlainKernels;
}

} // namespace diffuscope::kernels
