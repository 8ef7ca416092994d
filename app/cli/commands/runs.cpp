#include "core/run/runs.h"
#include "app/cli/commands/commands.h"
#include "app/cli/output.h"
#include "app/cli/table.h"
#include "core/base/printable.h"
#include "core/session/catalog.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

namespace diffuscope::cli {
namespace {

struct RunsOptions {
    std::string folder, sort = "date";
    bool json = false;
};

std::string lossText(double loss)
{
    char text[40];
    std::snprintf(text, sizeof text, "%.4f", loss);
    return loss < 0 ? "-" : text;
}

std::string valueText(const ParamSpec& spec, const ParamValue& value)
{
    if (const auto* flag = std::get_if<bool>(&value))
        return *flag ? "on" : "off";
    if (const auto* whole = std::get_if<long long>(&value))
        return spec.lowestName.empty() || double(*whole) > spec.minimum ? std::to_string(*whole) : spec.lowestName;
    if (const auto* text = std::get_if<std::string>(&value))
        return *text;
    char text[40];
    std::snprintf(text, sizeof text, "%.6g", std::get<double>(value));
    return text;
}

// The end of a long path says more than its start.
std::string sourceText(const std::string& source)
{
    constexpr std::size_t kLongest = 28;
    if (source.size() <= kLongest)
        return source;
    const auto slash = source.find('/', source.size() - kLongest + 3);
    std::size_t start = slash == std::string::npos ? source.size() - kLongest + 3 : slash;
    while ((source[start] & 0xC0) == 0x80) // not inside a character
        ++start;
    return "..." + source.substr(start);
}

std::string stepText(const RunSummary& run) { return groupedText(run.step) + " / " + groupedText(run.totalSteps); }
std::string parametersText(const RunSummary& run)
{
    return run.parameterCount > 0 ? countText(run.parameterCount) : "-";
}

void sortRuns(std::vector<RunSummary>& runs, const std::string& by)
{
    const auto unknownLast = [](double loss) { return loss < 0 ? 1e300 : loss; };
    std::stable_sort(runs.begin(), runs.end(), [&](const RunSummary& a, const RunSummary& b) {
        if (by == "loss")
            return unknownLast(a.loss) < unknownLast(b.loss);
        if (by == "step")
            return a.step > b.step;
        return by == "name" ? a.name < b.name : a.modified > b.modified;
    });
}

// Settings that are not the same everywhere, a row for each run.
void printDifferences(const std::vector<RunSummary>& runs)
{
    std::vector<std::string> header = {"Run"};
    std::vector<std::vector<std::string>> rows;
    for (const RunSummary& run : runs)
        rows.push_back({run.name});
    for (const ParamSpec& spec : trainingParams()) {
        std::vector<std::string> values;
        for (const RunSummary& run : runs) {
            const auto found = run.settings.find(spec.key);
            values.push_back(found == run.settings.end() ? "-" : valueText(spec, found->second));
        }
        if (std::all_of(values.begin(), values.end(), [&](const std::string& v) { return v == values.front(); }))
            continue;
        header.push_back(spec.label);
        for (std::size_t k = 0; k < runs.size(); ++k)
            rows[k].push_back(values[k]);
    }
    if (header.size() == 1)
        std::printf("\nAll settings are the same.\n");
    else
        std::printf("\nWhat differs:\n%s", tableOf(header, rows).c_str());
}

void printTable(const std::vector<RunSummary>& all)
{
    std::vector<RunSummary> runs;
    std::vector<std::vector<std::string>> rows;
    for (const RunSummary& run : all)
        if (run.problem.empty()) {
            runs.push_back(run);
            rows.push_back({run.name, runStateName(run.state), stepText(run), lossText(run.loss),
                            lossText(run.validationLoss), parametersText(run), run.preset, sourceText(run.source),
                            dateText(run.modified)});
        }
    if (!runs.empty())
        std::printf(
            "%s",
            tableOf({"Name", "State", "Step", "Loss", "Validation", "Parameters", "Preset", "Dataset", "Changed"}, rows)
                .c_str());
    if (!runs.empty())
        std::printf("Loss: smoothed over about the last 100 steps. Validation: held-out pictures, averaged weights.\n");
    if (runs.size() > 1)
        printDifferences(runs);
    if (runs.size() < all.size())
        std::printf("%sNot shown:\n", runs.empty() ? "" : "\n");
    for (const RunSummary& run : all)
        if (!run.problem.empty())
            printLine("  " + run.name + ": " + run.problem);
}

void printOne(const RunSummary& run)
{
    const auto fact = [](const std::string& label, const std::string& value) {
        std::printf("  %-20s %s\n", label.c_str(), printable(value).c_str());
    };
    printLine(run.name + ": " + runStateName(run.state));
    fact("step", stepText(run));
    fact("loss", lossText(run.loss) + (run.loss < 0 ? "" : ", smoothed over about the last 100 steps"));
    fact("validation loss", lossText(run.validationLoss));
    fact("parameters", groupedText(run.parameterCount));
    fact("preset", run.preset);
    fact("dataset", run.source);
    fact("changed", dateText(run.modified));
    fact("folder", run.folder);
    std::printf("Settings:\n");
    for (const ParamSpec& spec : trainingParams())
        if (const auto found = run.settings.find(spec.key); found != run.settings.end())
            fact(spec.key, valueText(spec, found->second));
}

nlohmann::ordered_json jsonOf(const RunSummary& run)
{
    nlohmann::ordered_json settings = nlohmann::ordered_json::object();
    for (const auto& [key, value] : run.settings)
        std::visit([&settings, &key = key](const auto& held) { settings[key] = held; }, value);
    const auto known = [](double loss) { return loss < 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(loss); };
    return {{"name", run.name},
            {"folder", run.folder},
            {"state", runStateName(run.state)},
            {"step", run.step},
            {"total_steps", run.totalSteps},
            {"loss", known(run.loss)},
            {"validation_loss", known(run.validationLoss)},
            {"parameters", run.parameterCount},
            {"preset", run.preset},
            {"source", run.source},
            {"modified", run.modified},
            {"settings", settings},
            {"problem", run.problem}};
}

int show(const RunsOptions& options)
{
    std::vector<RunSummary> runs = listRuns(options.folder);
    sortRuns(runs, options.sort);
    if (options.json) {
        nlohmann::ordered_json all = nlohmann::ordered_json::array();
        for (const RunSummary& run : runs)
            all.push_back(jsonOf(run));
        printJson(all);
    } else if (runs.empty()) {
        printLine("There are no runs in " + options.folder +
                  ". A run is what diffuscope-cli train --out FOLDER leaves.");
    } else if (runs.size() == 1 && runs[0].folder == options.folder) {
        if (!runs[0].problem.empty())
            throw Error("The run cannot be read", runs[0].problem);
        printOne(runs[0]);
    } else {
        printTable(runs);
    }
    return kDone;
}

} // namespace

Command addRuns(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("runs", "Compare the runs in a folder, or show one");
    const auto options = std::make_shared<RunsOptions>();
    parser->add_option("folder", options->folder, "Folder of runs, or a run")->required();
    parser->add_flag("--json", options->json, "Machine-readable, with every setting");
    parser->add_option("--sort", options->sort, "loss (lowest first), step (most first), date (newest first) or name")
        ->check(CLI::IsMember({"loss", "step", "date", "name"}))
        ->capture_default_str();
    return {parser, [options] { return show(*options); }};
}

} // namespace diffuscope::cli
