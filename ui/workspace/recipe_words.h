#pragma once
#include "core/messages/recipes.h"
#include "core/messages/verification.h"

#include <QStringList>

namespace diffuscope::ui {

// What of a recipe was not taken, each field by its name and why: "eta = 1e+300, since it takes a number from 0 to 1".
QStringList refusedWords(const ReadRecipe& read);

// "Written by a newer version of Diffuscope, 9.1.0."; empty where it was not.
QString newerWords(const ReadRecipe& read);

// What came of verifying a picture called `name`, as a title and what there is to add.
QString verdictTitle(const PictureVerified& verified, const QString& name);
QString verdictDetail(const PictureVerified& verified);

} // namespace diffuscope::ui
