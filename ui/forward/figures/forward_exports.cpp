#include "ui/forward/figures/forward_exports.h"

#include "core/messages/frame_words.h"
#include "core/recipe/recipe.h"
#include "ui/timeline/timeline_model.h"
#include "ui/widgets/files/file_dialogs.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <memory>

namespace diffuscope::ui {

namespace {

constexpr int kFilmFrames = 61, kSheetFrames = 16, kMostFrames = 1001;

QString exportText(const char* text) { return QCoreApplication::translate("ForwardExports", text); }

std::vector<int> evenSteps(int count, int first, int last)
{
    std::vector<int> steps;
    for (int k = 0; k < count; ++k)
        steps.push_back(first + int(std::lround(double(k) * (last - first) / std::max(1, count - 1))));
    steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
    return steps;
}

} // namespace

std::function<Image(int step)> picturesOf(const ForwardState& state)
{
    if (state.mode() == ForwardState::Mode::Walk)
        return [walk = std::make_shared<MarkovWalk>(state.picture(), state.schedule(), state.seed())](int step) {
            walk->walkTo(step - 1);
            return walk->state();
        };
    return
        [picture = std::make_shared<const Image>(state.picture()), noise = std::make_shared<const Image>(state.noise()),
         schedule = state.schedule()](int step) { return forwardJump(*picture, *noise, schedule, step - 1); };
}

ForwardExports::ForwardExports(const ForwardState& state, const TimelineModel& timeline, Scene scene)
    : state_(state), timeline_(timeline), scene_(std::move(scene))
{
}

std::vector<ParamSpec> ForwardExports::specs(ExportPanel::Kind kind)
{
    if (kind == ExportPanel::Kind::Picture)
        return {};
    ParamSpec moments;
    moments.key = "moments";
    moments.label = exportText("Pictures").toStdString();
    moments.help = exportText("How many steps are taken, spread evenly.").toStdString();
    moments.kind = ParamSpec::Kind::Integer;
    moments.initial = static_cast<long long>(kind == ExportPanel::Kind::Sheet ? kSheetFrames : kFilmFrames);
    moments.minimum = 2;
    moments.maximum = kMostFrames;
    ParamSpec range;
    range.key = "range";
    range.label = exportText("Only between the in and out points").toStdString();
    range.help =
        exportText("The part of the timeline between its in and out points (I, O), not all of it.").toStdString();
    range.kind = ParamSpec::Kind::Toggle;
    range.initial = false;
    if (kind == ExportPanel::Kind::Sequence)
        return {moments, range};
    ParamSpec labels = range;
    labels.key = "labels";
    labels.label = exportText("Steps below").toStdString();
    labels.help = exportText("The step of each picture below it.").toStdString();
    labels.initial = true;
    return {moments, range, labels};
}

ExportPanel::Content ForwardExports::content(ExportPanel::Kind kind, const ParamValues& values) const
{
    ForwardScene scene = scene_();
    ExportPanel::Content content;
    content.recipe = scene.json;
    content.original = state_.picture();
    content.name = withoutEnding(QString::fromStdString(scene.recipe.picture)).replace(u' ', u'-');
    if (kind == ExportPanel::Kind::Picture) {
        content.name += QStringLiteral("-step-%1").arg(scene.mix.step);
        content.frames = {scene.mix.state};
        content.captionOf = [recipe = scene.recipe](std::size_t) {
            return captionWords(recipe, recipe.step.value_or(0));
        };
        if (state_.mode() == ForwardState::Mode::Jump)
            content.equationOf = [signal = scene.mix.dataScale, noise = scene.mix.noiseScale](std::size_t, bool greek) {
                return equationWords(signal, noise, greek);
            };
        return content;
    }
    content.name += kind == ExportPanel::Kind::Sheet ? QStringLiteral("-steps") : QStringLiteral("-forward");
    const auto all = specs(kind);
    const bool range = boolParam(all, values, "range");
    auto steps = evenSteps(int(intParam(all, values, "moments")), range ? timeline_.rangeLow() : 0,
                           range ? timeline_.rangeHigh() : timeline_.totalSteps());
    scene.recipe.steps = steps;
    content.recipe = toJson(scene.recipe);
    content.recipeOfFrame = [recipe = scene.recipe, steps](std::size_t k) { // of a file a moment
        ForwardRecipe one = recipe;
        one.step = steps[k];
        one.steps.clear();
        return toJson(one);
    };
    content.captionOf = [recipe = scene.recipe, steps](std::size_t k) { return captionWords(recipe, steps[k]); };
    if (state_.mode() == ForwardState::Mode::Jump)
        content.equationOf = [schedule = state_.schedule(), steps](std::size_t k, bool greek) {
            return equationWords(schedule.signalScale(steps[k] - 1), schedule.noiseScale(steps[k] - 1), greek);
        };
    if (kind == ExportPanel::Kind::Sheet && boolParam(all, values, "labels"))
        for (const int step : steps)
            content.captions += (step == steps.front() ? "t = " : "|t = ") + std::to_string(step);
    const std::size_t count = steps.size();
    content.frames = {
        count, [steps = std::move(steps), picture = picturesOf(state_)](std::size_t k) { return picture(steps[k]); }};
    return content;
}

QList<FigureOffer> ForwardExports::figures() const
{
    const auto strip = [this](const ParamValues& values) {
        Figure figure;
        try {
            ForwardScene scene = scene_();
            scene.recipe.steps = stripSteps(values, timeline_.totalSteps());
            scene.json = toJson(scene.recipe);
            figure = stripFigure(scene, values, scene.recipe.steps, picturesOf(state_));
        } catch (const Error& error) { // said where all other trouble of exports is said
            figure.size = {96, 96};
            figure.paint = [error](QPainter&, const Palette&) { throw error; };
        }
        return figure;
    };
    return {{QStringLiteral("equation"), exportText("Equation (figure)"),
             exportText("The picture equation at this step, with its numbers."), equationFigureParams(),
             [this](const ParamValues& values) { return equationFigure(scene_(), values); }},
            {QStringLiteral("strip"), exportText("Strip of steps (figure)"),
             exportText("The picture at several steps, each with t and ᾱ."), stripFigureParams(), strip},
            {QStringLiteral("journey"), exportText("One pixel’s journey (figure)"),
             exportText("The plot below the equation."), plotFigureParams(),
             [this](const ParamValues& values) { return journeyFigure(scene_(), values); }},
            {QStringLiteral("schedule"), exportText("Noise schedule (figure)"),
             exportText("ᾱ and log SNR over the steps."), plotFigureParams(),
             [this](const ParamValues& values) { return scheduleFigure(scene_(), values); }},
            {QStringLiteral("histogram"), exportText("Pixel values (figure)"),
             exportText("The histogram at this step against the normal bell."), plotFigureParams(),
             [this](const ParamValues& values) { return histogramFigure(scene_(), values); }}};
}

} // namespace diffuscope::ui
