#pragma once
#include <string>
#include <vector>

namespace diffuscope {

// The instruction sets that the CPU kernels are compiled for. `plain` is what every processor of its kind has.
enum class Isa { plain, avx2, avx512 };

Isa bestIsa();                   // of this processor; DIFFUSCOPE_ISA=plain|avx2|avx512 in the environment lowers it
std::vector<Isa> runnableIsas(); // all that this processor can run, the best one last
std::string isaName(Isa isa);

// Whether the processor multiplies bfloat16 numbers itself (AVX512-BF16 or AMX); elsewhere they are emulated, slowly.
bool hasBfloat16();

} // namespace diffuscope
