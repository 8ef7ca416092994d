#include "app/cli/commands/commands.h"
#include "app/cli/options.h"
#include "app/cli/samples.h"

namespace diffuscope::cli {
namespace {

struct SampleOptions {
    SampleRequest request;
    ParamOptions params;
    std::string sheet, film;
};

} // namespace

Command addSample(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("sample", "Make pictures from noise");
    const auto options = std::make_shared<SampleOptions>();
    SampleRequest& request = options->request;
    addWalkOptions(*parser, request);
    parser->add_option("--sampler", request.sampler, "How to walk back")
        ->check(CLI::IsMember(idsOf(samplers())))
        ->capture_default_str();
    parser->add_option("--seed", request.seed, "Picture k starts from seed + k")
        ->check(seedNumber())
        ->capture_default_str();
    parser
        ->add_option("--seed-mode", request.seedMode,
                     "Who draws the noise: picture (each its own), diffusers (one torch generator, same pictures as "
                     "Python) or diffusers-list (a torch generator for each)")
        ->check(CLI::IsMember({"picture", "diffusers", "diffusers-list"}))
        ->capture_default_str();
    parser->add_option("--count", request.count, "Number of pictures")
        ->check(wholeNumberFrom(1))
        ->capture_default_str();
    parser
        ->add_option("--guidance-scale", request.guidanceScale, "Classifier-free guidance towards the class; 1 is none")
        ->check(CLI::Range(0.0, 100.0))
        ->capture_default_str();
    parser->add_option("--guidance-rescale", request.guidanceRescale, "Bring the contrast of guidance back, 0 to 1")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    parser->add_option("--null-class", request.nullClass, "The model's class for \"none\", where it does not say")
        ->check(wholeNumberFrom(0));
    parser->add_option("--noise", request.noiseFile, "safetensors file with x_T as \"noise\" [N, C, H, W]");
    auto* out = parser->add_option("--out", options->sheet, "Contact sheet, PNG")->check(fileNamed(".png"));
    auto* film = parser->add_option("--trajectory", options->film, "The way from noise to pictures, GIF")
                     ->check(fileNamed(".gif"));
    auto* raw = parser->add_option("--raw", request.rawFile, "safetensors file for \"images\" [N, C, H, W] in [-1, 1]");
    options->params.add(*parser, paramsOf(samplers()));
    return {parser, [options, out, film, raw] {
                if (out->count() + film->count() + raw->count() == 0)
                    throw CLI::RequiredError("--out, --trajectory or --raw");
                options->request.params = options->params.values();
                return makeSamples(options->request, options->sheet, options->film);
            }};
}

} // namespace diffuscope::cli
