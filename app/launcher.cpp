// `diffuscope` on Linux: sets what libraries read while they are loaded, and becomes the real program beside it. A
// program that set it in its own main would have to load everything twice, and LibTorch alone takes half a second.
#include "app/early_settings.h"

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace {

constexpr char kProgram[] = "diffuscope-window";

// Where the program lies: beside this one, whatever link or PATH entry led here. False: it doesn't fit.
bool besideThis(char (&path)[PATH_MAX])
{
    const ssize_t length = ::readlink("/proc/self/exe", path, sizeof path - sizeof kProgram - 1);
    if (length <= 0)
        return false;
    path[length] = '\0';
    char* const slash = std::strrchr(path, '/');
    if (!slash)
        return false;
    std::memcpy(slash + 1, kProgram, sizeof kProgram);
    return true;
}

} // namespace

int main(int, char** argv)
{
    diffuscope::setEarlySettings();
    ::setenv("OPENBLAS_NUM_THREADS", "1", 0); // see core/kernels/threads.cpp; so its pool is never started
    char path[PATH_MAX];
    if (!besideThis(path)) {
        std::fprintf(stderr, "diffuscope: cannot find its own place: /proc is not mounted, or the path is too long\n");
        return 1;
    }
    ::execv(path, argv);
    std::fprintf(stderr, "diffuscope: cannot start %s: %s. Install the program again.\n", path, std::strerror(errno));
    return 1;
}
