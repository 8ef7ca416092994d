#include "app/openmp_wait.h"

#include <cstdlib>

#if defined(__linux__)
#include <unistd.h>
#endif

namespace diffuscope {

void restartWithShortSpins([[maybe_unused]] char** argv)
{
#if defined(__linux__)
    if (std::getenv("OMP_WAIT_POLICY") || std::getenv("GOMP_SPINCOUNT"))
        return; // the user's choice, or we have been here
    ::setenv("GOMP_SPINCOUNT", "2000", 1);
    ::execv("/proc/self/exe", argv); // comes back only when it fails; then the program runs as it is
#endif
}

} // namespace diffuscope
