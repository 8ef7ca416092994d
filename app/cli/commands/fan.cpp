#include "app/cli/commands/commands.h"
#include "app/cli/draws.h"
#include "app/cli/fans.h"
#include "app/cli/interrupt.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/samples.h"
#include "app/cli/table.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace diffuscope::cli {
namespace {

struct FanOptions {
    DrawOptions draw;
    FuturesRequest futures;
    std::vector<int> timesteps;
    std::string means, table;
};

// How much of what will be seen is settled: 1 - spread / the largest one, which is at the noisiest stop as a rule.
double settledAt(const Fan& fan, std::size_t point)
{
    double most = 0;
    for (const FuturesFrom& from : fan.points)
        most = std::max(most, from.spread);
    return most > 0 ? 1 - fan.points[point].spread / most : 1;
}

std::string curveCsv(const Fan& fan)
{
    std::string text = "timestep,alpha_bar,spread,settled\n";
    for (std::size_t k = 0; k < fan.points.size(); ++k) {
        const FuturesFrom& from = fan.points[k];
        text += std::to_string(from.step - 1) + ',' + fixedText(from.alphaBar, 9) + ',' + fixedText(from.spread, 6) +
                ',' + fixedText(settledAt(fan, k), 6) + '\n';
    }
    return text;
}

// Black where all futures agree, white where they differ by half the range of pictures or more.
Image deviationPicture(const Image& variance)
{
    Image picture = variance;
    for (float& value : picture.values)
        value = std::clamp(2 * std::sqrt(value) - 1, -1.0f, 1.0f);
    return picture;
}

// Under each mean where the futures differ.
void writeMeans(Session& session, EventQueue& events, Fan& fan, const std::string& target)
{
    std::vector<Image> pictures, deviations;
    for (const FuturesFrom& from : fan.points) {
        pictures.push_back(from.mean);
        deviations.push_back(deviationPicture(from.variance));
    }
    const auto columns = static_cast<long long>(pictures.size());
    pictures.insert(pictures.end(), deviations.begin(), deviations.end());
    session.exportImages({"contact_sheet", target, {{"columns", columns}}, pictures, {}});
    const auto files = events.await<Exported>().files;
    fan.files.insert(fan.files.end(), files.begin(), files.end());
}

void writeTable(Session& session, EventQueue& events, Fan& fan, const std::string& target)
{
    session.save({target, [text = curveCsv(fan)] { return text; }});
    const auto saved = events.await<Exported>().files;
    fan.files.insert(fan.files.end(), saved.begin(), saved.end());
}

void printFan(const Fan& fan, const FanOptions& options)
{
    if (!options.draw.json) {
        std::vector<std::vector<std::string>> rows;
        for (std::size_t k = 0; k < fan.points.size(); ++k)
            rows.push_back({std::to_string(fan.points[k].step - 1), fixedText(fan.points[k].spread, 4),
                            fixedText(settledAt(fan, k), 3)});
        printTable({"timestep", "spread", "settled"}, rows);
        return printWritten(fan.files, false);
    }
    nlohmann::ordered_json points = nlohmann::ordered_json::array();
    for (std::size_t k = 0; k < fan.points.size(); ++k)
        points.push_back({{"timestep", fan.points[k].step - 1},
                          {"alpha_bar", fan.points[k].alphaBar},
                          {"spread", fan.points[k].spread},
                          {"settled", settledAt(fan, k)}});
    printJson({{"files", fan.files},
               {"seconds", fan.finished.seconds},
               {"network_calls", fan.finished.networkCalls},
               {"futures", options.futures.futures},
               {"points", points},
               {"recipe", recipeJson(fan.started.recipe, options.draw.request.fullPaths)}});
}

int fan(const FanOptions& options)
{
    FuturesRequest request = options.futures;
    request.walk = options.draw.request;
    for (const std::string& target : {options.draw.sheet, options.means, options.table})
        refuseOverwriting(target, {request.walk.model});
    EventQueue events;
    Session session(events.listener());
    request.walk.classes = classNumbers(session, events, request.walk.model, options.draw.classes);
    for (const int timestep : options.timesteps)
        request.steps.push_back(timestep + 1);
    Fan made = makeFan(session, events, request, options.draw.sheet);
    if (!options.means.empty() && !made.points.empty())
        writeMeans(session, events, made, options.means);
    if (!options.table.empty())
        writeTable(session, events, made, options.table);
    printFan(made, options);
    return made.finished.cancelled ? interruptedCode() : kDone;
}

} // namespace

Command addFan(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand(
        "fan", "What may still become of a picture, from steps on its way: many futures of each");
    const auto options = std::make_shared<FanOptions>();
    SampleRequest& walk = options->draw.request;
    addDrawOptions(*parser, options->draw, "files, seconds, network calls, points, recipe");
    auto* at =
        parser
            ->add_option("--at", options->timesteps,
                         "Timesteps, 0 to T - 1, such as 999,600,300; each is taken at the nearest stop of the walk")
            ->delimiter(',')
            ->check(wholeNumberFrom(0));
    auto* every =
        parser
            ->add_option("--every", options->futures.every, "From every so many stops of the walk, for the whole curve")
            ->check(wholeNumberFrom(1))
            ->excludes(at);
    parser->add_option("--futures", options->futures.futures, "From each")
        ->check(wholeNumberFrom(2, 1024))
        ->capture_default_str();
    parser->add_option("--futures-seed", options->futures.seed, "Of their noise: future k draws from this + k")
        ->check(seedNumber())
        ->capture_default_str();
    parser->add_option("--seed", walk.seed, "Of the walk that they leave")->check(seedNumber())->capture_default_str();
    parser->add_option("--class", options->draw.classes, "Class of the picture: a name or a number")->expected(1);
    walk.sampler = "ddpm";
    addSampler(*parser, walk);
    addSteps(*parser, walk);
    addGuidance(*parser, walk);
    addSheet(*parser, options->draw, "Contact sheet of the futures, PNG: a row for each step");
    parser->add_option("--means", options->means, "PNG: their means, and under each where they differ")
        ->check(fileNamed(".png"));
    parser->add_option("--csv", options->table, "The curve: spread and settled share by timestep")
        ->check(fileNamed(".csv"));
    return {parser, [options, at, every] {
                if (at->count() + every->count() == 0)
                    throw CLI::RequiredError("--at or --every");
                return fan(*options);
            }};
}

} // namespace diffuscope::cli
