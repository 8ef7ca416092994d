#include "core/kernels/threads.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

#if defined(__linux__)
#include <dlfcn.h>
#include <link.h>
#include <sched.h>
#endif

namespace diffuscope::kernels {

namespace {

int availableProcessors()
{
#if defined(__linux__)
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return CPU_COUNT(&set);
#endif
    return int(std::max(1u, std::thread::hardware_concurrency()));
}

#if defined(__linux__)
// Debian chooses the BLAS by a symbolic link, so the resolved path tells which one it is.
int findBlas(dl_phdr_info* info, std::size_t, void* data)
{
    const std::string name = info->dlpi_name ? info->dlpi_name : "";
    if (name.find("blas") == std::string::npos && name.find("mkl_rt") == std::string::npos)
        return 0;
    auto& found = *static_cast<std::string*>(data);
    char* resolved = realpath(name.c_str(), nullptr);
    const std::string path = resolved ? resolved : name;
    std::free(resolved);
    if (found.empty() || path.find("openblas") != std::string::npos)
        found = path;
    return 0;
}
#endif

} // namespace

void configureThreads(int count)
{
    const int threads = count > 0 ? count : availableProcessors();
    if (!std::getenv("OMP_NUM_THREADS") || count > 0)
        at::set_num_threads(threads);
#if defined(__linux__)
    using SetThreads = void (*)(int);
    // OpenBLAS keeps a pool of its own that waits by spinning, on the processors our own threads need: measured, it
    // took a quarter of the time of a training step and gave nothing. Ignored where another BLAS is loaded, or where
    // the environment already says.
    if (auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
        set && !std::getenv("OPENBLAS_NUM_THREADS"))
        set(1);
#endif
}

ComputeInfo computeInfo()
{
    ComputeInfo info;
    info.threads = at::get_num_threads();
#if defined(__linux__)
    dl_iterate_phdr(findBlas, &info.blas);
#endif
    if (info.blas.empty())
        info.blas = "built into LibTorch";
    // Debian's reference BLAS lives in .../blas/libblas.so.3, every optimised one in a folder of its own name.
    info.optimised = info.blas.find("/blas/libblas.so") == std::string::npos;
    return info;
}

} // namespace diffuscope::kernels
