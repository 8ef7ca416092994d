#pragma once
#include "core/gallery/gallery.h"

#include <filesystem>

// Walks small enough for a test. Each picture has one grey value of its own.
namespace diffuscope {

inline float greyOfPicture(std::uint64_t seed, int picture)
{
    return fromByte(std::uint8_t((seed + std::uint64_t(picture) * 7) % 256));
}

inline KeptWalk keptWalk(std::uint64_t seed, int count, const std::string& sampler = "ddim", double guidance = 1)
{
    KeptWalk walk;
    walk.recipe.modelName = "Starter digits";
    walk.recipe.weightsHash = "0123456789abcdef";
    walk.recipe.sampler = sampler;
    walk.recipe.steps = 50;
    walk.recipe.seed = seed;
    walk.recipe.count = count;
    walk.recipe.guidanceScale = guidance;
    walk.classNames = {"zero", "one", "two"};
    walk.seconds = 1.5;
    walk.networkCalls = 50;
    for (int k = 0; k < count; ++k) {
        walk.images.emplace_back(1, 8, 8, greyOfPicture(seed, k));
        walk.classes.push_back(k % 3);
    }
    return walk;
}

inline std::size_t filesIn(const std::filesystem::path& folder)
{
    std::size_t files = 0;
    for (const auto& each : std::filesystem::recursive_directory_iterator(folder))
        files += each.is_regular_file();
    return files;
}

} // namespace diffuscope
