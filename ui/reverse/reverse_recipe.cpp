// ReverseWorkspace: what is exported of a sampling, and setting one up as an exported picture's recipe tells it.
#include "core/messages/frame_words.h"
#include "core/recipe/recipe.h"
#include "ui/reverse/edit/between_way.h"
#include "ui/reverse/edit/edit_tool.h"
#include "ui/reverse/edit/two_classes_way.h"
#include "ui/reverse/explore/branch_request.h"
#include "ui/reverse/race/race_panel.h"
#include "ui/reverse/race/race_tool.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/reverse/start/start_panel.h"
#include "ui/style/words.h"

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {

// As far as the panel has it. `seed`: where the recipe has none.
std::optional<SampleRequest> requestOf(const SamplingRecipe& recipe, std::uint64_t seed)
{
    const auto known = samplers();
    if (std::none_of(known.begin(), known.end(), [&](const CatalogEntry& entry) { return entry.id == recipe.sampler; }))
        return std::nullopt;
    SampleRequest request;
    request.sampler = recipe.sampler;
    request.steps = recipe.steps;
    request.spacing = recipe.spacing;
    request.params = recipe.params;
    request.seed = recipe.seed.value_or(seed);
    request.count = recipe.count;
    request.classes = recipe.classes;
    request.guidanceScale = recipe.guidanceScale;
    const SampleRequest whole = diffuscope::requestOf(recipe);
    request.from = whole.from;
    request.mask = whole.mask;
    request.strength = whole.strength;
    request.redos = whole.redos;
    request.between = whole.between;
    request.second = whole.second;
    return request;
}

// What the command line can do and this mode cannot. `sheet`: a tool draws its rows.
QStringList notHere(const SamplingRecipe& recipe, bool sheet)
{
    QStringList missing;
    if (recipe.classes.size() > 1)
        missing.append(ReverseWorkspace::tr("the list of classes; they are drawn in turn"));
    if (recipe.guidanceRescale != 0)
        missing.append(ReverseWorkspace::tr("the rescaling of the guidance"));
    if (recipe.nullClass)
        missing.append(ReverseWorkspace::tr("the class that stands for none"));
    if (!recipe.imageFiles.empty() || !recipe.noiseFile.empty())
        missing.append(ReverseWorkspace::tr("the files it started from"));
    const bool lone = recipe.between && recipe.count == 1; // its noise alone can be found, but nothing be blended
    if (lone && (recipe.between->a == KeptPicture() || !(recipe.between->b == KeptPicture())))
        missing.append(ReverseWorkspace::tr("the number of blends; there are two at least"));
    if (recipe.between && recipe.count > BetweenWay::kMostBlends)
        missing.append(ReverseWorkspace::tr("the number of blends; there are %1 at most").arg(BetweenWay::kMostBlends));
    if (recipe.second && recipe.count > TwoClassesWay::kMostTries)
        missing.append(
            ReverseWorkspace::tr("the number of tries; there are %1 at most").arg(TwoClassesWay::kMostTries));
    if (!recipe.variations.empty() && !sheet)
        missing.append(ReverseWorkspace::tr("the other rows of the sheet"));
    if (recipe.seedMode != "picture")
        missing.append(ReverseWorkspace::tr("the way of diffusers to draw the noise"));
    return missing;
}

// Without what says which of its pictures is meant, and where its model was found.
SamplingRecipe ofWholeWalk(SamplingRecipe recipe)
{
    recipe.picture.reset(), recipe.step.reset(), recipe.shownClass.reset(), recipe.found.reset();
    recipe.shownClassName.clear(), recipe.model.clear();
    return recipe;
}

} // namespace

