#include "app/cli/commands/commands.h"
#include "app/cli/draws.h"
#include "app/cli/interrupt.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/samples.h"
#include "app/cli/table.h"
#include "app/cli/variations.h"
#include "core/recipe/recipe.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace diffuscope::cli {
namespace {

struct RaceOptions {
    DrawOptions draw;
    ParamOptions params;
    std::string table;                 // CSV
    std::vector<std::string> samplers; // "ddpm" or "ddpm:1000"
    std::vector<double> guidances;
    std::vector<int> ladder; // numbers of steps
};

const std::vector<std::string> kRaceColumns = {"name", "network_calls", "seconds", "distance"};

std::vector<std::string> cellsOf(const MadeVariations& made, std::size_t row, const std::string& name)
{
    const auto& result = made.finished.results.at(row);
    return {name, std::to_string(result.networkCalls), fixedText(result.seconds, 3), fixedText(result.distance, 6)};
}

std::string quoted(const std::string& text)
{
    return text.find_first_of(",\"") == std::string::npos ? text : '"' + text + '"'; // names have no quotes
}

std::string csvOf(const MadeVariations& made, const std::vector<std::string>& names)
{
    std::string text;
    const auto add = [&text](const std::vector<std::string>& cells) {
        for (std::size_t k = 0; k < cells.size(); ++k)
            text += (k == 0 ? "" : ",") + quoted(cells[k]);
        text += '\n';
    };
    add(kRaceColumns);
    for (std::size_t row = 0; row < names.size(); ++row)
        add(cellsOf(made, row, names[row]));
    return text;
}

void print(const MadeVariations& made, const std::vector<std::string>& names, const DrawOptions& options)
{
    if (options.json) {
        nlohmann::ordered_json rows = nlohmann::ordered_json::array();
        for (std::size_t row = 0; row < names.size(); ++row) {
            nlohmann::ordered_json one = {{"name", names[row]}};
            one.update(rowJson(made, row));
            rows.push_back(one);
        }
        return printJson({{"files", made.files},
                          {"seconds", made.seconds},
                          {"network_calls", made.networkCalls},
                          {"reference", names[std::size_t(made.finished.reference)]},
                          {"rows", rows},
                          {"recipe", recipeJson(made.recipe, options.request.fullPaths)}});
    }
    std::vector<std::vector<std::string>> rows;
    for (std::size_t row = 0; row < names.size(); ++row)
        rows.push_back(cellsOf(made, row, names[row]));
    printTable({"", "calls", "seconds", "distance"}, rows);
    printLine("Distance: root mean square to " + names[std::size_t(made.finished.reference)] + ", in [-1, 1].");
    printWritten(made.files, false);
}

int race(const RaceOptions& options, const std::vector<SampleChange>& changes)
{
    VariationsRequest request{options.draw.request, changes};
    for (const std::string& target : {options.draw.sheet, options.table})
        refuseOverwriting(target, {request.base.model});
    EventQueue events;
    Session session(events.listener());
    request.base.classes = classNumbers(session, events, request.base.model, options.draw.classes);
    MadeVariations made = makeVariations(session, events, request, options.draw.sheet);
    std::vector<std::string> names;
    for (std::size_t row = 0; row < made.rows.size(); ++row)
        names.push_back(nameOf(made.started.variations[row]));
    if (names.empty()) // interrupted before the first was done
        return interruptedCode();
    if (!options.table.empty()) {
        session.save({options.table, [text = csvOf(made, names)] { return text; }});
        const auto saved = events.await<Exported>();
        made.files.insert(made.files.end(), saved.files.begin(), saved.files.end());
    }
    print(made, names, options.draw);
    return made.finished.cancelled ? interruptedCode() : kDone;
}

// "ddpm:1000"
SampleChange samplerChange(const std::string& word)
{
    const auto colon = word.find(':');
    SampleChange change;
    change.sampler = word.substr(0, colon);
    const auto ids = idsOf(samplers());
    if (std::find(ids.begin(), ids.end(), change.sampler) == ids.end())
        throw CLI::ValidationError("--samplers", change.sampler + " is no sampler; list samplers names them");
    if (colon == std::string::npos)
        return change;
    int steps = 0;
    if (!CLI::detail::lexical_cast(word.substr(colon + 1), steps) || steps < 1)
        throw CLI::ValidationError("--samplers", word + ": after the colon comes a whole number of steps from 1");
    change.steps = steps;
    return change;
}

// Every sampler with every guidance.
std::vector<SampleChange> racersOf(const RaceOptions& options)
{
    std::vector<SampleChange> racers;
    for (const std::string& word : options.samplers)
        racers.push_back(samplerChange(word));
    if (racers.empty())
        racers.emplace_back();
    if (options.guidances.empty())
        return racers;
    std::vector<SampleChange> guided;
    for (SampleChange racer : racers)
        for (const double scale : options.guidances) {
            racer.guidanceScale = scale;
            guided.push_back(racer);
        }
    return guided;
}

void addRaceOptions(CLI::App& parser, RaceOptions& options)
{
    addDrawOptions(parser, options.draw, "files, seconds, network calls, rows, recipe");
    addSheet(parser, options.draw, "Contact sheet, PNG: a row of pictures each");
    addClasses(parser, options.draw);
    addCount(parser, options.draw.request, 8);
    parser.add_option("--csv", options.table, "The table")->check(fileNamed(".csv"));
}

} // namespace

Command addLadder(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("ladder", "The same pictures with fewer and fewer steps, compared");
    const auto options = std::make_shared<RaceOptions>();
    options->ladder = {1000, 100, 50, 20, 10, 5};
    addRaceOptions(*parser, *options);
    addSampler(*parser, options->draw.request);
    addGuidance(*parser, options->draw.request);
    parser
        ->add_option("--steps", options->ladder,
                     "Numbers of steps; the longest walk is what the others are compared with")
        ->delimiter(',')
        ->check(wholeNumberFrom(1))
        ->capture_default_str();
    options->params.add(*parser, paramsOf(samplers()));
    return {parser, [options] {
                SampleRequest& request = options->draw.request;
                request.params = options->params.values();
                const auto all = samplers();
                checkParams(
                    *std::find_if(all.begin(), all.end(), [&](const auto& s) { return s.id == request.sampler; }),
                    request.params);
                std::vector<SampleChange> changes;
                for (const int steps : options->ladder)
                    changes.emplace_back().steps = steps;
                return race(*options, changes);
            }};
}

Command addRace(CLI::App& program)
{
    CLI::App* parser =
        program.add_subcommand("race", "The same noise with several samplers or several guidance scales, compared");
    const auto options = std::make_shared<RaceOptions>();
    addRaceOptions(*parser, *options);
    addSteps(*parser, options->draw.request);
    auto* samplersOption =
        parser
            ->add_option("--samplers", options->samplers,
                         "Such as ddpm:1000,ddim,unipc:15: with steps of their own, else those of --steps")
            ->delimiter(',');
    auto* guidances = parser
                          ->add_option("--guidances", options->guidances,
                                       "Guidance scales, such as 0,1,2,4,7; with --samplers each with each")
                          ->delimiter(',')
                          ->check(numberBetween(0, 100));
    parser
        ->add_option("--null-class", options->draw.request.nullClass,
                     "The model's class for \"none\", where it does not say")
        ->check(wholeNumberFrom(0));
    return {parser, [options, samplersOption, guidances] {
                if (samplersOption->count() + guidances->count() == 0)
                    throw CLI::RequiredError("--samplers or --guidances");
                return race(*options, racersOf(*options));
            }};
}

} // namespace diffuscope::cli
