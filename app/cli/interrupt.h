#pragma once

namespace diffuscope::cli {

// From now on SIGINT, SIGTERM, SIGHUP (a closed terminal; not under nohup) and SIGPIPE (nobody reads the output any
// more) only set a flag. A SIGINT or SIGTERM at least a second after the first signal ends the program as usual; an
// earlier one counts as the same request, because `timeout` signals the process and then its group.
void catchInterrupts();
bool interrupted();
int interruptedCode(); // 128 + the signal, as shells say it: 130 after Ctrl-C; 0: not interrupted

} // namespace diffuscope::cli
