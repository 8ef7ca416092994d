#pragma once
#include <filesystem>
#include <string>

namespace diffuscope {

// Where the parts of a model lie, whatever kind of folder it is; core/model/model_folder.h lists the kinds.
struct ModelLayout {
    std::filesystem::path root;            // may hold diffuscope.json
    std::filesystem::path network;         // holds config.json and the weights
    std::filesystem::path schedulerConfig; // empty: there is none, the defaults hold
    std::filesystem::path index;           // model_index.json; empty: there is none
    std::filesystem::path weights;         // a file of weights apart from `network`; empty: they lie in it
};

// Also of the training/ folder of a run's checkpoint, which holds the weights as they were trained, not averaged; of a
// folder of the hub's cache (models--owner--name: its newest download) and of a file of weights beside its
// config.json; and of a starter model's name (core/model/starter_models.h). Throws Error where there is no network.
ModelLayout locateModel(const std::filesystem::path& named);
// Which weights of a run's checkpoint a path means: "raw", "ema-0.99" (a further average), or empty: the averaged ones,
// as in any other model.
std::string weightsKind(const std::filesystem::path& path);
bool looksLikeModel(const std::filesystem::path& path); // cheap: by file names

} // namespace diffuscope
