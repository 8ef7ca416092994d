#include "app/cli/commands/commands.h"
#include "app/cli/output.h"
#include "core/session/files/tools.h"

namespace diffuscope::cli {
namespace {

struct PredictOptions {
    std::string model, input, output;
    bool json = false;
};

} // namespace

Command addPredict(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("predict", "Evaluate a network once");
    const auto options = std::make_shared<PredictOptions>();
    parser->add_option("--model", options->model, "Model folder")->required();
    parser->add_option("--input", options->input, "safetensors file: sample, timestep, class_labels")->required();
    parser->add_option("--output", options->output, "safetensors file for the output")->required();
    parser->add_flag("--json", options->json, "One JSON object on stdout: files");
    return {parser, [options] {
                refuseOverwriting(options->output, {options->input, options->model});
                predictFile(options->model, options->input, options->output);
                printWritten({options->output}, options->json);
                return kDone;
            }};
}

} // namespace diffuscope::cli