Workspace::Restored ReverseWorkspace::restore(const Recipe& recipe)
{
    const auto* made = std::get_if<SamplingRecipe>(&recipe);
    if (!made)
        return Workspace::restore(recipe);
    Restored result;
    const auto request = requestOf(*made, sampler_->request().seed);
    dropRestoring();
    restoring_ = request;
    restoredRecipe_ = *made;
    restoredBranches_ = request ? made->branches : std::vector<Branch>();
    const EditWay* way = request ? edit_->wayOf(*request, made->variations) : nullptr;
    const bool race = request && !way && RacePanel::types(made->variations);
    if (way || race)
        restoredSheet_ = made->variations;
    else if (request && made->futures)
        restoredFan_ = RestoredFan{*made->futures, {}, made->branches};
    else if (request)
        restored_ = {made->picture, made->step};
    restoreModel(*made, result);
    const QString sampler = QString::fromStdString(made->sampler);
    if (!request) {
        result.missing.append(tr("the sampler %1, which this program does not know").arg(sampler));
    } else {
        const QString each = request->count == 1 ? tr("1 picture") : tr("%1 pictures").arg(request->count);
        if (way && made->variations.size() > 1)
            result.done.append(tr("%1, %2 rows").arg(way->title()).arg(made->variations.size()));
        else if (race)
            result.done.append(tr("a race of %1").arg(made->variations.size()));
        else
            result.done.append(tr("sampler %1, %2 steps").arg(sampler).arg(request->steps));
        result.done.append(race ? tr("seed %1, %2 each").arg(request->seed).arg(each)
                                : tr("seed %1, %2").arg(request->seed).arg(each));
        if (made->futures)
            result.done.append(tr("%1 futures from each of %2")
                                   .arg(made->futures->count)
                                   .arg(countText(int(made->futures->steps.size()), tr("step"), tr("steps"))));
        for (const Branch& branch : made->branches)
            result.done.append(tr("from step %1 on: %2").arg(branch.step).arg(wordsOf(branch, {})));
    }
    result.missing.append(notHere(*made, way || race));
    return result;
}

// The session has looked for it, and for the checkpoint that the recipe means.
void ReverseWorkspace::restoreModel(const SamplingRecipe& made, Restored& result)
{
    const QString name = QString::fromStdString(made.modelName), path = QString::fromStdString(made.model);
    if (!made.found) {
        applyRestored();
        result.missing.append(path == QLatin1String("training")
                                  ? tr("the model, which was still in training; open its run")
                              : path.isEmpty() ? tr("the model %1, which was not found; open it").arg(name)
                                               : tr("the model %1, which is not where it was: %2").arg(name, path));
        return;
    }
    const FoundModel& found = *made.found;
    const bool inTraining = opened_ && opened_->path == "training" && opened_->name == made.modelName;
    const bool open =
        opened_ && (opened_->path == found.path || inTraining) && opened_->trainedSteps == found.trainedSteps;
    if (open)
        applyRestored();
    else
        restoringModel_ = openModel(QString::fromStdString(found.path));
    result.done.append(open ? tr("the model %1, which is open").arg(name) : tr("the model %1").arg(name));
    const bool otherSteps = made.trainedSteps > 0 && found.trainedSteps > 0 && made.trainedSteps != found.trainedSteps;
    if (found.weights == FoundModel::Weights::Unknown)
        result.missing.append(tr("which weights made it: the file does not say, the model may have others now"));
    else if (found.weights == FoundModel::Weights::Other)
        result.missing.append(otherSteps ? tr("the weights of then: the model is trained %1 steps now, it was %2")
                                               .arg(found.trainedSteps)
                                               .arg(made.trainedSteps)
                                         : tr("the weights of then: the model has others now"));
}

// After the model is there: it decides which classes and how many steps there are.
void ReverseWorkspace::applyRestored()
{
    if (restoring_) {
        // Its walk was kept and is there already, to be watched.
        const bool watched = trajectory().started() && recorded_.contains(runs_.currentId()) &&
                             ofWholeWalk(trajectory().recipe()) == ofWholeWalk(restoredRecipe_);
        sampler_->setRequest(*restoring_);
        const auto& between = restoring_->between;
        if (edit_->wayFor(*restoring_, restoredSheet_) && !watched) {
            setTool(Tool::Edit); // first: its playhead may stand anywhere
            edit_->showRequest(*restoring_, restoredSheet_);
        } else {
            start_->showRequest(*restoring_);
            if (between && between->found) // a walk from a picture's noise
                holdNoise(*restoring_);
            if (!restoredSheet_.empty() && race_->showChanges(restoredSheet_, *restoring_))
                setTool(Tool::Race);
            else if (restoredFan_)
                showRestoredFan();
            else if (tool_ == Tool::Edit || (between && between->found))
                setTool(Tool::Watch);
        }
    }
    restoring_.reset();
    restoredSheet_.clear();
    restoringModel_ = 0;
    generated_ = false; // this seed is the one wanted
    showPlans();
    if (std::exchange(generateWhenOpen_, false))
        generate();
}

void ReverseWorkspace::dropRestoring()
{
    restoring_.reset();
    restoringModel_ = 0;
    restored_ = {};
    restoredSheet_.clear();
    restoredBranches_.clear();
    restoredFan_.reset();
    generateWhenOpen_ = false;
}

