#pragma once
#include "core/messages/events.h"

#include <string>
#include <vector>

namespace diffuscope {

// The runs in `folder`: itself when it is one, else those of its direct sub-folders that are, by name; hidden ones are
// left out. A damaged run has a `problem` and whatever could be read. `loss` is the smoothed one that the run showed at
// its last step. Reads files on the calling thread. Throws Error when the folder itself cannot be read.
std::vector<RunSummary> listRuns(const std::string& folder);

// All weights of a run that can be opened, see ModelChoices. Reads the folder on the calling thread.
std::vector<ModelChoices::Weights> weightsOfRun(const std::string& folder);

// Makes a run in `folder`, new or empty, that has not begun yet and has every setting of another one: `config` is that
// run's folder, or its config.toml. Resuming it repeats the other run; where nothing is changed, on the same machine,
// bit for bit. `source`: another place of the pictures; empty: the same. Of `changes` those are refused that the
// network was made for (size, classes). Throws Error.
void repeatRun(const std::string& config, const std::string& folder, const std::string& source,
               const ParamValues& changes);

const char* runStateName(RunSummary::State state); // "unknown", "training", "interrupted", "stopped", "finished"

} // namespace diffuscope
