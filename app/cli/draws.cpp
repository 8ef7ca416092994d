#include "app/cli/draws.h"

#include "app/cli/options.h"
#include "app/cli/samples.h"

namespace diffuscope::cli {

void addDrawOptions(CLI::App& parser, DrawOptions& options, const std::string& jsonHelp)
{
    SampleRequest& request = options.request;
    parser.add_option("MODEL", request.model, "Run folder or diffusers model folder")->required();
    parser.add_option("--spacing", request.spacing, "Which timesteps")
        ->check(CLI::IsMember({"model", "leading", "trailing", "linspace"}))
        ->capture_default_str();
    parser.add_flag("--full-paths", request.fullPaths,
                    "Keep paths in the recipe also where they lead through your home folder");
    addMetadata(parser, request.metadata);
    parser.add_flag("--json", options.json, "One JSON object on stdout: " + jsonHelp);
}

void addSampler(CLI::App& parser, SampleRequest& request)
{
    parser.add_option("--sampler", request.sampler, "How to walk back from noise")
        ->check(CLI::IsMember(idsOf(samplers())))
        ->capture_default_str();
}

void addSteps(CLI::App& parser, SampleRequest& request)
{
    parser.add_option("--steps", request.steps, "Sampler steps")->check(wholeNumberFrom(1))->capture_default_str();
}

void addGuidance(CLI::App& parser, SampleRequest& request)
{
    parser
        .add_option("--guidance-scale", request.guidanceScale, "Classifier-free guidance towards the class; 1 is none")
        ->check(numberBetween(0, 100))
        ->capture_default_str();
    parser.add_option("--null-class", request.nullClass, "The model's class for \"none\", where it does not say")
        ->check(wholeNumberFrom(0));
}

void addCount(CLI::App& parser, SampleRequest& request, int usual)
{
    request.count = usual;
    parser.add_option("--count", request.count, "Number of pictures")->check(wholeNumberFrom(1))->capture_default_str();
    parser.add_option("--seed", request.seed, "Picture k starts from seed + k")
        ->check(seedNumber())
        ->capture_default_str();
}

CLI::Option* addSheet(CLI::App& parser, DrawOptions& options, const std::string& help)
{
    return parser.add_option("--out", options.sheet, help)->check(fileNamed(".png"));
}

CLI::Option* addClasses(CLI::App& parser, DrawOptions& options)
{
    return parser
        .add_option("--class", options.classes,
                    "Class of all pictures, or one for each: names or numbers; what is both is taken as a name")
        ->delimiter(',');
}

} // namespace diffuscope::cli
