#include "core/model/starter_models.h"

#include "core/base/error.h"
#include "core/base/resources.h"

#include <algorithm>

namespace diffuscope {
namespace {

constexpr char kPrefix[] = "starter:";

} // namespace

const std::vector<StarterModel>& starterModels()
{
    static const std::vector<StarterModel> models = {
        {"shapes", "Starter shapes", "Eight coloured shapes, 32×32, trained on the built-in set.", "builtin:shapes"},
        {"digits", "Starter digits", "Ten handwritten-looking digits, 32×32, trained on the built-in set.",
         "builtin:digits"},
    };
    return models;
}

const StarterModel* starterModelOf(const std::filesystem::path& path)
{
    const auto& models = starterModels();
    const auto found = std::find_if(models.begin(), models.end(),
                                    [id = path.string()](const auto& model) { return model.id() == id; });
    return found == models.end() ? nullptr : &*found;
}

std::filesystem::path modelPlace(const std::filesystem::path& path)
{
    if (!path.string().starts_with(kPrefix))
        return path;
    const StarterModel* const model = starterModelOf(path);
    if (!model) {
        std::string known;
        for (const StarterModel& each : starterModels())
            known += (known.empty() ? "" : ", ") + each.id();
        throw Error("There is no starter model of this name", path.string(), {"There are: %1.", {known}});
    }
    return resource("models/" + model->name + "/model_index.json").parent_path();
}

} // namespace diffuscope
