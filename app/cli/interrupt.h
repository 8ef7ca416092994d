#pragma once

namespace diffuscope::cli {

// From now on SIGINT, SIGTERM, SIGHUP (a closed terminal; not under nohup) and SIGPIPE (nobody reads the output any
// more) only set a flag. SIGINT or SIGTERM once more, a second later or after that, ends the program as usual; sooner
// it is the same wish, as `timeout` sends it to the process and to its group.
void catchInterrupts();
bool interrupted();

} // namespace diffuscope::cli
