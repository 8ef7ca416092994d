#include "app/cli/commands/commands.h"
#include "app/cli/event_queue.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/cli/table.h"
#include "core/base/text.h"

#include <nlohmann/json.hpp>

namespace diffuscope::cli {
namespace {

struct VerifyOptions {
    std::string file;
    std::vector<std::string> places;
    bool json = false;
};

class VerifyWatcher {
public:
    void operator()(const VerifyProgress& progress)
    {
        progress_.show("Drawing it again", progress.done, progress.total);
    }
    void operator()(const PictureVerified& verified)
    {
        verified_ = verified;
        ended_ = true;
    }
    void operator()(const Failed& failed) { throw failed.error; }
    template <typename Other> void operator()(const Other&) {}

    bool ended() const { return ended_; }
    const PictureVerified& verified() const { return verified_; }

private:
    Progress progress_;
    PictureVerified verified_;
    bool ended_ = false;
};

bool compared(const PictureVerified& verified)
{
    using Verdict = PictureVerified::Verdict;
    return verified.verdict == Verdict::Same || verified.verdict == Verdict::Differs;
}

void print(const PictureVerified& verified)
{
    const std::string start = verified.path + ": ";
    const std::string reason = verified.reason.text();
    if (verified.verdict == PictureVerified::Verdict::Same)
        printLine(start + "the same, bit for bit (" + withCount(verified.pictures, "picture") + ", " +
                  withCount(verified.networkCalls, "network call") + ")");
    else if (compared(verified))
        printLine(start + "differs by up to " + std::to_string(verified.largest) + " of 255, in " +
                  fixedText(100 * verified.share, 2) + " % of the values; most in picture " +
                  std::to_string(verified.picture + 1) + " at row " + std::to_string(verified.row) + ", column " +
                  std::to_string(verified.column) + ". " + reason);
    else
        printLine(start + "not compared. " + reason);
}

void printAsJson(const PictureVerified& verified)
{
    nlohmann::ordered_json said = {{"file", verified.path}, {"verdict", verdictName(verified.verdict)}};
    if (compared(verified)) {
        said["pictures"] = verified.pictures;
        said["largest_difference"] = verified.largest;
        said["share_of_values"] = verified.share;
    }
    if (verified.verdict == PictureVerified::Verdict::Differs)
        said["largest_at"] = {{"picture", verified.picture}, {"row", verified.row}, {"column", verified.column}};
    if (!verified.reason.empty())
        said["reason"] = verified.reason.text();
    said["model"] = verified.model;
    said["seconds"] = verified.seconds;
    said["network_calls"] = verified.networkCalls;
    printJson(said);
}

int verify(const VerifyOptions& options)
{
    catchInterrupts();
    EventQueue events;
    Session session(events.listener());
    PictureVerified verified;
    {
        VerifyWatcher watcher; // its line ends before the verdict begins
        session.verify(options.file, options.places);
        events.watch(watcher, [&session] { session.cancelVerifying(); });
        verified = watcher.verified();
    }
    if (verified.cancelled)
        return interruptedCode();
    if (options.json)
        printAsJson(verified);
    else
        print(verified);
    if (!compared(verified))
        return kNotCompared;
    return verified.verdict == PictureVerified::Verdict::Same ? kDone : kDiffers;
}

} // namespace

Command addVerify(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand(
        "verify", "Draw an exported picture again from its recipe and compare the pixels. Exit codes: 0 the same bit "
                  "for bit, 3 it differs, 4 it could not be drawn again, 1 the file cannot be read");
    const auto options = std::make_shared<VerifyOptions>();
    parser->add_option("FILE", options->file, "Picture or film that was exported")->required();
    parser->add_option("--model", options->places,
                       "Model or run folders, or folders of them, to look into besides the usual places");
    parser->add_flag("--json", options->json,
                     "One JSON object on stdout: verdict, largest difference of 255, where it is, likely reason");
    return {parser, [options] { return verify(*options); }};
}

} // namespace diffuscope::cli
