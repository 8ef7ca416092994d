#include "core/sampling/walk_memory.h"

#include <torch/types.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace diffuscope {
namespace {

constexpr std::size_t kMostWalks = 16;

std::size_t bytesOf(const torch::Tensor& tensor) { return tensor.defined() ? tensor.nbytes() : 0; }

// Histories share their tensors with those of the states around: only the newest entry is counted.
std::size_t bytesOf(const WalkState& state)
{
    std::size_t sum = bytesOf(state.x);
    if (!state.past.empty()) {
        const Prediction& newest = state.past.back().prediction;
        sum += bytesOf(newest.noise) + bytesOf(newest.data) + bytesOf(newest.output) + bytesOf(newest.variance);
    }
    return sum;
}

} // namespace

void WalkMemory::begin(std::shared_ptr<const ModelSnapshot> model, SamplingRecipe recipe, std::size_t budget)
{
    walks_.remove_if([&](const Walk& walk) { return walk.model == model && walk.recipe == recipe; });
    budget_ = budget;
    // Each walk holds its model, and that of a training is another at every step.
    const auto before =
        std::find_if(walks_.begin(), walks_.end(), [&](const Walk& walk) { return walk.model != model; });
    if (before != walks_.end())
        walks_.remove_if(
            [&, other = before->model](const Walk& walk) { return walk.model != model && walk.model != other; });
    walks_.push_front({std::move(model), std::move(recipe), {}, 1, 0});
    if (walks_.size() > kMostWalks)
        walks_.pop_back();
    makeRoom();
}

void WalkMemory::keep(std::size_t frame, const WalkState& state)
{
    if (walks_.empty() || frame % walks_.front().every != 0)
        return;
    Walk& walk = walks_.front();
    if (walk.states.insert_or_assign(frame, state).second)
        walk.bytes += bytesOf(state);
    makeRoom();
}

// The oldest walks go first; then of the newest every other state.
void WalkMemory::makeRoom()
{
    std::size_t sum = 0;
    for (const Walk& walk : walks_)
        sum += walk.bytes;
    while (sum > budget_ && walks_.size() > 1) {
        sum -= walks_.back().bytes;
        walks_.pop_back();
    }
    while (sum > budget_ && !walks_.front().states.empty()) {
        Walk& walk = walks_.front();
        walk.every *= 2;
        std::erase_if(walk.states, [&walk](const auto& kept) { return kept.first % walk.every != 0; });
        if (walk.states.size() == 1) // not even one fits
            walk.states.clear();
        walk.bytes = 0;
        for (const auto& [frame, state] : walk.states)
            walk.bytes += bytesOf(state);
        sum = walk.bytes;
    }
}

std::optional<WalkMemory::Found> WalkMemory::find(const ModelSnapshot& model, const SamplingRecipe& recipe,
                                                  std::size_t frame) const
{
    for (const Walk& walk : walks_) {
        if (walk.model.get() != &model || walk.recipe != recipe)
            continue;
        const auto after = walk.states.upper_bound(frame);
        if (after == walk.states.begin())
            return std::nullopt;
        const auto& [at, state] = *std::prev(after);
        return Found{at, state};
    }
    return std::nullopt;
}

std::shared_ptr<const ModelSnapshot> WalkMemory::modelOf(const std::string& weightsHash) const
{
    const auto found = std::find_if(walks_.begin(), walks_.end(), [&](const Walk& walk) {
        return !weightsHash.empty() && walk.recipe.weightsHash == weightsHash;
    });
    return found == walks_.end() ? nullptr : found->model;
}

} // namespace diffuscope
