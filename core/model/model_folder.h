#pragma once
#include "core/model/scheduler_config.h"
#include "core/model/state_dict.h"
#include "core/model/unet_config.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace diffuscope {

class UNetImpl; // core/model/unet.h

// A network with everything needed to use it. Immutable and deep: training never changes a snapshot, so any thread
// may sample from it.
struct ModelSnapshot {
    UNetConfig config;
    std::shared_ptr<UNetImpl> network; // eval mode, no gradients
    SchedulerConfig scheduler;
    std::string name;                    // for a title
    std::int64_t trainedSteps = 0;       // 0: unknown
    std::vector<std::string> classNames; // empty: unknown or unconditional
};
using SnapshotPtr = std::shared_ptr<const ModelSnapshot>;

// Opens what diffusers writes: a pipeline folder (unet/, scheduler/, model_index.json), a flat folder, a bare unet
// folder, a run folder of this program (its newest checkpoint). unet_ema is preferred where both exist.
// Old attention key names are mapped. Missing, unexpected or mis-shaped tensors throw Error naming the first.
SnapshotPtr openModel(const std::filesystem::path& path);

// Deep copy of live weights.
SnapshotPtr makeSnapshot(const UNetConfig& config, const StateDict& state, const SchedulerConfig& scheduler,
                         std::string name, std::int64_t trainedSteps, std::vector<std::string> classNames);

// A folder that DDPMPipeline.from_pretrained accepts: model_index.json, unet/, scheduler/. `folder` is filled, not
// replaced: pass a SaveFolder's temporary for atomicity.
void writeModelFolder(const std::filesystem::path& folder, const UNetConfig& config, const StateDict& state,
                      const SchedulerConfig& scheduler, std::int64_t trainedSteps,
                      const std::vector<std::string>& classNames);

// Every problem found, without throwing; empty when openModel would succeed.
std::vector<std::string> modelProblems(const std::filesystem::path& path);
bool looksLikeModel(const std::filesystem::path& path); // cheap: by file names

} // namespace diffuscope
