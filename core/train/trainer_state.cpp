// The part of the trainer that a checkpoint keeps beside the model.
#include "core/base/checksum.h"
#include "core/base/save_file.h"
#include "core/data/dataset.h"
#include "core/kernels/threads.h"
#include "core/model/files/tensor_file.h"
#include "core/train/trainer.h"
#include "core/train/trainer_parts.h"

#include <nlohmann/json.hpp>
#include <torch/types.h>

namespace diffuscope {
using nlohmann::json;

namespace {

// Where the run will not be, bit for bit, the one that was never stopped. What old states do not tell is not asked.
std::string differencesFrom(const json& counters, const Dataset& dataset)
{
    std::string text;
    const std::string trainedOn = counters.value("data", "");
    if (!trainedOn.empty() && trainedOn != checksumText(dataset.digest()))
        text = "The pictures have changed since step " + std::to_string(counters.value("step", 0LL)) + " (" +
               std::to_string(counters.value("pictures", 0)) + " then, " + std::to_string(dataset.size()) +
               " now); the run goes on with those that are there now.";
    const int threads = kernels::computeInfo().threads, before = counters.value("threads", threads);
    if (before != threads)
        text += (text.empty() ? "" : " ") + std::string("It was computed with ") + std::to_string(before) +
                (before == 1 ? " thread" : " threads") + " before, with " + std::to_string(threads) +
                " now: sums are rounded differently, so the run is as good but not bit for bit the same.";
    return text;
}

} // namespace

void Trainer::saveState(const std::filesystem::path& folder) const
{
    Impl& p = *impl_;
    StateDict moments;
    for (std::size_t i = 0; i < p.optimiser.firstMoments().size(); ++i) {
        moments.emplace("first." + std::to_string(i), p.optimiser.firstMoments()[i]);
        moments.emplace("second." + std::to_string(i), p.optimiser.secondMoments()[i]);
    }
    writeTensors(folder / "weights.safetensors", stateOf(p.network));
    writeTensors(folder / "ema.safetensors", p.ema.state());
    writeTensors(folder / "optimiser.safetensors", moments);
    for (const Ema& average : p.moreAverages)
        writeTensors(folder / (averageName(average.maximum()) + ".safetensors"), average.state());
    const json counters = {{"step", p.done},
                           {"optimiser_steps", p.optimiser.steps()},
                           {"ema_steps", p.ema.steps()},
                           {"data", checksumText(p.dataset->digest())},
                           {"pictures", p.dataset->size()},
                           {"threads", kernels::computeInfo().threads}};
    saveText(folder / "state.json", counters.dump(2) + "\n");
}

std::string Trainer::loadState(const std::filesystem::path& folder)
{
    Impl& p = *impl_;
    const std::string file = (folder / "state.json").string();
    const json counters = json::parse(readFile(file, 1 << 20), nullptr, false);
    const auto count = [&](const char* key) {
        if (!counters.is_object() || !counters.contains(key) || !counters[key].is_number_unsigned())
            throw Error("The training state is damaged", file + ": " + key, "Resume from an older checkpoint.");
        return counters[key].get<std::int64_t>();
    };
    const std::int64_t done = count("step"), optimiserSteps = count("optimiser_steps"), emaSteps = count("ema_steps");
    const StateDict weights = readTensors(folder / "weights.safetensors"),
                    ema = readTensors(folder / "ema.safetensors");
    const StateDict moments = readTensors(folder / "optimiser.safetensors");
    const auto restore = [&](std::vector<torch::Tensor>& into, const std::string& prefix) {
        for (std::size_t i = 0; i < into.size(); ++i) {
            const auto found = moments.find(prefix + std::to_string(i));
            if (found == moments.end() || found->second.sizes() != into[i].sizes())
                throw Error("The training state is damaged",
                            (folder / "optimiser.safetensors").string() + ": " + prefix + std::to_string(i),
                            "Resume from an older checkpoint.");
            at::NoGradGuard noGrad;
            into[i].copy_(found->second);
        }
    };
    for (Ema& average : p.moreAverages)
        average.restore(readTensors(folder / (averageName(average.maximum()) + ".safetensors")), emaSteps);
    diffuscope::loadState(p.network, weights);
    p.ema.restore(ema, emaSteps);
    restore(p.optimiser.firstMoments(), "first.");
    restore(p.optimiser.secondMoments(), "second.");
    p.optimiser.setSteps(optimiserSteps);
    p.done = done;
    p.applySettings();
    p.viewerStep = -1;
    return differencesFrom(counters, *p.dataset);
}

} // namespace diffuscope
