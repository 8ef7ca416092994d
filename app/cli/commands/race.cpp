#include "app/cli/commands/commands.h"
#include "app/cli/draws.h"
#include "app/cli/interrupt.h"
#include "app/cli/judgement.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/samples.h"
#include "app/cli/table.h"
#include "app/cli/variations.h"
#include "core/recipe/recipe.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace diffuscope::cli {
namespace {

struct RaceOptions {
    DrawOptions draw;
    ParamOptions params;
    std::string table;                 // CSV
    std::vector<std::string> samplers; // "ddpm" or "ddpm:1000"
    std::vector<double> guidances;
    std::vector<int> ladder; // numbers of steps
    bool judge = false;
};

// What the rows are told in: a column for each.
struct RaceResult {
    std::vector<std::string> names;
    std::optional<Judgement> judgement;
    bool varies = false; // more than one picture each

    std::vector<std::string> columns(const std::vector<std::string>& always, const std::string& classColumn) const
    {
        std::vector<std::string> all = always;
        if (varies)
            all.push_back("variety");
        if (judgement)
            all.push_back(classColumn);
        return all;
    }
    std::vector<std::string> cellsOf(const MadeVariations& made, std::size_t row) const
    {
        const auto& result = made.finished.results.at(row);
        std::vector<std::string> cells = {names[row], std::to_string(result.networkCalls), fixedText(result.seconds, 3),
                                          fixedText(result.distance, 6)};
        if (varies)
            cells.push_back(fixedText(result.variety, 6));
        if (judgement)
            cells.push_back(fixedText(judgement->asTheirClass.at(row), 4));
        return cells;
    }
};

std::string quoted(const std::string& text)
{
    return text.find_first_of(",\"") == std::string::npos ? text : '"' + text + '"'; // names have no quotes
}

std::string csvOf(const MadeVariations& made, const RaceResult& told)
{
    std::string text;
    const auto add = [&text](const std::vector<std::string>& cells) {
        for (std::size_t k = 0; k < cells.size(); ++k)
            text += (k == 0 ? "" : ",") + quoted(cells[k]);
        text += '\n';
    };
    add(told.columns({"name", "network_calls", "seconds", "distance"}, "as_its_class"));
    for (std::size_t row = 0; row < told.names.size(); ++row)
        add(told.cellsOf(made, row));
    return text;
}

void printRaceJson(const MadeVariations& made, const RaceResult& told, const DrawOptions& options)
{
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (std::size_t row = 0; row < told.names.size(); ++row) {
        nlohmann::ordered_json one = {{"name", told.names[row]}};
        one.update(rowJson(made, row));
        if (told.judgement)
            one["as_its_class"] = told.judgement->asTheirClass.at(row);
        rows.push_back(one);
    }
    nlohmann::ordered_json json = {{"files", made.files},
                                   {"seconds", made.seconds},
                                   {"network_calls", made.networkCalls},
                                   {"reference", told.names[std::size_t(made.finished.reference)]},
                                   {"rows", rows}};
    if (told.judgement)
        json["judge"] = {{"network_calls", told.judgement->networkCalls}, {"seconds", told.judgement->seconds}};
    json["recipe"] = recipeJson(made.recipe, options.request.fullPaths);
    printJson(json);
}

void print(const MadeVariations& made, const RaceResult& told, const DrawOptions& options)
{
    if (options.json)
        return printRaceJson(made, told, options);
    std::vector<std::vector<std::string>> rows;
    for (std::size_t row = 0; row < told.names.size(); ++row)
        rows.push_back(told.cellsOf(made, row));
    printTable(told.columns({"", "calls", "seconds", "distance"}, "as its class"), rows);
    printLine("Distance: root mean square to " + told.names[std::size_t(made.finished.reference)] + ", in [-1, 1].");
    if (told.varies)
        printLine("Variety: the same of a row's pictures to each other.");
    if (told.judgement)
        printLine("As its class: the share of its pictures that the network takes for the class they were drawn for.");
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
    const ModelOpened model = options.judge ? judgingModel(session, events, request.base.model) : ModelOpened();
    MadeVariations made = makeVariations(session, events, request, options.draw.sheet);
    RaceResult told;
    told.varies = !made.rows.empty() && made.rows.front().size() > 1;
    for (std::size_t row = 0; row < made.rows.size(); ++row)
        told.names.push_back(nameOf(made.started.variations[row]));
    if (told.names.empty()) // interrupted before the first was done
        return interruptedCode();
    if (options.judge && !made.finished.cancelled)
        told.judgement = judgeRows(session, events, request, made, model);
    if (!options.table.empty()) {
        session.save({options.table, [text = csvOf(made, told)] { return text; }});
        const auto saved = events.await<Exported>();
        made.files.insert(made.files.end(), saved.files.begin(), saved.files.end());
    }
    print(made, told, options.draw);
    return interrupted() ? interruptedCode() : kDone;
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
    parser.add_flag("--judge", options.judge,
                    "How many of each row's pictures the network takes for the class that they were drawn for; says "
                    "first how many calls that takes");
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
