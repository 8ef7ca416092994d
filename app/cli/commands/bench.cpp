#include "app/cli/bench_report.h"
#include "app/cli/commands/commands.h"
#include "app/cli/film_speed.h"
#include "app/cli/interrupt.h"
#include "app/cli/options.h"
#include "app/cli/progress.h"
#include "core/base/error.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace diffuscope::cli {
namespace {

struct BenchOptions {
    BenchmarkRequest request;
    std::vector<std::string> what = {"train", "sample"};
    bool json = false, films = false;
};

int bench(BenchOptions& options)
{
    if (options.films) {
        measureFilms(options.json);
        return kDone;
    }
    const auto wanted = [&options](const char* word) {
        return std::find(options.what.begin(), options.what.end(), word) != options.what.end();
    };
    options.request.train = wanted("train");
    options.request.sample = wanted("sample");
    catchInterrupts();
    Progress progress;
    const BenchmarkReport report = runBenchmark(
        options.request, {.begins = [&progress](const std::string& what) { progress.note("Measuring " + what); },
                          .stopped = interrupted});
    std::printf("%s", (options.json ? benchmarkJson(report) : benchmarkText(report)).c_str());
    if (!report.complete)
        throw Error("The benchmark was stopped before its end", "what it measured until then is above");
    return kDone;
}

std::string configHelp()
{
    std::string help = "What to measure: a model folder, or";
    for (const BenchmarkConfigInfo& info : benchmarkConfigs())
        help += "\n" + info.id + ": " + info.about;
    return help;
}

} // namespace

Command addBench(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("bench", "Measure how fast this machine trains and samples");
    const auto options = std::make_shared<BenchOptions>();
    BenchmarkRequest& request = options->request;
    parser->add_option("--config", request.config, configHelp())->capture_default_str();
    parser->add_option("--batch", request.batch, "Pictures that go through the network together; else the config's own")
        ->check(wholeNumberFrom(1, 4096));
    parser->add_option("--size", request.size, "Side of the pictures in pixels; else the config's own")
        ->check(wholeNumberFrom(8, 1024));
    parser->add_option("--width", request.width, "Multiplies the channels of small, medium and cifar")
        ->check(numberBetween(0.1, 8))
        ->capture_default_str();
    parser->add_option("--threads", request.threads, "Threads that compute; else all processors")
        ->check(wholeNumberFrom(1, 1024));
    parser->add_option("--seconds", request.seconds, "About how long each measurement takes")
        ->check(numberAboveZero())
        ->capture_default_str();
    parser
        ->add_option("--precision", request.precision,
                     "float32, bfloat16 or both; else both where the processor computes in bfloat16")
        ->check(CLI::IsMember({"float32", "bfloat16", "both"}));
    parser->add_option("--what", options->what, "train, sample or both: train,sample")
        ->delimiter(',')
        ->check(CLI::IsMember({"train", "sample"}));
    parser->add_flag("--films", options->films, "Instead: how fast films are written in each format");
    parser->add_flag("--json", options->json, "Machine-readable, with everything that was measured");
    return {parser, [options] { return bench(*options); }};
}

} // namespace diffuscope::cli
