#include "core/sampling/told_network.h"

#include "core/base/error.h"
#include "core/diffusion/guidance.h"
#include "core/diffusion/readings.h"
#include "core/messages/requests.h"
#include "core/model/model_folder.h"
#include "core/model/unet/unet.h"
#include "core/sampling/faulty_walk.h"
#include "core/sampling/model_sampling.h"

#include <torch/types.h>

#include <algorithm>
#include <utility>

namespace diffuscope {
namespace {

constexpr int kMostBlur = 64;
constexpr int kValuesAtOnce = 64 * 64 * 64; // pixels of one network evaluation: bounds its memory

bool isGuided(const SampleRequest& request) { return request.guidanceScale != 1 || request.guidanceRescale != 0; }

// [count] int64, or undefined for a network without classes.
torch::Tensor labelsFor(const ModelSnapshot& model, const std::vector<int>& wanted, int count)
{
    const int classes = classCountOf(model), embedded = model.config.numClassEmbeds.value_or(0);
    if (classes == 0) {
        if (!wanted.empty())
            throw Error("The model has no classes", "class " + std::to_string(wanted.front()),
                        "Leave the class out, or choose a model that was trained with classes.");
        return {};
    }
    if (wanted.size() > 1 && int(wanted.size()) != count)
        throw Error("There must be one class for all pictures, or one for each",
                    std::to_string(wanted.size()) + " classes for " + std::to_string(count) + " pictures");
    for (const int label : wanted)
        if (label < 0 || label >= embedded)
            throw Error("The model has no such class", std::to_string(label),
                        "Choose 0 to " + std::to_string(classes - 1) + ".");
    torch::Tensor labels = torch::empty({count}, torch::kLong);
    for (int k = 0; k < count; ++k)
        labels[k] = classOfImage(wanted, classes, k);
    return labels;
}

// Evaluates the network in parts, so that memory does not grow with the number of pictures.
Network networkOf(const ModelSnapshot& model, torch::Tensor labels, const Teaching& teaching, int& calls)
{
    return [network = model.network, labels, teaching, &calls](const torch::Tensor& state,
                                                               const torch::Tensor& timesteps) mutable {
        ++calls;
        const std::int64_t pixels = std::max<std::int64_t>(1, state.size(2) * state.size(3));
        const std::int64_t part = std::clamp<std::int64_t>(kValuesAtOnce / pixels, 1, 64);
        std::vector<torch::Tensor> outputs;
        for (std::int64_t from = 0; from < state.size(0); from += part) {
            const std::int64_t to = std::min(from + part, state.size(0));
            outputs.push_back(network->forward(state.slice(0, from, to), timesteps.slice(0, from, to),
                                               labels.defined() ? labels.slice(0, from, to) : labels, teaching));
        }
        return outputs.size() == 1 ? outputs.front() : torch::cat(outputs);
    };
}

// What of the request's faults lies within the network.
Teaching teachingOf(const ModelSnapshot& model, const Faults& faults)
{
    Teaching teaching;
    teaching.cutSkips = faults.cutSkips;
    if (faults.frozenTime)
        teaching.frozenTimestep = scheduleOf(model.scheduler).timesteps() / 2;
    return teaching;
}

// The class that stands for "no class".
int nullClassFor(const ModelSnapshot& model, const SampleRequest& request)
{
    const int embedded = model.config.numClassEmbeds.value_or(0);
    if (embedded == 0)
        throw Error("The model has no classes to guide towards",
                    "guidance scale " + std::to_string(request.guidanceScale), "Use scale 1.");
    if (request.nullClass >= embedded)
        throw Error("The model has no such class", std::to_string(request.nullClass),
                    "Choose 0 to " + std::to_string(embedded - 1) + ".");
    const int label = request.nullClass >= 0 ? request.nullClass : nullClassOf(model).value_or(-1);
    if (label < 0)
        throw Error("The model does not say which class means none", request.model,
                    "Guidance needs a model that was trained with label dropout; name its class for none, 0 to " +
                        std::to_string(embedded - 1) + ".");
    return label;
}

// Told the classes, and guided.
Network networkFor(const std::shared_ptr<const ModelSnapshot>& model, const SampleRequest& request,
                   const std::vector<int>& classes, int count, int& calls)
{
    const torch::Tensor labels = labelsFor(*model, classes, count);
    const Teaching teaching = teachingOf(*model, request.faults);
    Network network = networkOf(*model, labels, teaching, calls);
    if (!isGuided(request))
        return network;
    if (!(request.guidanceScale >= 0 && request.guidanceScale <= 100 && request.guidanceRescale >= 0 &&
          request.guidanceRescale <= 1))
        throw Error("The guidance is out of range",
                    "scale " + std::to_string(request.guidanceScale) + ", rescale " +
                        std::to_string(request.guidanceRescale),
                    "Scale goes from 0 to 100, rescale from 0 to 1.");
    const auto none = torch::full({labels.defined() ? labels.size(0) : 0}, nullClassFor(*model, request), torch::kLong);
    return guidedNetwork(network, networkOf(*model, none, teaching, calls),
                         {request.guidanceScale, request.guidanceRescale});
}

Network withSecond(Network first, Network second, const SecondReading& reading)
{
    switch (reading.way) {
    case SecondReading::Way::HalfTurn:
        return bothReadings(std::move(first), std::move(second), halfTurn());
    case SecondReading::Way::QuarterTurn:
        return bothReadings(std::move(first), std::move(second), quarterTurn());
    case SecondReading::Way::Mirror:
        return bothReadings(std::move(first), std::move(second), mirror());
    case SecondReading::Way::Frequencies:
        break;
    }
    if (!(reading.blur >= 0 && reading.blur <= kMostBlur))
        throw Error("The blur is out of range", std::to_string(reading.blur),
                    {"Choose 0 to %1 pixels.", {std::to_string(kMostBlur)}});
    return byFrequencies(std::move(first), std::move(second), reading.blur);
}

} // namespace

Network toldNetwork(const std::shared_ptr<const ModelSnapshot>& model, const SampleRequest& request, int count,
                    int& calls)
{
    Network network = networkFor(model, request, request.classes, count, calls);
    if (request.second) {
        if (classCountOf(*model) == 0)
            throw Error("The model has no classes", "a second class", "Choose a model that was trained with classes.");
        network = withSecond(std::move(network), networkFor(model, request, {request.second->label}, count, calls),
                             *request.second);
    }
    return request.faults.any() ? faultyNetwork(std::move(network), scheduleOf(model->scheduler), request.faults)
                                : network;
}

int callsOfStep(const SampleRequest& request) { return (isGuided(request) ? 2 : 1) * (request.second ? 2 : 1); }

} // namespace diffuscope
