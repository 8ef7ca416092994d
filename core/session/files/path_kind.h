#pragma once
#include "core/messages/path_kind.h"

namespace diffuscope {

// What lies at `path` (or "builtin:NAME"), by names and first bytes. It touches the disk, so it is slow where the disk
// is: clients with a window ask Session::classify(). Throws where the path cannot be looked at.
PathKind pathKindOf(const std::string& path);

} // namespace diffuscope
