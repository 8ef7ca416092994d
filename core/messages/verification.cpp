#include "core/messages/verification.h"

namespace diffuscope {

const char* verdictName(PictureVerified::Verdict verdict)
{
    using Verdict = PictureVerified::Verdict;
    switch (verdict) {
    case Verdict::Same:
        return "same";
    case Verdict::Differs:
        return "differs";
    case Verdict::NoRecipe:
        return "no recipe";
    case Verdict::NewerRecipe:
        return "newer recipe";
    case Verdict::ModelMissing:
        return "model missing";
    case Verdict::OtherWeights:
        return "other weights";
    case Verdict::CannotRepeat:
        return "cannot be repeated";
    }
    return "unknown";
}

} // namespace diffuscope
