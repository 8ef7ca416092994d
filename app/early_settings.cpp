#include "app/early_settings.h"

#include <cstdlib>
#include <string>

#if defined(__linux__)
#include <unistd.h>
#endif

namespace diffuscope {

#if defined(__linux__)
namespace {

struct Tunable {
    const char* name;
    const char* value;
};

// The threshold of mappings is the one that malloc comes to by itself, once tensors have come and gone.
constexpr Tunable kTunables[] = {{"glibc.malloc.hugetlb", "1"},
                                 {"glibc.malloc.mmap_threshold", "33554432"},
                                 {"glibc.malloc.trim_threshold", "268435456"},
                                 {"glibc.malloc.top_pad", "67108864"}};

} // namespace
#endif

bool setEarlySettings()
{
#if defined(__linux__)
    bool changed = false;
    if (!std::getenv("OMP_WAIT_POLICY") && !std::getenv("GOMP_SPINCOUNT"))
        changed = ::setenv("GOMP_SPINCOUNT", "2000", 1) == 0;
    if (!std::getenv("OPENBLAS_NUM_THREADS"))
        changed = ::setenv("OPENBLAS_NUM_THREADS", "1", 1) == 0 || changed;
    const char* const given = std::getenv("GLIBC_TUNABLES");
    std::string tunables = given ? given : "";
    const std::size_t before = tunables.size();
    for (const Tunable& tunable : kTunables)
        if (tunables.find(tunable.name) == std::string::npos)
            tunables += (tunables.empty() ? "" : ":") + std::string(tunable.name) + "=" + tunable.value;
    if (tunables.size() != before)
        changed = ::setenv("GLIBC_TUNABLES", tunables.c_str(), 1) == 0 || changed;
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
