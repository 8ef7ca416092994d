#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace diffuscope {

// Models that ship with the program (resources/models), trained by it, class-conditional, 32x32: what somebody without
// data begins with. Wherever a model's path is asked for, "starter:NAME" means one of them; so a recipe made with one
// holds on every machine.
struct StarterModel {
    std::string name, title, about; // "shapes", "Starter shapes", one line
    std::string source;             // the dataset it was trained on
    std::string id() const { return "starter:" + name; }
};

const std::vector<StarterModel>& starterModels(); // what a first start opens comes first

// Null where the path is no starter's.
const StarterModel* starterModelOf(const std::filesystem::path& path);

// Where the model lies: a path as it is, "starter:NAME" as the folder among the resources. Throws Error for a name that
// there is not, and where the resources are missing.
std::filesystem::path modelPlace(const std::filesystem::path& path);

} // namespace diffuscope
