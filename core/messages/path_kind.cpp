#include "core/messages/path_kind.h"

namespace diffuscope {

const char* pathKindName(PathKind kind)
{
    switch (kind) {
    case PathKind::Missing:
        return "missing";
    case PathKind::Image:
        return "image";
    case PathKind::Dataset:
        return "dataset";
    case PathKind::Model:
        return "model";
    case PathKind::Run:
        return "run";
    case PathKind::Unknown:
        break;
    }
    return "unknown";
}

} // namespace diffuscope
