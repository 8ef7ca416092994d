// Makes OpenMP's waiting threads sleep instead of spin. On a machine that does anything else at the same time, spinning
// costs nearly everything: two threads beside a busy compiler train a hundred times slower (docs/decisions.md).
// libgomp reads the setting when it is loaded, before main and before any static object, so it has to be in the
// environment earlier still: .preinit_array of the executable runs before every library's initialisers.
#include <cstdlib>

#if defined(__linux__) && defined(__GNUC__)
namespace {

void sleepWhileWaiting(int, char**, char**) { ::setenv("OMP_WAIT_POLICY", "passive", 0); } // what the user says wins

[[gnu::section(".preinit_array"), gnu::used]] void (*const kEarly)(int, char**, char**) = sleepWhileWaiting;

} // namespace
#endif
