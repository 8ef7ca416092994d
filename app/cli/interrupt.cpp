#include "app/cli/interrupt.h"

#include <csignal>

namespace diffuscope::cli {
namespace {

volatile std::sig_atomic_t interruptSeen = 0;

extern "C" void rememberInterrupt(int) { interruptSeen = 1; }

} // namespace

void catchInterrupts()
{
    struct sigaction action = {};
    action.sa_handler = rememberInterrupt;
    action.sa_flags = int(SA_RESETHAND);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() { return interruptSeen != 0; }

} // namespace diffuscope::cli
