#pragma once
#include <string>
#include <vector>

namespace diffuscope::kernels {

// The instruction sets that the CPU kernels are compiled for. `plain` is what every processor of its kind has.
// avx512bf16 multiplies pairs of bfloat16 numbers (VDPBF16PS) beside what avx512 does.
enum class Isa { plain, avx2, avx512, avx512bf16 };

Isa bestIsa();                   // of this processor; DIFFUSCOPE_ISA=plain|avx2|avx512|avx512bf16 lowers it
std::vector<Isa> runnableIsas(); // all that this processor can run, the best one last
std::string isaName(Isa isa);

// Whether the kernels in use multiply bfloat16 numbers themselves. Elsewhere such numbers are only kept: half the
// memory, computed with in float32.
bool hasBfloat16();

} // namespace diffuscope::kernels
