#include "core/diffusion/samplers/members.h"

#include <torch/types.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace diffuscope {
namespace {

constexpr int kHighestOrder = 3;

const std::vector<ParamSpec>& unipcParams()
{
    static const std::vector<ParamSpec> specs = [] {
        ParamSpec stable = modelChoice("lower_order_final", "Lower order at the end",
                                       "The order falls to 1 over the last steps.", {"model", "on", "off"});
        stable.advanced = true;
        return std::vector<ParamSpec>{
            modelChoice("solver_order", "Order", "Steps that each one builds on.", {"model", "2", "1", "3"}),
            modelChoice("solver_type", "B(h)", "Weight of the correction: bh2 unless there are very few steps.",
                        {"model", "bh2", "bh1"}),
            finalLevelChoice("sigma_min"), stable};
    }();
    return specs;
}

// Of step `index`, with that many steps known before it.
int unipcOrder(const StepContext& c, int index, int known)
{
    int order = std::stoi(chosen(c, unipcParams(), "solver_order"));
    const int left = int(c.steps.size()) - index;
    if (chosen(c, unipcParams(), "lower_order_final") == "on")
        order = std::min(order, left);
    if (c.steps[std::size_t(index)].next.alphaBar == 1)
        order = 1;
    return std::min(order, known + 1);
}

// Solves R rho = b for the first `count` unknowns (Gauss with pivoting; R is a small Vandermonde matrix).
std::array<double, kHighestOrder> solved(std::array<std::array<double, kHighestOrder>, kHighestOrder> matrix,
                                         std::array<double, kHighestOrder> right, std::size_t count)
{
    for (std::size_t k = 0; k < count; ++k) {
        std::size_t pivot = k;
        for (std::size_t row = k + 1; row < count; ++row)
            if (std::abs(matrix[row][k]) > std::abs(matrix[pivot][k]))
                pivot = row;
        std::swap(matrix[k], matrix[pivot]);
        std::swap(right[k], right[pivot]);
        for (std::size_t row = k + 1; row < count; ++row) {
            const double factor = matrix[row][k] / matrix[k][k];
            for (std::size_t column = k; column < count; ++column)
                matrix[row][column] -= factor * matrix[k][column];
            right[row] -= factor * right[k];
        }
    }
    for (std::size_t k = count; k-- > 0;) {
        for (std::size_t column = k + 1; column < count; ++column)
            right[k] -= matrix[k][column] * right[column];
        right[k] /= matrix[k][k];
    }
    return right;
}

// One move of the data-predicting form from `from` to `to` (Zhao et al. 2023, eq. 3 and 9, appendix A):
// x_to = sigma_to / sigma_from x - alpha_to (e^-h - 1) m0 - alpha_to B(h) sum_k rho_k D_k.
struct UniMove {
    const NoiseLevel &from, &to;
    std::string type; // bh1, bh2

    double step() const { return to.lambda() - from.lambda(); }
    double phi1() const { return to.sigma() / from.sigma() - 1; } // e^-h - 1
    double weight() const { return type == "bh1" ? -step() : phi1(); }

    StepSum start(const StepSum& state, const StepSum& data) const
    {
        return to.noiseScale() / from.noiseScale() * state - to.signalScale() * phi1() * data;
    }

    // rho for the given points r_k = (lambda_k - lambda_from) / h
    std::array<double, kHighestOrder> weights(const std::array<double, kHighestOrder>& ratios, std::size_t count) const
    {
        const double h = -step();
        std::array<std::array<double, kHighestOrder>, kHighestOrder> matrix{};
        std::array<double, kHighestOrder> right{};
        double phi = phi1() / h - 1, factorial = 1;
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t k = 0; k < count; ++k)
                matrix[i][k] = std::pow(ratios[k], double(i));
            right[i] = phi * factorial / weight();
            factorial *= double(i) + 2;
            phi = phi / h - 1 / factorial;
        }
        return solved(matrix, right, count);
    }
};

// The corrector: the state that the previous move should have reached, now that the network has been asked there.
StepSum corrected(const StepContext& c, const StepSum& data)
{
    const PastStep& base = c.past.back();
    const std::size_t order = std::size_t(unipcOrder(c, c.index - 1, int(c.past.size()) - 1));
    const UniMove move{base.level, c.step().now, chosen(c, unipcParams(), "solver_type")};
    if (move.step() == 0)
        return stateOf(c);
    const StepSum before = dataOf(base.prediction, 1);
    std::array<double, kHighestOrder> ratios{};
    for (std::size_t k = 0; k + 1 < order; ++k)
        ratios[k] = (c.past[c.past.size() - 2 - k].level.lambda() - base.level.lambda()) / move.step();
    ratios[order - 1] = 1;
    auto rho = move.weights(ratios, order);
    if (order == 1)
        rho[0] = 0.5;
    StepSum sum = rho[order - 1] * (data - before);
    for (std::size_t k = 0; k + 1 < order; ++k) {
        const StepSum older = dataOf(c.past[c.past.size() - 2 - k].prediction, int(k) + 2);
        sum = sum + rho[k] / ratios[k] * (older - before);
    }
    const StepSum from = term(base.state, StepTerm::Kind::CorrectedState, 1);
    return move.start(from, before) - move.to.signalScale() * move.weight() * sum;
}

StepSum predicted(const StepContext& c, const StepSum& state, const StepSum& data)
{
    const auto [now, next] = c.step();
    const UniMove move{now, next, chosen(c, unipcParams(), "solver_type")};
    if (next.sigma() == now.sigma())
        return state;
    const std::size_t order = std::size_t(unipcOrder(c, c.index, int(c.past.size())));
    StepSum result = move.start(state, data);
    if (order == 1)
        return result;
    std::array<double, kHighestOrder> ratios{};
    for (std::size_t k = 0; k + 1 < order; ++k)
        ratios[k] = (c.past[c.past.size() - 1 - k].level.lambda() - now.lambda()) / move.step();
    auto rho = move.weights(ratios, order - 1);
    if (order == 2)
        rho[0] = 0.5;
    for (std::size_t k = 0; k + 1 < order; ++k)
        result = result - move.to.signalScale() * move.weight() * rho[k] / ratios[k] *
                              (dataOf(c.past[c.past.size() - 1 - k].prediction, int(k) + 1) - data);
    return result;
}

SamplerMove moveUnipc(const StepContext& c)
{
    SamplerMove move{.prediction = c.denoiser(c.state, c.step().now)};
    const StepSum data = dataOf(move.prediction);
    if (c.past.empty()) {
        move.state = predicted(c, stateOf(c), data);
        return move;
    }
    move.corrected = corrected(c, data);
    move.state = predicted(c, term(move.corrected.value, StepTerm::Kind::CorrectedState), data);
    return move;
}

} // namespace

std::vector<SamplerInfo> unipcSamplers()
{
    return {{.id = "unipc",
             .name = "UniPC",
             .about = "Predicts, then corrects each step with the next one's prediction: good with 8 to 15 steps.",
             .reference = "Zhao et al. 2023, UniPC, algorithms 1 and 2",
             .defaultSteps = 15,
             .grid = GridKind::Solver,
             .spacing = "linspace",
             .clips = false,
             .corrects = true,
             .params = unipcParams(),
             .move = moveUnipc}};
}

} // namespace diffuscope
