#include "core/session/jobs/benchmark_ceiling.h"

#include "core/session/jobs/benchmark_rounds.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

namespace diffuscope {
namespace {

struct Shape {
    int channels, side;
};
constexpr Shape kShapes[] = {{64, 32}, {128, 32}, {128, 16}, {256, 16}}; // what U-Nets for 32 pixels are made of
constexpr double kFlopsOfOne = 5e9; // long enough that starting threads and reordering weights hardly count

} // namespace

BenchmarkCeiling measureCeiling(const std::string& precision, double seconds, const std::function<bool()>& stopped)
{
    const at::NoGradGuard noGradients;
    const auto type = torch::dtype(precision == "bfloat16" ? torch::kBFloat16 : torch::kFloat32);
    const auto format = torch::MemoryFormat::ChannelsLast;
    BenchmarkCeiling best;
    best.precision = precision;
    for (const auto [channels, side] : kShapes) {
        const double flops = 2.0 * 9 * channels * channels * side * side;
        const int batch = std::max(1, int(std::lround(kFlopsOfOne / flops)));
        const auto input = torch::full({batch, channels, side, side}, 0.5, type).contiguous(format);
        const auto weight = torch::full({channels, channels, 3, 3}, 0.01, type).contiguous(format);
        const auto bias = torch::zeros({channels}, type);
        const auto step = [&] { (void)torch::conv2d(input, weight, bias, 1, 1); };
        const auto rounds = timeRounds(step, seconds / double(std::size(kShapes)), stopped);
        if (rounds.stepSeconds.empty())
            return best;
        const double gflops = flops * batch / rounds.fastest() / 1e9;
        if (gflops > best.gflops)
            best = {precision, gflops, channels, side, batch};
    }
    return best;
}

} // namespace diffuscope
