#include "core/train/trainer_copy.h"

#include "core/train/trainer.h"
#include "core/train/trainer_parts.h"

#include <torch/types.h>

namespace diffuscope {

struct TrainerCopy::Tensors {
    std::vector<torch::Tensor> weights, first, second; // in the order of the parameters
    StateDict average;
    std::vector<StateDict> moreAverages;
};

namespace {

// Clones, and what they take is added to `bytes`.
torch::Tensor cloneOf(const torch::Tensor& tensor, std::uint64_t& bytes)
{
    bytes += std::uint64_t(tensor.numel()) * tensor.element_size();
    return tensor.detach().clone();
}

std::vector<torch::Tensor> clonesOf(const std::vector<torch::Tensor>& tensors, std::uint64_t& bytes)
{
    std::vector<torch::Tensor> clones;
    for (const auto& tensor : tensors)
        clones.push_back(cloneOf(tensor, bytes));
    return clones;
}

StateDict clonesOf(const StateDict& state, std::uint64_t& bytes)
{
    StateDict clones;
    for (const auto& [name, tensor] : state)
        clones.emplace(name, cloneOf(tensor, bytes));
    return clones;
}

void copyInto(const std::vector<torch::Tensor>& into, const std::vector<torch::Tensor>& from)
{
    const at::NoGradGuard noGrad;
    for (std::size_t i = 0; i < into.size(); ++i)
        into[i].detach().copy_(from.at(i));
}

} // namespace

std::shared_ptr<const TrainerCopy> Trainer::copy() const
{
    const Impl& p = *impl_;
    auto copy = std::make_shared<TrainerCopy>();
    auto tensors = std::make_shared<TrainerCopy::Tensors>();
    copy->config = p.whole;
    copy->dataset = p.dataset;
    tensors->weights = clonesOf(p.parameters, copy->bytes);
    tensors->first = clonesOf(p.optimiser.firstMoments(), copy->bytes);
    tensors->second = clonesOf(p.optimiser.secondMoments(), copy->bytes);
    tensors->average = clonesOf(p.ema.state(), copy->bytes);
    for (const Ema& average : p.moreAverages)
        tensors->moreAverages.push_back(clonesOf(average.state(), copy->bytes));
    copy->tensors = std::move(tensors);
    copy->done = p.done;
    copy->optimiserSteps = p.optimiser.steps();
    copy->averageSteps = p.ema.steps();
    return copy;
}

void Trainer::restore(const TrainerCopy& copy)
{
    Impl& p = *impl_;
    copyInto(p.parameters, copy.tensors->weights);
    copyInto(p.optimiser.firstMoments(), copy.tensors->first);
    copyInto(p.optimiser.secondMoments(), copy.tensors->second);
    p.optimiser.setSteps(copy.optimiserSteps);
    p.ema.restore(copy.tensors->average, copy.averageSteps);
    for (std::size_t k = 0; k < p.moreAverages.size(); ++k)
        p.moreAverages[k].restore(copy.tensors->moreAverages.at(k), copy.averageSteps);
    p.done = copy.done;
    p.applySettings();
    p.viewerStep = -1;
}

} // namespace diffuscope
