#pragma once
#include <filesystem>

namespace diffuscope {

// Where the parts of a model lie, whatever kind of folder it is; core/model/model_folder.h lists the kinds.
struct ModelLayout {
    std::filesystem::path root;            // may hold diffuscope.json
    std::filesystem::path network;         // holds config.json and the weights
    std::filesystem::path schedulerConfig; // empty: there is none, the defaults hold
    std::filesystem::path index;           // model_index.json; empty: there is none
};

// Also of a folder of the hub's cache (models--owner--name: its newest download) and of a file of weights beside its
// config.json. Throws Error where there is no network.
ModelLayout locateModel(const std::filesystem::path& given);
bool looksLikeModel(const std::filesystem::path& path); // cheap: by file names

} // namespace diffuscope
