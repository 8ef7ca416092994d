#include "app/cli/commands/commands.h"
#include "app/cli/draws.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/samples.h"

namespace diffuscope::cli {
namespace {

struct InterpolateOptions {
    DrawOptions draw;
    std::vector<std::uint64_t> seeds;
    std::vector<std::string> images;
    bool straight = false;
    int refinements = Interpolation().refinements;
    std::string film;
};

int interpolate(const InterpolateOptions& options)
{
    SampleRequest request = options.draw.request;
    request.between = Interpolation();
    request.between->straight = options.straight;
    request.between->refinements = options.refinements;
    if (!options.seeds.empty()) {
        request.seed = options.seeds[0];
        request.between->seed = options.seeds[1];
    } else {
        request.between->a.file = options.images[0];
        request.between->b.file = options.images[1];
        request.params["clip"] = std::string("off"); // so that the ends are these pictures
    }
    for (const std::string& target : {options.draw.sheet, options.film}) {
        refuseOverwriting(target, options.images);
        refuseOverwriting(target, {request.model});
    }
    EventQueue events;
    Session session(events.listener());
    request.classes = classNumbers(session, events, request.model, options.draw.classes);
    MadeSamples made = makeSamples(session, events, request, {options.draw.sheet, {}});
    if (!options.film.empty()) {
        const std::string recipe = keptRecipe(made.recipe, request);
        session.exportImages({filmFormat(options.film), options.film, {{"ping_pong", true}}, made.images, recipe});
        const auto exported = events.await<Exported>();
        made.files.insert(made.files.end(), exported.files.begin(), exported.files.end());
    }
    printSamples(made, options.draw.json, request.fullPaths);
    return kDone;
}

} // namespace

Command addInterpolate(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("interpolate", "Pictures on the way from one noise to another");
    const auto options = std::make_shared<InterpolateOptions>();
    SampleRequest& request = options->draw.request;
    addDrawOptions(*parser, options->draw, "files, seconds, network calls, recipe");
    auto* seeds = parser->add_option("--seeds", options->seeds, "Of the two ends, such as 3,8")
                      ->delimiter(',')
                      ->expected(2)
                      ->check(seedNumber());
    auto* images =
        parser
            ->add_option("--from-images", options->images,
                         "Two picture files; DDIM inversion finds their noise, with as many steps; x0 is not limited")
            ->delimiter(',')
            ->expected(2)
            ->excludes(seeds);
    request.count = 9;
    parser->add_option("--count", request.count, "Pictures, with both ends")
        ->check(wholeNumberFrom(2))
        ->capture_default_str();
    parser->add_flag("--straight", options->straight,
                     "Along the straight line, where noise loses its length, and not on the great circle (slerp)");
    parser
        ->add_option("--refinements", options->refinements,
                     "Of each step of the inversion, a network call more each, so that the way back meets the picture")
        ->check(wholeNumberFrom(0, Interpolation::kMostRefinements))
        ->capture_default_str();
    parser->add_option("--class", options->draw.classes, "Class of all pictures, where the model has classes")
        ->expected(1);
    addSampler(*parser, request);
    addSteps(*parser, request);
    addGuidance(*parser, request);
    auto* out = addSheet(*parser, options->draw, "Contact sheet, PNG");
    auto* film = parser->add_option("--film", options->film, "From one to the other and back: " + filmEndings())
                     ->check(filmNamed());
    return {parser, [options, seeds, images, out, film] {
                if (seeds->count() + images->count() == 0)
                    throw CLI::RequiredError("--seeds or --from-images");
                if (out->count() + film->count() == 0)
                    throw CLI::RequiredError("--out or --film");
                return interpolate(*options);
            }};
}

} // namespace diffuscope::cli
