#include "app/cli/commands.h"
#include "app/early_settings.h"
#include "core/base/worker.h"

#include <cstdio>

namespace {

using namespace diffuscope;
using namespace diffuscope::cli;

// CLI11 has a code for each mistake; this program has one. --help and --version are no mistakes.
int explainUsage(const CLI::App& program, const CLI::ParseError& error)
{
    if (error.get_exit_code() == 0)
        return program.exit(error);
    std::fprintf(stderr, "diffuscope-cli: %s (diffuscope-cli --help tells more)\n", error.what());
    return kWrongUsage;
}

int run(int count, char** words)
{
    CLI::App program("Train diffusion models and watch them work, without a window.", "diffuscope-cli");
    program.set_version_flag("--version", "diffuscope-cli " DIFFUSCOPE_VERSION);
    program.require_subcommand(1);
    const Command commands[] = {addTrain(program),   addSample(program),   addInvert(program),  addForward(program),
                                addPredict(program), addSchedule(program), addConvert(program), addMeasure(program),
                                addRuns(program),    addInspect(program),  addList(program),    addBench(program)};
    try {
        program.parse(count, words);
        for (const Command& command : commands)
            if (command.parser->parsed())
                return command.run();
    } catch (const CLI::ParseError& error) {
        return explainUsage(program, error);
    } catch (...) {
        std::fprintf(stderr, "diffuscope-cli: %s\n", currentError().what());
    }
    return kFailed;
}

} // namespace

int main(int count, char** words)
{
    restartWithEarlySettings(words);
    return run(count, words);
}
