#include "app/cli/commands/commands.h"
#include "app/cli/options.h"
#include "app/cli/samples.h"

namespace diffuscope::cli {
namespace {

struct InvertOptions {
    SampleRequest request;
    ParamOptions params;
    std::string sheet;
};

} // namespace

Command addInvert(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("invert", "Find the noise that DDIM turns into a picture");
    const auto options = std::make_shared<InvertOptions>();
    SampleRequest& request = options->request;
    const CatalogEntry inverter = inverters().front();
    request.sampler = inverter.id;
    addWalkOptions(*parser, request);
    parser->add_option("--image", request.imageFiles, "Picture files; they are fitted to the model's size")->required();
    parser->add_option("--out", request.rawFile, "safetensors file for \"noise\" [N, C, H, W]; sample --noise takes it")
        ->required();
    parser->add_option("--sheet", options->sheet, "Contact sheet of the noise, PNG")->check(fileNamed(".png"));
    options->params.add(*parser, inverter.params);
    return {parser, [options] {
                options->request.params = options->params.values();
                return makeSamples(options->request, options->sheet, {});
            }};
}

} // namespace diffuscope::cli
