#include "app/cli/commands/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "core/base/error.h"
#include "core/base/printable.h"
#include "core/session/files/tools.h"

#include <nlohmann/json.hpp>

namespace diffuscope::cli {
namespace {

void print(const InspectReport& report, const std::string& path)
{
    printLine(path + ": " + report.kind);
    for (const auto& [label, value] : report.facts) {
        const std::string name = printable(label);
        printLine("  " + name + std::string(name.size() < 20 ? 21 - name.size() : 1, ' ') + value);
    }
    for (const std::string& problem : report.problems)
        printLine("  problem: " + problem);
}

// A dataset with some unreadable files is still a dataset; anything without facts is of no use.
bool unusable(const InspectReport& report)
{
    return !report.problems.empty() && (report.kind != "dataset" || report.facts.empty());
}

} // namespace

Command addInspect(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("inspect", "Say what a path holds and what is wrong with it");
    struct Options {
        std::string path;
        bool json = false;
        InspectOptions dataset;
    };
    const auto options = std::make_shared<Options>();
    parser->add_option("path", options->path, "Picture, dataset, model folder or run folder")->required();
    parser->add_flag("--json", options->json, "Machine-readable");
    parser->add_option("--size", options->dataset.size, "Datasets: side of the pictures in pixels")
        ->capture_default_str()
        ->check(wholeNumberFrom(8, 1024));
    parser
        ->add_option("--sheet", options->dataset.sheet,
                     "Datasets: write a PNG of up to 64 pictures as the network will see them")
        ->check(fileNamed(".png"));
    parser
        ->add_option("--arrays", options->dataset.arrays,
                     "Datasets: write all pictures as the network will see them, and their classes, as safetensors")
        ->check(fileNamed(".safetensors"));
    return {parser, [options] {
                refuseOverwriting(options->dataset.sheet, {options->path});
                refuseOverwriting(options->dataset.arrays, {options->path});
                InspectReport report;
                {
                    Progress progress; // of a large set; its line ends before the report begins
                    options->dataset.progress = [&progress](int done, int total) {
                        progress.show(total > 0 ? "Reading" : "Looking for pictures", done, total);
                    };
                    report = inspect(options->path, options->dataset);
                }
                if (options->json)
                    printJson(nlohmann::ordered_json::parse(report.json));
                else
                    print(report, options->path);
                if (unusable(report)) // the report has said the rest
                    throw Error(report.problems.front(), {});
                return kDone;
            }};
}

} // namespace diffuscope::cli
