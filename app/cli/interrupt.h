#pragma once

namespace diffuscope::cli {

// From now on the first SIGINT or SIGTERM only sets a flag; a second one ends the program as usual.
void catchInterrupts();
bool interrupted();

} // namespace diffuscope::cli
