#include "app/cli/commands/commands.h"
#include "app/cli/event_queue.h"
#include "app/cli/interrupt.h"
#include "app/cli/options.h"
#include "app/cli/output.h"

namespace diffuscope::cli {
namespace {

int convert(const ModelExportRequest& request, bool json)
{
    catchInterrupts();
    EventQueue events;
    Session session(events.listener());
    bool cancelled = false;
    {
        AnswerWatcher<Exported, ExportProgress> watcher("Drawing");
        const JobId job = session.exportModel(request);
        events.watch(watcher, [&session, job] { session.cancelExport(job); });
        cancelled = watcher.answer().cancelled;
    }
    if (cancelled)
        return interruptedCode();
    printWritten({request.target}, json);
    return kDone;
}

} // namespace

Command addConvert(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand(
        "convert", "Write a model as a diffusers folder to give away, with a model card, pictures and the run's loss");
    const auto request = std::make_shared<ModelExportRequest>();
    const auto dtype = std::make_shared<std::string>("fp32");
    const auto json = std::make_shared<bool>(false);
    parser->add_option("--model", request->model, "Model folder or run folder")->required();
    parser->add_option("--out", request->target, "Folder to write: new or empty")->required();
    parser->add_option("--dtype", *dtype, "Type of the weights: fp32 or fp16")
        ->check(CLI::IsMember({"fp32", "fp16"}))
        ->capture_default_str();
    parser->add_option("--pictures", request->pictures, "Drawn for the card with DDIM; 0: none")
        ->check(wholeNumberFrom(0, 64))
        ->capture_default_str();
    parser->add_option("--steps", request->steps, "Sampler steps for these")
        ->check(wholeNumberFrom(1))
        ->capture_default_str();
    parser->add_option("--seed", request->seed, "Picture k starts from seed + k")
        ->check(seedNumber())
        ->capture_default_str();
    parser->add_option("--data", request->source,
                       "Training set, in which the nearest picture to each drawn one is looked for");
    parser->add_option("--license", request->license, "As the Hub names it: cc-by-4.0, mit, other, ...")
        ->capture_default_str();
    parser->add_flag("--json", *json, "One JSON object on stdout: files");
    return {parser, [request, dtype, json] {
                request->halfFloats = *dtype == "fp16";
                return convert(*request, *json);
            }};
}

} // namespace diffuscope::cli
