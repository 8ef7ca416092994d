#pragma once
#include "core/schedule/schedule.h"
#include "ui/forward/forward_state.h"
#include "ui/forward/picture/picture_source.h"

#include <QJsonObject>
#include <QStringList>

#include <optional>
#include <string>

namespace diffuscope::ui {

// What a picture of the Forward mode was made from, as JSON in exported files; enough to make it again:
//   "process"   "forward"
//   "version"   of the program
//   "form"      "jump" or "walk"
//   "picture"   its name, for people
//   "source"    {"kind": "file", "path"} | {"kind": "dataset", "dataset", "index"} | {"kind": "embedded"}
//   "path"      of a file, again
//   "png"       x_0 in base64 where it is at most 64 x 64
//   "side", "channels", "whole"   how a file is fitted (PictureSource::Shape); channels are those of the picture
//   "schedule"  {"id", "timesteps", "params": {key: value}}
//   "timesteps" T
//   "seed"      of the noise, and of the walk: digits as text, all 64 bits of them
//   "step"      0 .. T
//   "beta_start", "beta_end"   for people
// In PNG files it is the text "diffuscope"; beside it "diffuscope-picture" holds x_0 itself as a PNG file in base64
// (of at most 512 x 512), so that a pasted or drawn picture, and one whose file is gone, can be had again. SVG keeps
// the recipe in <desc>, PDF as the attachment recipe.json.
struct ForwardRecipe {
    ForwardState::Mode mode = ForwardState::Mode::Jump;
    PictureSource::Picture picture;
    PictureSource::Shape shape;
    ScheduleSpec schedule;
    std::uint64_t seed = 0;
    int step = 0;
};

std::string recipeJson(const ForwardRecipe& recipe, const Schedule& schedule, const Image& picture);

// What a recipe says. Anybody may have written it: every value is checked. `refused`: see ui/workspace/recipe_values.h,
// as for its seed.
std::optional<ScheduleSpec> scheduleIn(const QJsonObject& recipe, QStringList& refused); // none: there is no such
PictureSource::Shape shapeIn(const QJsonObject& recipe);
PictureSource::Picture pictureIn(const QJsonObject& recipe); // `made` is "png", where it is a picture that fits

// One line for people: "castle.png · linear schedule, T = 1000 · seed 7 · step 240".
QString recipeWords(const ForwardRecipe& recipe, bool withStep = true);

} // namespace diffuscope::ui
