#include "app/cli/commands/commands.h"
#include "app/cli/draws.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/samples.h"

namespace diffuscope::cli {
namespace {

using Way = SecondReading::Way;

// A picture of two classes.
struct ReadingOptions {
    DrawOptions draw;
    std::string first, second; // names or numbers
    std::string turn = "180", film;
    double blur = SecondReading().blur;
};

int drawBoth(const ReadingOptions& options, Way way)
{
    SampleRequest request = options.draw.request;
    for (const std::string& target : {options.draw.sheet, options.film})
        refuseOverwriting(target, {request.model});
    EventQueue events;
    Session session(events.listener());
    const auto labels = classNumbers(session, events, request.model, {options.first, options.second});
    request.classes = {labels[0]};
    request.second = SecondReading{way, labels[1], options.blur};
    const MadeSamples made = makeSamples(session, events, request, {options.draw.sheet, options.film});
    printSamples(made, options.draw.json, request.fullPaths);
    return kDone;
}

void addReadingOptions(CLI::App& parser, ReadingOptions& options)
{
    addDrawOptions(parser, options.draw, "files, seconds, network calls, recipe");
    addCount(parser, options.draw.request, 12);
    addSampler(parser, options.draw.request);
    addSteps(parser, options.draw.request);
    addGuidance(parser, options.draw.request);
    parser.add_option("--trajectory", options.film, "The way from noise to pictures, GIF")->check(fileNamed(".gif"));
    addSheet(parser, options.draw, "Contact sheet, PNG")->required();
}

} // namespace

Command addAnagram(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("anagram", "Pictures that are one class upright and another one turned");
    const auto options = std::make_shared<ReadingOptions>();
    addReadingOptions(*parser, *options);
    parser->add_option("--class", options->first, "Class of the picture upright: a name or a number")->required();
    parser->add_option("--class-turned", options->second, "Class of the picture turned")->required();
    parser->add_option("--turn", options->turn, "By 180 degrees, by 90 clockwise, or in the mirror")
        ->check(CLI::IsMember({"180", "90", "mirror"}))
        ->capture_default_str();
    return {parser, [options] {
                return drawBoth(*options, options->turn == "180"  ? Way::HalfTurn
                                          : options->turn == "90" ? Way::QuarterTurn
                                                                  : Way::Mirror);
            }};
}

Command addHybrid(CLI::App& program)
{
    CLI::App* parser =
        program.add_subcommand("hybrid", "Pictures that are one class from afar and another one near by");
    const auto options = std::make_shared<ReadingOptions>();
    addReadingOptions(*parser, *options);
    parser->add_option("--class", options->first, "Class of the low frequencies, seen from afar: a name or a number")
        ->required();
    parser->add_option("--class-near", options->second, "Class of the high frequencies, seen near by")->required();
    parser->add_option("--blur", options->blur, "Pixels: standard deviation of the Gaussian that parts them")
        ->check(numberBetween(0, 64))
        ->capture_default_str();
    return {parser, [options] { return drawBoth(*options, Way::Frequencies); }};
}

} // namespace diffuscope::cli
