#include "app/cli/bench_report.h"

#include "app/cli/table.h"
#include "core/base/memory.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace diffuscope::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string joined(const std::vector<std::string>& words)
{
    std::string all;
    for (const std::string& word : words)
        all += (all.empty() ? "" : " ") + word;
    return all.empty() ? "none known" : all;
}

std::string percent(double share) { return fixedText(100 * share, 1) + " %"; }

std::string headOf(const BenchmarkReport& report)
{
    const BenchmarkMachine& machine = report.machine;
    const std::string side = std::to_string(report.side);
    return "Machine   " + machine.cpu + ", " + std::to_string(machine.threads) + " threads\n          " +
           joined(machine.instructionSets) + "\n          LibTorch " + machine.libtorch + ", BLAS " + machine.blas +
           "\nNetwork   " + report.config + ": " + countText(report.parameters) + " parameters, " +
           fixedText(report.gflopPerImage, 3) + " GFLOP a picture, " + side + "x" + side + "x" +
           std::to_string(report.channels) + ", batch " + std::to_string(report.batch) + "\n";
}

std::string ceilingsOf(const BenchmarkReport& report)
{
    std::vector<std::vector<std::string>> rows;
    for (const BenchmarkCeiling& ceiling : report.ceilings) {
        const std::string side = std::to_string(ceiling.side);
        rows.push_back({ceiling.precision, fixedText(ceiling.gflops, 1),
                        std::to_string(ceiling.channels) + " channels, " + side + "x" + side + ", batch " +
                            std::to_string(ceiling.batch)});
    }
    return tableOf({"ceiling", "GFLOP/s", "3x3 convolution of"}, rows);
}

std::string throughputOf(const BenchmarkReport& report)
{
    std::vector<std::vector<std::string>> rows;
    for (const BenchmarkMeasurement& one : report.measurements)
        rows.push_back({one.what, one.precision, fixedText(one.imagesPerSecond, 2),
                        fixedText(one.slowest, 2) + " to " + fixedText(one.fastest, 2),
                        fixedText(one.stepSeconds * 1000, 1), fixedText(one.gflops, 1), percent(one.shareOfCeiling),
                        one.peakMemory > 0 ? memoryText(one.peakMemory) : "unknown"});
    return tableOf({"", "precision", "pictures/s", "rounds", "ms a step", "GFLOP/s", "of ceiling", "peak memory"},
                   rows);
}

// A column a measurement, a row a kind.
std::string breakdownOf(const BenchmarkReport& report)
{
    std::vector<std::string> header = {"ms a step"};
    std::vector<std::vector<std::string>> rows;
    for (const BenchmarkMeasurement& one : report.measurements) {
        if (one.kinds.empty())
            continue;
        header.push_back(one.what + ", " + one.precision);
        rows.resize(one.kinds.size() + 1);
        for (std::size_t k = 0; k < one.kinds.size(); ++k) {
            if (rows[k].empty())
                rows[k].push_back(one.kinds[k].kind);
            rows[k].push_back(fixedText(one.kinds[k].seconds * 1000, 1) + "  " +
                              percent(one.kinds[k].seconds / one.observedStepSeconds));
        }
        if (rows.back().empty())
            rows.back().push_back("observed in all");
        rows.back().push_back(fixedText(one.observedStepSeconds * 1000, 1));
    }
    return rows.empty() ? "" : tableOf(header, rows);
}

Json machineJson(const BenchmarkMachine& machine)
{
    return {{"cpu", machine.cpu},
            {"instruction_sets", machine.instructionSets},
            {"threads", machine.threads},
            {"bfloat16_native", machine.nativeBfloat16},
            {"libtorch", machine.libtorch},
            {"blas", machine.blas},
            {"blas_optimised", machine.optimisedBlas}};
}

Json measurementJson(const BenchmarkMeasurement& one)
{
    Json json = {{"what", one.what},
                 {"precision", one.precision},
                 {"pictures_per_second", one.imagesPerSecond},
                 {"pictures_per_second_least", one.slowest},
                 {"pictures_per_second_most", one.fastest},
                 {"step_ms", one.stepSeconds * 1000},
                 {"rounds", one.rounds},
                 {"steps_per_round", one.stepsPerRound},
                 {"gflops", one.gflops},
                 {"share_of_ceiling", one.shareOfCeiling},
                 {"peak_memory_bytes", one.peakMemory},
                 {"observed_step_ms", one.observedStepSeconds * 1000}};
    json["breakdown"] = Json::array();
    for (const OperatorTime& kind : one.kinds)
        json["breakdown"].push_back({{"kind", kind.kind},
                                     {"ms", kind.seconds * 1000},
                                     {"share", kind.seconds / one.observedStepSeconds},
                                     {"calls", kind.calls}});
    json["operators"] = Json::array();
    for (const OperatorTime& op : one.operators)
        json["operators"].push_back(
            {{"name", op.name}, {"kind", op.kind}, {"ms", op.seconds * 1000}, {"calls", op.calls}});
    return json;
}

} // namespace

std::string benchmarkText(const BenchmarkReport& report)
{
    std::string text = headOf(report);
    for (const std::string& part : {ceilingsOf(report), throughputOf(report), breakdownOf(report)})
        text += "\n" + part;
    for (const std::string& note : report.notes)
        text += "Note: " + note + "\n";
    return text;
}

std::string benchmarkJson(const BenchmarkReport& report)
{
    Json json = {{"config", report.config},
                 {"parameters", report.parameters},
                 {"gflop_per_picture", report.gflopPerImage},
                 {"channels", report.channels},
                 {"size", report.side},
                 {"batch", report.batch},
                 {"machine", machineJson(report.machine)}};
    json["ceiling"] = Json::array();
    for (const BenchmarkCeiling& one : report.ceilings)
        json["ceiling"].push_back({{"precision", one.precision},
                                   {"gflops", one.gflops},
                                   {"channels", one.channels},
                                   {"size", one.side},
                                   {"batch", one.batch}});
    json["measurements"] = Json::array();
    std::uint64_t peak = 0;
    for (const BenchmarkMeasurement& one : report.measurements) {
        json["measurements"].push_back(measurementJson(one));
        peak = std::max(peak, one.peakMemory);
    }
    json["peak_memory_bytes"] = peak;
    json["notes"] = report.notes;
    json["complete"] = report.complete;
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace diffuscope::cli
