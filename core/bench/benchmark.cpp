#include "core/bench/benchmark.h"

#include "core/base/error.h"
#include "core/bench/benchmark_ceiling.h"
#include "core/bench/benchmark_configs.h"
#include "core/bench/benchmark_rounds.h"
#include "core/bench/benchmark_work.h"
#include "core/bench/machine_facts.h"
#include "core/bench/network_flops.h"
#include "core/bench/operator_kinds.h"
#include "core/bench/operator_profile.h"
#include "core/kernels/threads.h"
#include "core/model/config/tensor_shapes.h"
#include "core/model/ema.h"
#include "core/model/model_folder.h"
#include "core/model/unet/unet.h"

#include <torch/version.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <map>

namespace diffuscope {
namespace {

constexpr int kObservedSteps = 5, kBatchOfAFolder = 4;
constexpr std::size_t kOperatorsShown = 24;
constexpr int kForwardsOfAStep = 3; // the backward pass counts two

void checkRequest(const BenchmarkRequest& request)
{
    if (!(request.seconds > 0) || !std::isfinite(request.seconds))
        throw Error("The benchmark cannot take this time", "seconds = " + std::to_string(request.seconds),
                    "Choose more than 0; 5 is usual.");
    if (request.batch < 0 || request.batch > 4096)
        throw Error("The benchmark cannot take this batch", "batch = " + std::to_string(request.batch),
                    "Choose 1 to 4096.");
    if (request.threads < 0 || request.threads > 1024)
        throw Error("The benchmark cannot take so many threads", "threads = " + std::to_string(request.threads),
                    "Choose 1 to 1024.");
    const auto& wanted = request.precision;
    if (!wanted.empty() && wanted != "float32" && wanted != "bfloat16" && wanted != "both")
        throw Error("There is no such precision", wanted, "Choose float32, bfloat16 or both.");
    if (!request.train && !request.sample)
        throw Error("There is nothing to measure", "neither training nor sampling", "Choose one or both.");
}

UNetConfig networkOf(const std::string& wanted)
{
    if (const auto named = benchmarkNetwork(wanted))
        return *named;
    std::string known;
    for (const BenchmarkConfigInfo& info : benchmarkConfigs())
        known += info.id + ", ";
    std::error_code failure;
    if (!std::filesystem::exists(wanted, failure))
        throw Error("There is no such configuration to measure", wanted, "Choose " + known + "or a model folder.");
    UNetConfig network = openModel(wanted)->config;
    if (!network.sampleSize)
        throw Error("The model does not say the size of its pictures", wanted,
                    "Add \"sample_size\" to its unet/config.json.");
    return network;
}

int batchOf(const BenchmarkRequest& request)
{
    for (const BenchmarkConfigInfo& info : benchmarkConfigs())
        if (request.batch == 0 && info.id == request.config)
            return info.batch;
    return request.batch > 0 ? request.batch : kBatchOfAFolder;
}

BenchmarkMachine machineOf(const ProcessorFacts& processor)
{
    const kernels::ComputeInfo compute = kernels::computeInfo();
    BenchmarkMachine machine;
    machine.cpu = processor.name;
    machine.instructionSets = processor.instructionSets;
    machine.nativeBfloat16 = processor.nativeBfloat16;
    machine.threads = compute.threads;
    machine.libtorch = TORCH_VERSION;
    machine.blas = compute.blas;
    machine.optimisedBlas = compute.optimised;
    return machine;
}

class Benchmark {
public:
    Benchmark(const BenchmarkRequest& request, const BenchmarkObserver& observer)
        : request_(request), observer_(observer), network_(networkOf(request.config))
    {
        report_.config = request.config;
        changeNetwork();
        report_.side = *network_.sampleSize;
        report_.channels = network_.inChannels;
        report_.batch = batchOf(request);
        report_.parameters = parameterCountOf(tensorShapes(network_));
        report_.gflopPerImage = forwardFlops(network_, report_.side) / 1e9;
        report_.machine = machineOf(processorFacts());
        if (!report_.machine.optimisedBlas)
            report_.notes.push_back(
                "The BLAS in use is the reference implementation, which is slow: " + report_.machine.blas + ".");
    }

    // As the request wants it: other pictures, wider or narrower blocks.
    void changeNetwork()
    {
        const int smallest = 1 << (network_.blockOutChannels.size() - 1);
        if (request_.size > 0 && request_.size % smallest != 0)
            throw Error("The network cannot halve pictures of this size", "size = " + std::to_string(request_.size),
                        "Choose a multiple of " + std::to_string(smallest) + ".");
        if (request_.size > 0)
            network_.sampleSize = request_.size;
        if (request_.width == 1)
            return;
        if (!benchmarkNetwork(request_.config))
            throw Error("Only small, medium and cifar can be made wider", request_.config, "Leave out the width.");
        const int groups = std::max(1, network_.normNumGroups);
        for (int& channels : network_.blockOutChannels)
            channels = std::max(1, int(std::lround(channels * request_.width / groups))) * groups;
    }

