#include "core/model/raw_weights.h"

#include "core/base/error.h"
#include "core/model/files/model_layout.h"

namespace diffuscope {

std::filesystem::path rawWeightsOf(const std::filesystem::path& path)
{
    namespace fs = std::filesystem;
    const ModelLayout layout = locateModel(path);
    std::error_code unreadable;
    const fs::path state = layout.root / "training" / "weights.safetensors";
    if (fs::is_regular_file(state, unreadable))
        return state.parent_path();
    const fs::path beside = layout.network.parent_path() / "unet";
    if (layout.network.filename() == "unet_ema" && fs::is_directory(beside, unreadable))
        return beside;
    throw Error("The model keeps its averaged weights alone", path.string(),
                "Raw ones are in a run's checkpoint, and in a folder that has unet_ema beside unet.");
}

} // namespace diffuscope
