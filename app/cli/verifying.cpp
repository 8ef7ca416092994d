#include "app/cli/verifying.h"

#include "app/cli/output.h"
#include "app/cli/table.h"
#include "core/base/text.h"

#include <nlohmann/json.hpp>

namespace diffuscope::cli {
namespace {

using Verdict = PictureVerified::Verdict;

bool compared(const PictureVerified& verified)
{
    return verified.verdict == Verdict::Same || verified.verdict == Verdict::Differs;
}

} // namespace

PictureVerified verifiedFile(Session& session, EventQueue& events, const std::string& file,
                             const std::vector<std::string>& places)
{
    AnswerWatcher<PictureVerified, VerifyProgress> watcher(
        "Drawing it again"); // its line ends before the verdict begins
    session.verify(file, places);
    events.watch(watcher, [&session] { session.cancelVerifying(); });
    return watcher.answer();
}

std::string verdictText(const PictureVerified& verified)
{
    const std::string reason = verified.reason.text();
    const std::string frames = verified.frames > 0 ? withCount(verified.frames, "frame") + " of " : "";
    if (verified.verdict == Verdict::Same)
        return "the same, bit for bit (" + frames + withCount(verified.pictures, "picture") + ", " +
               withCount(verified.networkCalls, "network call") + ")";
    if (compared(verified))
        return "differs by up to " + std::to_string(verified.largest) + " of 255, in " +
               fixedText(100 * verified.share, 2) + " % of the values" +
               (verified.frames > 0 ? ", first in frame " + std::to_string(verified.firstFrame + 1) + " of " +
                                          std::to_string(verified.frames) + "; most in frame " +
                                          std::to_string(verified.frame + 1) + ", picture "
                                    : "; most in picture ") +
               std::to_string(verified.picture + 1) + " at row " + std::to_string(verified.row) + ", column " +
               std::to_string(verified.column) + ". " + reason;
    return "not compared. " + reason;
}

nlohmann::ordered_json verdictJson(const PictureVerified& verified)
{
    nlohmann::ordered_json said = {{"verdict", verdictName(verified.verdict)}};
    if (compared(verified)) {
        said["pictures"] = verified.pictures;
        said["largest_difference"] = verified.largest;
        said["share_of_values"] = verified.share;
        said["mean_difference"] = verified.mean;
        if (verified.frames > 0)
            said["frames"] = verified.frames;
    }
    if (verified.verdict == Verdict::Differs) {
        said["largest_at"] = {{"picture", verified.picture}, {"row", verified.row}, {"column", verified.column}};
        if (verified.frames > 0) {
            said["largest_at"]["frame"] = verified.frame;
            said["first_frame_that_differs"] = verified.firstFrame;
        }
    }
    if (!verified.reason.empty())
        said["reason"] = verified.reason.text();
    said["model"] = verified.model;
    said["seconds"] = verified.seconds;
    said["network_calls"] = verified.networkCalls;
    return said;
}

int verdictCode(const PictureVerified& verified)
{
    if (!compared(verified))
        return kNotCompared;
    return verified.verdict == Verdict::Same ? kDone : kDiffers;
}

} // namespace diffuscope::cli
