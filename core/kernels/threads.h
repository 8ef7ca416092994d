#pragma once
#include <string>

namespace diffuscope::kernels {

// How many threads compute and with which BLAS. Debian's LibTorch starts with one thread, and its reference BLAS is
// many times slower than an optimised one, so the program sets the first and reports the second. The BLAS itself stays
// on the calling thread.
struct ComputeInfo {
    int threads = 1;
    std::string blas;      // path of the BLAS in this process; "built into LibTorch" where none is loaded
    bool optimised = true; // false: the reference implementation
};

// 0: as OMP_NUM_THREADS says, else all processors of this process. Call before the first network evaluation.
void configureThreads(int count = 0);
ComputeInfo computeInfo();

} // namespace diffuscope::kernels
