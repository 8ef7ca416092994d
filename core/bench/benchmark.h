#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

// How fast this machine computes, and how much of that training and sampling get. Runs on the calling thread, on the
// processor (never a graphics card).
namespace diffuscope {

struct BenchmarkRequest {
    std::string config = "small"; // small, medium or cifar (benchmarkConfigs()), or a model folder
    int batch = 0;                // 0: the configuration's own; 4 for a model folder
    int size = 0;                 // side of the pictures; 0: the configuration's own
    double width = 1;             // multiplies the channels of a block of small, medium and cifar
    int threads = 0;              // 0: all processors
    double seconds = 5;           // about, of the timed rounds of one measurement; above 0
    std::string precision;        // float32, bfloat16 or both; empty: both, where bfloat16 is computed natively
    bool train = true, sample = true;
};

struct BenchmarkConfigInfo {
    std::string id, about;
    int batch = 4; // what it is measured with where nothing else is asked for
};
const std::vector<BenchmarkConfigInfo>& benchmarkConfigs();

struct BenchmarkMachine {
    std::string cpu;                          // "unknown" where the system does not tell
    std::vector<std::string> instructionSets; // those that matter here, as the system names them: "avx2", "avx512f"
    bool nativeBfloat16 = false;              // products of bfloat16 numbers in hardware (avx512_bf16, amx_bf16, bf16)
    int threads = 1;
    std::string libtorch, blas; // version; path
    bool optimisedBlas = true;
};

// The fastest round of the fastest shape: 3x3 convolutions, as many channels out as in, channels-last, forward.
struct BenchmarkCeiling {
    std::string precision;
    double gflops = 0; // GFLOP/s, a multiply-add being two
    int channels = 0, side = 0, batch = 0;
};

// Time of the calling thread inside LibTorch's operators and our kernels, each without the operators it calls.
struct OperatorTime {
    std::string name; // of the kind: convolution, linear, attention, normalisation, copy, elementwise, optimiser, data,
                      // other; or of the operator: "aten::cat"
    std::string kind;
    double seconds = 0; // a step
    double calls = 0;   // a step
};

// A step is an optimiser step (training), or one evaluation of the network for a batch without gradients (sampling).
struct BenchmarkMeasurement {
    std::string what, precision;                          // training or sampling; float32 or bfloat16
    double imagesPerSecond = 0, slowest = 0, fastest = 0; // median, least and most of the rounds
    double stepSeconds = 0;                               // median
    int rounds = 0, stepsPerRound = 0;
    double gflops = 0, shareOfCeiling = 0; // GFLOP/s, and its share of the ceiling in the same precision
    std::uint64_t peakMemory = 0;          // bytes, of the whole process while this was measured; 0: unknown
    double observedStepSeconds = 0;        // the quickest of the steps observed for what follows
    std::vector<OperatorTime> kinds;       // every kind, in the order above; add up to observedStepSeconds
    std::vector<OperatorTime> operators;   // the longest
};

struct BenchmarkReport {
    std::string config;
    std::int64_t parameters = 0;
    double gflopPerImage = 0; // one forward pass: convolutions and linear layers. Training counts three
    int channels = 3, side = 32, batch = 0;
    BenchmarkMachine machine;
    std::vector<BenchmarkCeiling> ceilings; // one a precision
    std::vector<BenchmarkMeasurement> measurements;
    std::vector<std::string> notes; // sentences: what was left out, and why
    bool complete = true;           // false: stopped before the end
};

struct BenchmarkObserver {
    std::function<void(const std::string&)> begins = {}; // "training in float32"; may be empty
    std::function<bool()> stopped = {};                  // asked between steps; may be empty
};

// Measures one after the other: the ceilings, training, sampling. Throws Error for a request that makes no sense, a
// folder that is no model, and memory that does not suffice.
BenchmarkReport runBenchmark(const BenchmarkRequest& request, const BenchmarkObserver& observer = {});

} // namespace diffuscope
