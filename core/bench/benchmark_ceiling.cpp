#include "core/bench/benchmark_ceiling.h"

#include "core/bench/benchmark_rounds.h"

#include <torch/types.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>

namespace diffuscope {
namespace {

struct Shape {
    int channels, side;
};
constexpr Shape kShapes[] = {{64, 32}, {128, 32}, {128, 16}, {256, 16}}; // what U-Nets for 32 pixels are made of

// Long enough that starting threads and reordering weights hardly count; the second bounds it where that is slow.
constexpr double kFlopsOfOne = 5e9, kSecondsOfOne = 0.1;

class Convolution {
public:
    Convolution(Shape shape, int batch, torch::ScalarType type)
        : input_(torch::full({batch, shape.channels, shape.side, shape.side}, 0.5, type)
                     .contiguous(torch::MemoryFormat::ChannelsLast)),
          weight_(torch::full({shape.channels, shape.channels, 3, 3}, 0.01, type)
                      .contiguous(torch::MemoryFormat::ChannelsLast)),
          bias_(torch::zeros({shape.channels}, type))
    {
    }
    void run() const { (void)torch::conv2d(input_, weight_, bias_, 1, 1); }
    double seconds() const
    {
        const auto start = std::chrono::steady_clock::now();
        run();
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }

private:
    torch::Tensor input_, weight_, bias_;
};

int batchFor(Shape shape, double flopsOfOne, double secondsOfOne, torch::ScalarType type)
{
    const Convolution one(shape, 1, type);
    one.run(); // prepares
    const double fitting = std::min(kFlopsOfOne / flopsOfOne, secondsOfOne / one.seconds());
    return std::max(1, int(std::lround(fitting)));
}

} // namespace

BenchmarkCeiling measureCeiling(const std::string& precision, double seconds, const std::function<bool()>& stopped)
{
    const at::NoGradGuard noGradients;
    const auto type = precision == "bfloat16" ? torch::kBFloat16 : torch::kFloat32;
    BenchmarkCeiling best;
    best.precision = precision;
    const double each = seconds / double(std::size(kShapes));
    for (const Shape shape : kShapes) {
        const double flops = 2.0 * 9 * shape.channels * shape.channels * shape.side * shape.side;
        const int batch = batchFor(shape, flops, std::min(kSecondsOfOne, each / 5), type);
        const Convolution convolution(shape, batch, type);
        const auto step = [&convolution] { convolution.run(); };
        const auto rounds = timeRounds(step, each, stopped);
        if (rounds.stepSeconds.empty())
            return best;
        const double gflops = flops * batch / rounds.fastest() / 1e9;
        if (gflops > best.gflops)
            best = {precision, gflops, shape.channels, shape.side, batch};
    }
    return best;
}

} // namespace diffuscope
