#include "app/cli/commands/gallery_verify.h"

#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/verifying.h"
#include "core/base/error.h"
#include "core/base/worker.h"

#include <nlohmann/json.hpp>

namespace diffuscope::cli {

int verifyPictures(const std::vector<std::pair<GalleryId, std::string>>& files, bool json)
{
    catchInterrupts();
    EventQueue events;
    Session session(events.listener());
    int code = kDone;
    nlohmann::ordered_json results = nlohmann::ordered_json::array();
    for (const auto& [id, file] : files) {
        PictureVerified verified;
        const auto problem = attempt([&, name = file] { verified = verifiedFile(session, events, name); });
        if (problem) { // of one file; the others are looked at all the same
            verified.verdict = PictureVerified::Verdict::CannotRepeat;
            verified.reason = problem->what();
        }
        if (verified.cancelled)
            return interruptedCode();
        if (code == kDone)
            code = verdictCode(verified);
        if (!json)
            printLine("Picture " + std::to_string(id) + ": " + verdictText(verified));
        results.push_back({{"id", id}});
        results.back().update(verdictJson(verified));
    }
    if (json)
        printJson(results);
    return code;
}

} // namespace diffuscope::cli
