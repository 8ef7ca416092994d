// EditTool: what it gives away - thumbnails for the timeline, and what is exported with its recipe.
#include "core/messages/frame_words.h"
#include "core/recipe/recipe.h"
#include "ui/reverse/edit/edit_tool.h"
#include "ui/reverse/start/start_picture.h"
#include "ui/style/to_qimage.h"

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

QImage EditTool::thumbnail(int step) const
{
    const int selected = way().selected();
    Image picture;
    if (way().startsFromPicture() && !way().isFilm())
        picture = noisy(step);
    else if (selected >= 0 && selected < int(results_.items.size()))
        picture = way().stateAt(results_.items[std::size_t(selected)], step);
    return picture.empty() ? QImage() : toQImage(picture);
}

bool EditTool::hasResults() const
{
    return std::any_of(results_.items.begin(), results_.items.end(),
                       [](const EditItem& item) { return !item.result.empty(); });
}

ExportPanel::Content EditTool::exportContent(ExportPanel::Kind kind, bool all) const
{
    ExportPanel::Content content;
    std::vector<EditItem> items = results_.items;
    const int selected = way().selected();
    if (selected < 0 || selected >= int(items.size()))
        return content;
    const EditItem shown = items[std::size_t(selected)];
    std::erase_if(items, [](const EditItem& item) { return item.result.empty(); });
    if (kind == ExportPanel::Kind::Sheet) // in the order in which its recipe draws them
        std::stable_sort(items.begin(), items.end(), [](const EditItem& a, const EditItem& b) {
            return std::pair(a.walk, a.picture) < std::pair(b.walk, b.picture);
        });
    content.name = way().id();
    const int walk = way().run().count() == 1 ? 0 : -1; // -1: a row for each
    std::vector<Image> images;
    for (const EditItem& item : items)
        images.push_back(item.result);
    if (kind == ExportPanel::Kind::Picture) {
        content.recipe = toJson(way().recipeOf(shown.walk, shown.picture));
        content.frames = {shown.result};
    } else if (kind == ExportPanel::Kind::Sheet) {
        content.recipe = toJson(way().recipeOf(walk, std::nullopt));
        for (const EditItem& item : items)
            content.captions += (content.captions.empty() ? "" : "|") + item.label.toStdString();
        content.frames = std::move(images);
    } else if (way().isFilm() && all) {
        content.recipe = toJson(way().recipeOf(walk, std::nullopt));
        content.recipeOfFrame = [recipe = way().recipeOf(0, std::nullopt)](std::size_t k) {
            SamplingRecipe one = recipe;
            one.picture = int(k);
            return toJson(one);
        };
        content.frames = std::move(images);
    } else {
        SamplingRecipe film = way().recipeOf(shown.walk, shown.picture);
        film.step.reset();
        content.recipe = toJson(film);
        const Trajectory& run = way().run().racer(shown.walk).run;
        content.recipeOfFrame = [film, run](std::size_t k) {
            SamplingRecipe one = film;
            one.step = run.frame(int(k)).step;
            return toJson(one);
        };
        content.captionOf = [film, run](std::size_t k) { return captionWords(film, run.frame(int(k)).step); };
        content.equationOf = [run](std::size_t k, bool greek) {
            return equationWords(run.frame(int(k)).terms, greek, false);
        };
        content.frames = {std::size_t(run.frames()),
                          [run, picture = shown.picture](std::size_t k) { return run.state(int(k), picture); }};
    }
    return content;
}

} // namespace diffuscope::ui
