#include "core/kernels/isa.h"

#include <algorithm>
#include <cstdlib>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace diffuscope::kernels {

namespace {

bool processorMultipliesBfloat16()
{
#if defined(__x86_64__)
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & (1u << 5)) != 0; // CPUID.(EAX=7,ECX=1):EAX.AVX512_BF16
#else
    return false;
#endif
}

} // namespace

std::string isaName(Isa isa)
{
    switch (isa) {
    case Isa::avx512bf16:
        return "avx512bf16";
    case Isa::avx512:
        return "avx512";
    case Isa::avx2:
        return "avx2";
    case Isa::plain:
        break;
    }
    return "plain";
}

std::vector<Isa> runnableIsas()
{
    std::vector<Isa> isas = {Isa::plain};
#if defined(__x86_64__)
    // The compiler's run-time also asks the operating system whether it keeps the wide registers.
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        isas.push_back(Isa::avx2);
    if (isas.size() == 2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
        isas.push_back(Isa::avx512);
    if (isas.size() == 3 && processorMultipliesBfloat16())
        isas.push_back(Isa::avx512bf16);
#endif
    return isas;
}

Isa bestIsa()
{
    static const Isa best = [] {
        const auto isas = runnableIsas();
        if (const char* wanted = std::getenv("DIFFUSCOPE_ISA"))
            for (const Isa isa : isas)
                if (isaName(isa) == wanted)
                    return isa;
        return isas.back();
    }();
    return best;
}

bool hasBfloat16() { return bestIsa() == Isa::avx512bf16; }

} // namespace diffuscope::kernels
