#include "app/cli/program.h"

#include "app/cli/commands/commands.h"
#include "app/cli/output.h"
#include "core/base/printable.h"
#include "core/base/worker.h"

#include <algorithm>
#include <cstdio>

namespace diffuscope::cli {
namespace {

// What was wrong, in the words of whoever typed it.
std::string mistake(const CLI::App& program, const CLI::App& asked, const CLI::ParseError& error)
{
    const std::string said = error.what();
    const std::vector<std::string> left = asked.remaining();
    if (&asked == &program && !left.empty() && left.front().front() != '-')
        return "There is no such subcommand: " + left.front();
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !left.empty()) {
        const auto option = std::find_if(left.begin(), left.end(), [](const auto& word) { return word[0] == '-'; });
        return option == left.end() ? "There is one word too many: " + left.front()
                                    : "There is no such option: " + *option;
    }
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr && said.find(" missing") != std::string::npos)
        return said.substr(0, said.find(':')) + " needs a value";
    const std::string unread = "Could not convert: ";
    if (const auto equals = said.find(" = "); said.rfind(unread, 0) == 0 && equals != std::string::npos)
        return said.substr(unread.size(), equals - unread.size()) + ": " + said.substr(equals + 3) + " is not a number";
    return said;
}

// CLI11 has a code for each mistake; this program has one. --help and --version are no mistakes.
int explainUsage(const CLI::App& program, const CLI::ParseError& error)
{
    if (error.get_exit_code() == 0)
        return program.exit(error);
    const auto chosen = program.get_subcommands();
    const CLI::App& asked = chosen.empty() ? program : *chosen.front();
    const std::string words = chosen.empty() ? "" : asked.get_name() + " ";
    std::fprintf(stderr, "diffuscope-cli: %s (diffuscope-cli %s--help tells more)\n",
                 printable(mistake(program, asked, error)).c_str(), words.c_str());
    return kWrongUsage;
}

} // namespace

int runProgram(int count, char** words)
{
    CLI::App program("Train diffusion models and watch them work, without a window.", "diffuscope-cli");
    program.set_version_flag("--version", "diffuscope-cli " DIFFUSCOPE_VERSION);
    program.require_subcommand(1);
    const Command commands[] = {addTrain(program),   addSample(program),      addInvert(program),   addLadder(program),
                                addRace(program),    addInterpolate(program), addAnagram(program),  addHybrid(program),
                                addFan(program),     addCopying(program),     addDenoise(program),  addJudge(program),
                                addForward(program), addPredict(program),     addSchedule(program), addConvert(program),
                                addVerify(program),  addMeasure(program),     addRuns(program),     addInspect(program),
                                addList(program),    addGallery(program),     addBench(program)};
    try {
        program.parse(count, words);
        for (const Command& command : commands)
            if (command.parser->parsed())
                return command.run();
    } catch (const CLI::ParseError& error) {
        return explainUsage(program, error);
    } catch (...) {
        std::fprintf(stderr, "diffuscope-cli: %s\n", printable(currentError().what()).c_str());
    }
    return kFailed;
}

} // namespace diffuscope::cli
