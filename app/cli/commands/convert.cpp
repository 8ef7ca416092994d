#include "app/cli/commands/commands.h"
#include "app/cli/output.h"
#include "core/session/tools.h"

namespace diffuscope::cli {
namespace {

struct ConvertOptions {
    std::string model, target, dtype = "fp32";
    bool json = false;
};

} // namespace

Command addConvert(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("convert", "Write a model as a plain diffusers folder");
    const auto options = std::make_shared<ConvertOptions>();
    parser->add_option("--model", options->model, "Model folder or run folder")->required();
    parser->add_option("--out", options->target, "Folder to write: new or empty")->required();
    parser->add_option("--dtype", options->dtype, "Type of the weights: fp32 or fp16")
        ->check(CLI::IsMember({"fp32", "fp16"}))
        ->capture_default_str();
    parser->add_flag("--json", options->json, "One JSON object on stdout: files");
    return {parser, [options] {
                convertModel(options->model, options->target, options->dtype == "fp16");
                printWritten({options->target}, options->json);
                return kDone;
            }};
}

} // namespace diffuscope::cli
