#include "app/cli/interrupt.h"

#include <csignal>
#include <ctime>

namespace diffuscope::cli {
namespace {

constexpr long kSameRequest = 1000; // milliseconds

volatile std::sig_atomic_t interruptSeen = 0;
long firstSeen = 0; // milliseconds; the handler's own

long now()
{
    timespec time = {};
    clock_gettime(CLOCK_MONOTONIC, &time); // allowed in a handler
    return long(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
}

extern "C" void rememberInterrupt(int signal)
{
    if (interruptSeen == 0)
        firstSeen = now();
    else if ((signal == SIGINT || signal == SIGTERM) && now() - firstSeen >= kSameRequest) {
        std::signal(signal, SIG_DFL);
        std::raise(signal); // takes effect when the handler is left
    }
    if (interruptSeen == 0)
        interruptSeen = signal;
}

} // namespace

void catchInterrupts()
{
    struct sigaction action = {};
    action.sa_handler = rememberInterrupt;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE})
        sigaddset(&action.sa_mask, signal); // none of them interrupts another
    struct sigaction hangUp = {};
    sigaction(SIGHUP, nullptr, &hangUp);
    for (const int signal : {SIGINT, SIGTERM, SIGPIPE})
        sigaction(signal, &action, nullptr);
    if (hangUp.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, nullptr);
}

bool interrupted() { return interruptSeen != 0; }

int interruptedCode() { return interruptSeen == 0 ? 0 : 128 + int(interruptSeen); }

} // namespace diffuscope::cli
