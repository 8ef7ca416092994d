#include "app/cli/commands/commands.h"
#include "core/session/tools.h"

#include <cstdio>

namespace diffuscope::cli {
namespace {

struct PredictOptions {
    std::string model, input, output;
};

} // namespace

Command addPredict(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("predict", "Evaluate a network once");
    const auto options = std::make_shared<PredictOptions>();
    parser->add_option("--model", options->model, "Model folder")->required();
    parser->add_option("--input", options->input, "safetensors file: sample, timestep, class_labels")->required();
    parser->add_option("--output", options->output, "safetensors file for the output")->required();
    return {parser, [options] {
                predictFile(options->model, options->input, options->output);
                std::printf("Written: %s\n", options->output.c_str());
                return kDone;
            }};
}

} // namespace diffuscope::cli
