#pragma once
#include "core/diffusion/samplers.h"
#include "core/messages/recipes.h"
#include "core/messages/requests.h"

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace diffuscope {

struct ModelSnapshot;

// The exact states that the newest walks have come through, so that a branch of one goes on from there at once and not
// from its noise again, with the same result bit for bit. It only ever saves time: where a state is missing, or there
// is no room for all of them, the walk is walked again from the nearest one before. One thread.
class WalkMemory {
public:
    void begin(std::shared_ptr<const ModelSnapshot> model, SamplingRecipe recipe, std::size_t budget); // bytes, of all
    void keep(std::size_t frame, const WalkState& state); // of the walk that has begun

    // The nearest state at or before a frame of that walk. With multistep methods' history.
    struct Found {
        std::size_t frame = 0;
        WalkState state;
    };
    std::optional<Found> find(const ModelSnapshot& model, const SamplingRecipe& recipe, std::size_t frame) const;

    // Of the newest remembered walk that had these weights; null: none has. Of weights that go on training there is no
    // other copy. `weightsHash`: of its recipe.
    std::shared_ptr<const ModelSnapshot> modelOf(const std::string& weightsHash) const;

private:
    struct Walk {
        std::shared_ptr<const ModelSnapshot> model;
        SamplingRecipe recipe;
        std::map<std::size_t, WalkState> states;
        std::size_t every = 1, bytes = 0;
    };
    void makeRoom();

    std::list<Walk> walks_; // newest first
    std::size_t budget_ = 0;
};

} // namespace diffuscope
