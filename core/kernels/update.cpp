#include "core/kernels/update.h"

#include "core/kernels/tensor_memory.h"

#include <ATen/Parallel.h>
#include <ATen/record_function.h>

#include <algorithm>
#include <cmath>

namespace diffuscope::kernels {
namespace {
using torch::Tensor;

constexpr std::int64_t kPiece = 1 << 15; // values of one task

// A part of one tensor of the list.
struct Piece {
    std::size_t tensor;
    std::int64_t first, count;
};

std::vector<Piece> piecesOf(const std::vector<Tensor>& tensors)
{
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < tensors.size(); ++i)
        for (std::int64_t first = 0; tensors[i].defined() && first < tensors[i].numel(); first += kPiece)
            pieces.push_back({i, first, std::min(kPiece, tensors[i].numel() - first)});
    return pieces;
}

bool onCpu(const std::vector<Tensor>& tensors)
{
    return std::all_of(tensors.begin(), tensors.end(), [](const Tensor& t) {
        return !t.defined() || (t.is_cpu() && t.scalar_type() == at::kFloat && t.is_non_overlapping_and_dense());
    });
}

// The gradient in the memory order of its weight.
Tensor ordered(const Tensor& gradient, const Tensor& weight)
{
    if (!gradient.defined() || gradient.strides() == weight.strides())
        return gradient;
    return at::empty_like(weight).copy_(gradient);
}

} // namespace

double sumOfSquares(const std::vector<Tensor>& tensors)
{
    RECORD_FUNCTION("diffuscope::adamw_norm", std::vector<c10::IValue>{});
    if (!onCpu(tensors)) {
        std::vector<Tensor> norms;
        for (const Tensor& tensor : tensors)
            if (tensor.defined())
                norms.push_back(tensor.norm().to(at::kDouble));
        return norms.empty() ? 0.0 : at::stack(norms).square().sum().item<double>();
    }
    const auto pieces = piecesOf(tensors);
    std::vector<double> sums(pieces.size());
    at::parallel_for(0, std::int64_t(pieces.size()), 4, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t i = first; i < last; ++i) {
            const Piece& piece = pieces[std::size_t(i)];
            sums[std::size_t(i)] =
                cpuKernels().sumOfSquares(tensors[piece.tensor].data_ptr<float>() + piece.first, piece.count);
        }
    });
    double total = 0;
    for (const double sum : sums)
        total += sum;
    return total;
}

void applyReference(const WeightUpdate& u)
{
    const double correction1 = 1 - std::pow(u.beta1, double(u.step));
    const double correction2 = std::sqrt(1 - std::pow(u.beta2, double(u.step)));
    for (std::size_t i = 0; i < u.weights.size(); ++i) {
        if (u.gradients[i].defined()) {
            const Tensor gradient = u.gradients[i] * u.gradientScale;
            u.weights[i].mul_(1 - u.learningRate * u.weightDecay);
            u.first[i].lerp_(gradient, 1 - u.beta1);
            u.second[i].mul_(u.beta2).addcmul_(gradient, gradient, 1 - u.beta2);
            const Tensor denominator = u.second[i].sqrt().div_(correction2).add_(u.eps);
            u.weights[i].addcdiv_(u.first[i], denominator, -u.learningRate / correction1);
        }
        for (const auto& average : u.averages)
            average.values[i].lerp_(u.weights[i], average.rate);
    }
}

void apply(const WeightUpdate& u)
{
    RECORD_FUNCTION("diffuscope::adamw", std::vector<c10::IValue>{});
    const at::NoGradGuard noGrad;
    bool plain = onCpu(u.weights) && onCpu(u.gradients);
    for (const Tensor& gradient : u.gradients)
        plain = plain && gradient.defined();
    if (!plain)
        return applyReference(u);
    std::vector<Tensor> gradients;
    for (std::size_t i = 0; i < u.weights.size(); ++i)
        gradients.push_back(ordered(u.gradients[i], u.weights[i]));
    const AdamWStep step{float(u.gradientScale),
                         float(1 - u.learningRate * u.weightDecay),
                         float(u.beta1),
                         float(u.beta2),
                         float(u.eps),
                         float(u.learningRate / (1 - std::pow(u.beta1, double(u.step)))),
                         float(1 / std::sqrt(1 - std::pow(u.beta2, double(u.step))))};
    const auto pieces = piecesOf(u.weights);
    at::parallel_for(0, std::int64_t(pieces.size()), 1, [&](std::int64_t first, std::int64_t last) {
        std::vector<Average> averages(u.averages.size());
        for (std::int64_t k = first; k < last; ++k) {
            const Piece& p = pieces[std::size_t(k)];
            const auto at = [&](const Tensor& t) { return t.data_ptr<float>() + p.first; };
            for (std::size_t a = 0; a < averages.size(); ++a)
                averages[a] = {at(u.averages[a].values[p.tensor]), float(u.averages[a].rate)};
            cpuKernels().adamw(step, at(gradients[p.tensor]), at(u.weights[p.tensor]), at(u.first[p.tensor]),
                               at(u.second[p.tensor]), averages.data(), int(averages.size()), p.count);
        }
    });
}

} // namespace diffuscope::kernels
