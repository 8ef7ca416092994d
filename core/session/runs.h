#pragma once
#include "core/session/events.h"

#include <string>
#include <vector>

namespace diffuscope {

// The runs in `folder`: itself when it is one, else one for each direct sub-folder, by name; hidden ones are left out.
// A sub-folder that is no run, or is damaged, has a `problem` and whatever could be read. `loss` is the mean of the
// last 50 steps that were not skipped. Reads files on the calling thread. Throws Error when the folder itself cannot be
// read.
std::vector<RunSummary> listRuns(const std::string& folder);

const char* runStateName(RunSummary::State state); // "unknown", "training", "interrupted", "stopped", "finished"

} // namespace diffuscope
