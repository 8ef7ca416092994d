#pragma once
#include "core/messages/recipes.h"
#include "ui/forward/picture/picture_source.h"

#include <QString>

namespace diffuscope::ui {

// The picture of a recipe, between how the Forward mode holds it and how core/recipe writes it.

// Says where it comes from, and keeps `image`, x_0 itself, where it is small.
void notePicture(ForwardRecipe& recipe, const PictureSource::Picture& picture, const Image& image);

// For files that go to others: where a picture lies on this machine is nobody's business. It is inside by then.
void withoutPlaces(ForwardRecipe& recipe);

std::string pngText(const Image& picture); // as a recipe keeps it; any thread

PictureSource::Shape shapeIn(const ForwardRecipe& recipe);     // of the sides and channels that there are here
PictureSource::Picture pictureIn(const ForwardRecipe& recipe); // `made` is its png, where that is a picture that fits

// One line for people: "castle.png · linear schedule, T = 1000 · seed 7 · step 240".
QString recipeWords(const ForwardRecipe& recipe, bool withStep = true);

} // namespace diffuscope::ui
