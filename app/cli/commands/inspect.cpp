#include "app/cli/commands/commands.h"
#include "app/cli/progress.h"
#include "core/base/error.h"
#include "core/base/printable.h"
#include "core/session/tools.h"

#include <cstdio>

namespace diffuscope::cli {
namespace {

void print(const InspectReport& report, const std::string& path)
{
    std::printf("%s: %s\n", printable(path).c_str(), report.kind.c_str());
    for (const auto& [label, value] : report.facts)
        std::printf("  %-20s %s\n", printable(label).c_str(), printable(value).c_str());
    for (const std::string& problem : report.problems)
        std::printf("  problem: %s\n", printable(problem).c_str());
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
        ->check(CLI::Range(8, 1024));
    parser->add_option("--sheet", options->dataset.sheet,
                       "Datasets: write a PNG of up to 64 pictures as the network will see them");
    return {parser, [options] {
                InspectReport report;
                {
                    Progress progress; // of a large set; its line ends before the report begins
                    options->dataset.progress = [&progress](int done, int total) {
                        progress.show(total > 0 ? "Reading" : "Looking for pictures", done, total);
                    };
                    report = inspect(options->path, options->dataset);
                }
                if (options->json)
                    std::printf("%s\n", report.json.c_str());
                else
                    print(report, options->path);
                if (unusable(report))
                    throw Error("This cannot be used", report.problems.front());
                return kDone;
            }};
}

} // namespace diffuscope::cli
