// `diffuscope` and `diffuscope-cli` on Linux: set what libraries read while they are loaded, and become the real
// program beside them. A program that set it in its own main would have to load everything twice, and LibTorch alone
// takes half a second.
#include "app/early_settings.h"

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace {

constexpr char kProgram[] = DIFFUSCOPE_PROGRAM;

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
    char path[PATH_MAX];
    if (!besideThis(path)) {
        std::fprintf(stderr, "%s: cannot find its own place: /proc is not mounted, or the path is too long\n", argv[0]);
        return 1;
    }
    ::execv(path, argv);
    std::fprintf(stderr, "%s: cannot start %s: %s. Install the program again.\n", argv[0], path, std::strerror(errno));
    return 1;
}