// The moment at which the first of them part; the button draws all of them.
void ReverseWorkspace::showRestoredFan()
{
    setTool(Tool::Explore);
    if (!restoredFan_->futures.steps.empty())
        timeline_->setStep(restoredFan_->futures.steps.front());
    restoredFan_->at = timeline_->step();
    restoredFan_->base = diffuscope::recipeOf(raceBase());
}

// What the recipe says, unless something else has been chosen since.
std::optional<FuturesRequest> ReverseWorkspace::restoredFutures() const
{
    if (!restoredFan_ || restoredFan_->at != timeline_->step() ||
        restoredFan_->base != diffuscope::recipeOf(raceBase()))
        return std::nullopt;
    const KeptFutures& kept = restoredFan_->futures;
    FuturesRequest request{raceBase(), kept.steps, 0, kept.count, kept.seed};
    request.walk.count = 1;
    request.walk.branches = restoredFan_->branches;
    return request;
}

// A file shows one moment of the run; once that is there, the playhead stays on it.
void ReverseWorkspace::showWanted(const Frame& newest)
{
    if (!wanted_.step || newest.step > *wanted_.step)
        return;
    following_ = false;
    moving_ = true;
    timeline_->setStep(*wanted_.step);
    moving_ = false;
    wanted_.step.reset();
}

SamplingRecipe ReverseWorkspace::recipeOf(std::optional<int> picture, std::optional<int> step) const
{
    SamplingRecipe recipe = trajectory().recipe();
    recipe.picture = picture;
    recipe.step = step;
    if (!picture || sampledModel_.classes < 1)
        return recipe;
    const int drawn = classOfImage(requestAtEnd(trajectory().request()).classes, sampledModel_.classes, *picture);
    recipe.shownClass = drawn;
    if (drawn < int(sampledModel_.classNames.size()))
        recipe.shownClassName = sampledModel_.classNames[std::size_t(drawn)];
    return recipe;
}

ExportPanel::Content ReverseWorkspace::exportContent(ExportPanel::Kind kind, bool allSamples) const
{
    if (tool_ == Tool::Edit)
        return edit_->exportContent(kind, allSamples);
    ExportPanel::Content content;
    const int now = trajectory().indexAt(timeline_->step());
    if (now < 0)
        return content;
    const std::optional<int> all, one = picture_;
    const int step = trajectory().frame(now).step;
    const QString sample = QStringLiteral("sample-%1").arg(trajectory().request().seed + std::uint64_t(picture_));
    const QString samples = QStringLiteral("samples-%1").arg(trajectory().request().seed);
    content.name =
        kind == ExportPanel::Kind::Sheet || (kind == ExportPanel::Kind::Sequence && allSamples) ? samples : sample;
    switch (kind) {
    case ExportPanel::Kind::Picture:
        content.recipe = toJson(recipeOf(one, step));
        content.frames = {trajectory().state(now, picture_)};
        content.captionOf = [shown = recipeOf(one, step), step](std::size_t) { return captionWords(shown, step); };
        content.equationOf = [terms = trajectory().frame(now).terms](std::size_t, bool greek) {
            return equationWords(terms, greek);
        };
        break;
    case ExportPanel::Kind::Sheet:
        content.recipe = toJson(recipeOf(all, step));
        content.frames = trajectory().states(now);
        break;
    case ExportPanel::Kind::Sequence: {
        const SamplingRecipe film = recipeOf(allSamples ? all : one, {});
        content.recipe = toJson(film);
        content.recipeOfFrame = [film, kept = trajectory()](std::size_t k) { // the copy shares the frames
            SamplingRecipe recipe = film;
            recipe.step = kept.frame(int(k)).step;
            return toJson(recipe);
        };
        content.captionOf = [film, kept = trajectory()](std::size_t k) {
            return captionWords(film, kept.frame(int(k)).step);
        };
        content.equationOf = [kept = trajectory()](std::size_t k, bool greek) {
            return equationWords(kept.frame(int(k)).terms, greek, k == 0);
        };
        content.frames = {std::size_t(trajectory().frames()),
                          [kept = trajectory(), allSamples, picture = picture_](std::size_t k) {
                              return allSamples ? contactSheet(kept.states(int(k))) : kept.state(int(k), picture);
                          }};
        break;
    }
    }
    return content;
}

} // namespace diffuscope::ui
