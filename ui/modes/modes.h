#pragma once
#include "ui/workspace/workspace.h"

#include <memory>
#include <vector>

namespace diffuscope::ui {

class Bridge;

// Every mode of the program, in the order of the rail, for a MainWindow. `bridge` outlives them. The one place that
// knows them all.
std::vector<std::unique_ptr<Workspace>> makeModes(Bridge& bridge);

} // namespace diffuscope::ui
