#pragma once
#include "core/base/message.h"

#include <string>

namespace diffuscope {

// Why this file cannot be verified: it has no pixels, or no recipe that can be repeated. Reads the file; what cannot be
// read has no recipe. A model that is missing is not looked for. On the calling thread.
Message cannotVerify(const std::string& file);

} // namespace diffuscope