    BenchmarkReport run()
    {
        const std::string hindrance = request_.train ? cannotTrain(network_, report_.side) : "";
        if (!hindrance.empty() && !request_.sample)
            throw Error("This network cannot be trained here", request_.config + ": " + hindrance,
                        "Measure sampling instead.");
        if (!hindrance.empty())
            report_.notes.push_back("Training was left out: " + hindrance + ".");
        choosePrecisions();
        for (const std::string& precision : precisions_)
            ceiling(precision);
        if (request_.train && hindrance.empty())
            for (const std::string& precision : precisions_)
                measure("training", precision);
        if (request_.sample)
            for (const std::string& precision : precisions_)
                measure("sampling", precision);
        report_.complete = !stopped();
        return std::move(report_);
    }

private:
    bool stopped()
    {
        stopped_ = stopped_ || (observer_.stopped && observer_.stopped());
        return stopped_;
    }

    void begins(const std::string& what) const
    {
        if (observer_.begins)
            observer_.begins(what);
    }

    void choosePrecisions()
    {
        const bool native = report_.machine.nativeBfloat16, asked = !request_.precision.empty();
        if (request_.precision != "bfloat16")
            precisions_.emplace_back("float32");
        if (asked ? request_.precision != "float32" : native)
            precisions_.emplace_back("bfloat16");
        if (!native && request_.precision != "float32")
            report_.notes.emplace_back(
                asked ? "This processor does not multiply bfloat16: it is kept so and computed in float32."
                      : "bfloat16 was left out: this processor does not multiply it.");
    }

    void ceiling(const std::string& precision)
    {
        if (stopped())
            return;
        begins("the ceiling in " + precision);
        const auto found = measureCeiling(precision, request_.seconds, [this] { return stopped(); });
        if (found.gflops > 0)
            report_.ceilings.push_back(found);
    }

    double ceilingIn(const std::string& precision) const
    {
        for (const BenchmarkCeiling& ceiling : report_.ceilings)
            if (ceiling.precision == precision)
                return ceiling.gflops;
        return 0;
    }

    std::unique_ptr<BenchmarkWork> workOf(const std::string& what, const std::string& precision) const
    {
        if (what == "training")
            return trainingWork(network_, report_.side, report_.batch, precision);
        const SnapshotPtr model =
            benchmarkNetwork(request_.config)
                ? makeSnapshot(network_, stateOf(makeUNet(network_, 1)), {}, request_.config, 0, {})
                : openModel(request_.config);
        return samplingWork(model, report_.side, report_.batch, precision);
    }

    void measure(const std::string& what, const std::string& precision)
    {
        if (stopped())
            return;
        begins(what + " in " + precision);
        const auto work = workOf(what, precision);
        if (!restartPeakMemory() && report_.measurements.empty())
            report_.notes.emplace_back("The peak of memory could not be restarted: it is the program's so far.");
        const auto rounds = timeRounds([&work] { work->step(); }, request_.seconds, [this] { return stopped(); });
        if (rounds.stepSeconds.empty())
            return;
        BenchmarkMeasurement found;
        found.what = what;
        found.precision = precision;
        found.stepSeconds = rounds.median();
        found.rounds = int(rounds.stepSeconds.size());
        found.stepsPerRound = rounds.stepsPerRound;
        found.imagesPerSecond = report_.batch / rounds.median();
        found.slowest = report_.batch / rounds.slowest();
        found.fastest = report_.batch / rounds.fastest();
        const int forwards = what == "training" ? kForwardsOfAStep : 1;
        found.gflops = found.imagesPerSecond * report_.gflopPerImage * forwards;
        found.shareOfCeiling = found.gflops / ceilingIn(precision);
        found.peakMemory = peakMemory();
        observe(*work, found);
        report_.measurements.push_back(std::move(found));
    }

    // Apart from the timed rounds: watching costs a little. The quickest of a few steps: on a busy machine the others
    // say more about what else it did.
    void observe(BenchmarkWork& work, BenchmarkMeasurement& found)
    {
        for (int k = 0; k < kObservedSteps && !stopped(); ++k) {
            const double waitedBefore = work.waitedSeconds();
            OperatorProfile profile;
            const auto start = std::chrono::steady_clock::now();
            work.step();
            profile.endStep();
            const double whole = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            if (k > 0 && whole >= found.observedStepSeconds)
                continue;
            found.observedStepSeconds = whole;
            found.operators = profile.operators();
            found.kinds = kindsOf(found.operators, whole, work.waitedSeconds() - waitedBefore);
        }
        found.operators.resize(std::min(found.operators.size(), kOperatorsShown));
    }

    // "other" also takes what is between the operators: the program's own loops.
    static std::vector<OperatorTime> kindsOf(const std::vector<OperatorTime>& operators, double whole, double waited)
    {
        std::map<std::string, OperatorTime> sums;
        sums["data"].seconds = waited;
        double seen = waited;
        for (const OperatorTime& one : operators) {
            sums[one.kind].seconds += one.seconds;
            sums[one.kind].calls += one.calls;
            seen += one.seconds;
        }
        sums["other"].seconds += std::max(0.0, whole - seen);
        std::vector<OperatorTime> kinds;
        for (const std::string& kind : operatorKinds()) {
            kinds.push_back(sums[kind]);
            kinds.back().name = kinds.back().kind = kind;
        }
        return kinds;
    }

    const BenchmarkRequest& request_;
    const BenchmarkObserver& observer_;
    UNetConfig network_;
    BenchmarkReport report_;
    std::vector<std::string> precisions_;
    bool stopped_ = false;
};

} // namespace

BenchmarkReport runBenchmark(const BenchmarkRequest& request, const BenchmarkObserver& observer)
{
    checkRequest(request);
    kernels::configureThreads(request.threads);
    return Benchmark(request, observer).run();
}

} // namespace diffuscope
