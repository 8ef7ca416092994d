#include "app/cli/commands/commands.h"
#include "app/cli/event_queue.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/verifying.h"

#include <nlohmann/json.hpp>

namespace diffuscope::cli {
namespace {

struct VerifyOptions {
    std::string file;
    std::vector<std::string> places;
    bool json = false;
};

int verify(const VerifyOptions& options)
{
    catchInterrupts();
    EventQueue events;
    Session session(events.listener());
    const PictureVerified verified = verifiedFile(session, events, options.file, options.places);
    if (verified.cancelled)
        return interruptedCode();
    if (options.json) {
        nlohmann::ordered_json said = {{"file", verified.path}};
        said.update(verdictJson(verified));
        printJson(said);
    } else {
        printLine(verified.path + ": " + verdictText(verified));
    }
    return verdictCode(verified);
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
