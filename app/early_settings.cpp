#include "app/early_settings.h"

#include <cstdlib>
#include <string>

#if defined(__linux__)
#include <unistd.h>
#endif

namespace diffuscope {

bool setEarlySettings()
{
#if defined(__linux__)
    bool changed = false;
    if (!std::getenv("OMP_WAIT_POLICY") && !std::getenv("GOMP_SPINCOUNT"))
        changed = ::setenv("GOMP_SPINCOUNT", "2000", 1) == 0;
    if (!std::getenv("OPENBLAS_NUM_THREADS"))
        changed = ::setenv("OPENBLAS_NUM_THREADS", "1", 1) == 0 || changed;
    const char* given = std::getenv("GLIBC_TUNABLES");
    const std::string tunables = given ? given : "";
    if (tunables.find("glibc.malloc.hugetlb") == std::string::npos)
        changed = ::setenv("GLIBC_TUNABLES", ((given ? tunables + ":" : tunables) + "glibc.malloc.hugetlb=1").c_str(),
                           1) == 0 ||
                  changed;
    return changed;
#else
    return false;
#endif
}

void restartWithEarlySettings([[maybe_unused]] char** argv)
{
#if defined(__linux__)
    if (setEarlySettings())
        ::execv("/proc/self/exe", argv); // comes back only when it fails; then the program runs as it is
#endif
}

} // namespace diffuscope
