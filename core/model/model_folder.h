#pragma once
#include "core/base/remembered_number.h"
#include "core/model/config/scheduler_config.h"
#include "core/model/config/unet_config.h"
#include "core/model/files/model_layout.h"
#include "core/model/files/state_dict.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace diffuscope {

class UNetImpl; // core/model/unet/unet.h

// A network with everything needed to use it. Immutable and deep: training never changes a snapshot, so any thread
// may sample from it.
struct ModelSnapshot {
    UNetConfig config;
    std::shared_ptr<UNetImpl> network; // eval mode, no gradients
    SchedulerConfig scheduler;
    std::string name;                    // for a title
    std::int64_t trainedSteps = 0;       // 0: unknown
    std::vector<std::string> classNames; // empty: unknown or unconditional
    mutable RememberedNumber weightsSum; // weightsHash() works it out and keeps it here
};
using SnapshotPtr = std::shared_ptr<const ModelSnapshot>;

// Opens what diffusers writes and what this program trains:
// - a pipeline folder (unet/, scheduler/, model_index.json), a flat folder (config.json and the weights in the root), a
//   bare unet folder (its scheduler is looked for beside it), a trainer's checkpoint-N folder or the output folder of
//   an unfinished trainer (its newest one), a run folder of this program (its newest checkpoint), of such a checkpoint
//   ema-*/ (a further average) or training/ (the weights as they were trained, not averaged); "starter:NAME" for one
//   that ships with the program (core/model/starter_models.h);
// - unet_ema is preferred where it exists, keys of its own in its config are passed over;
// - weights as safetensors or .bin (PyTorch 1.6 or newer), in one file or in shards with an index, plain or of the
//   variant fp16; weightFileNames() in core/model/files/weights.h gives the order. F16, BF16 and F64 become float32;
// - old attention names (query, key, value, proj_attn), projections kept as [C, C, 1] or [C, C, 1, 1], and the second
//   copies of samplers (*.op.*, *.Conv2d_0.*) in very old files.
// Without a scheduler file its defaults hold. Missing, unexpected or mis-shaped tensors throw Error naming the first
// and how many; so does a tensor with values that are not finite, and a file that its folder's checksums disown. All of
// it is untrusted: core/model/files/safetensors.h, torch_bin.h and untrusted_json.h say what is checked.
SnapshotPtr openModel(const std::filesystem::path& path);

std::uint64_t weightsBytes(const std::filesystem::path& path); // of the files with the weights; 0: it cannot be told

// Deep copy of live weights.
SnapshotPtr makeSnapshot(const UNetConfig& config, const StateDict& state, const SchedulerConfig& scheduler,
                         std::string name, std::int64_t trainedSteps, std::vector<std::string> classNames);

enum class WeightType { Float, Half };

// A folder that DDPMPipeline.from_pretrained accepts: model_index.json, unet/, scheduler/. `folder` is filled, not
// replaced: pass a SaveFolder's temporary for atomicity. As Half, a value beyond 65504 throws Error naming its tensor.
void writeModelFolder(const std::filesystem::path& folder, const UNetConfig& config, const StateDict& state,
                      const SchedulerConfig& scheduler, std::int64_t trainedSteps,
                      const std::vector<std::string>& classNames, WeightType type = WeightType::Float);

// Every problem found, without throwing; empty when openModel would succeed. Reads the weights to see.
std::vector<std::string> modelProblems(const std::filesystem::path& path);

} // namespace diffuscope
