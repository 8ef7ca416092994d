#pragma once
#include "core/base/image/image.h"
#include "core/messages/recipes.h"
#include "core/session/files/recipe_file.h"

#include <cstddef>
#include <functional>
#include <stop_token>
#include <vector>

namespace diffuscope {

// What a recipe draws, for comparing with the file that it was in. Internal to core/session.
struct Redrawn {
    struct Film {
        std::size_t moments = 0;
        int pictures = 1;                                 // in each frame; several are a contact sheet
        std::function<Image(std::size_t moment)> frameAt; // as it was before it was enlarged and had words
    };
    std::vector<std::vector<Image>> stills; // what a file of one frame may show: any of these
    std::vector<Film> films;                // what one of several may show
    int networkCalls = 0;
    bool cancelled = false;
};

// `film`: the file has several frames, so that all moments are wanted. On the calling thread. Throws Error.
Redrawn redrawn(const SamplingRecipe& recipe, bool film, const ModelOpener& open,
                const std::function<void(int done, int total)>& progress, const std::stop_token& stop);
Redrawn redrawn(const ForwardRecipe& recipe, const Image& data);

} // namespace diffuscope
