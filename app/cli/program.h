#pragma once

namespace diffuscope::cli {

// All of diffuscope-cli but its start: reads the words, does what they say, and answers with the exit code. Writes to
// stdout and stderr.
int runProgram(int count, char** words);

} // namespace diffuscope::cli
