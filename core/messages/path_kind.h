#pragma once
#include "core/messages/job.h"

#include <string>

namespace diffuscope {

// What a path most likely is, told from names and first bytes; opening it says for sure.
enum class PathKind { Missing, Image, Dataset, Model, Run, Unknown };
const char* pathKindName(PathKind kind); // "missing", "image", ...

struct PathClassified {
    JobId job = 0;
    std::string path;
    PathKind kind = PathKind::Unknown;
};

} // namespace diffuscope
