#pragma once
#include "core/base/image/step_terms.h"
#include "core/messages/recipes.h"

#include <optional>
#include <string>

namespace diffuscope {

// What is written below the frames of a film. In English, as everything in a file; "_", "~" and "ε" as
// core/export/letters.h draws them. Any thread.

// "t = 100  DDIM  nature  seed 1511", of a state with so many noise steps in it. Of all pictures of the recipe without
// their classes and the one seed they count from.
std::string captionWords(const SamplingRecipe& recipe, int step);
std::string captionWords(const ForwardRecipe& recipe, int step);

// The sum that a sampler's step was: "x_s = 0.96 ~x_0 + 0.26 ~ε", "next = 0.96 guess + 0.26 noise". Terms with nothing
// in them are left out. A frame without a step, as the first: "pure noise"; with `pureNoise` false "start".
std::string equationWords(const StepTerms& terms, bool greek, bool pureNoise = true);
// Of the forward process: x_t = signal x_0 + noise eps.
std::string equationWords(double signal, double noise, bool greek);

} // namespace diffuscope
