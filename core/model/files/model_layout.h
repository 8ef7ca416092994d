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

ModelLayout locateModel(const std::filesystem::path& given); // throws Error where there is no network
bool looksLikeModel(const std::filesystem::path& path);      // cheap: by file names

} // namespace diffuscope
