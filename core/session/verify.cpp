#include "core/session/verify.h"

#include "core/base/random.h"
#include "core/base/worker.h"
#include "core/export/notes.h"
#include "core/export/shown_pixels.h"
#include "core/kernels/isa.h"
#include "core/recipe/recipe.h"
#include "core/sampling/generate.h"
#include "core/schedule/forward.h"
#include "core/session/tools.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <utility>

namespace diffuscope {
namespace {

using Verdict = PictureVerified::Verdict;

constexpr int kRounding = 2; // of 255: as far as the same sums in another order may end apart

PictureVerified withVerdict(Verdict verdict, Message reason)
{
    PictureVerified result;
    result.verdict = verdict;
    result.reason = std::move(reason);
    return result;
}

// The pictures that a file may show: they are told to listeners with 16 bits a value and to the command line as they
// are, and either may have been written.
struct Redrawn {
    std::vector<std::vector<Image>> versions;
    int networkCalls = 0;
    bool cancelled = false;
};

Redrawn redraw(const SamplingRecipe& recipe, const ModelOpener& open, const std::function<void(int, int)>& progress,
               const std::stop_token& stop)
{
    const SampleRequest request = requestOf(recipe);
    FramePtr shown;
    GenerationObserver observer;
    observer.frame = [&](const FramePtr& frame) {
        if (progress)
            progress(frame->index, frame->count - 1);
        if (frame->step == recipe.step.value_or(0))
            shown = frame;
    };
    const SampleFinished finished = generate(open(request.model), request, observer, stop);
    Redrawn made{{}, finished.networkCalls, finished.cancelled};
    if (finished.cancelled)
        return made;
    if (recipe.step.value_or(0) == 0)
        made.versions.push_back(finished.images);
    if (shown) {
        std::vector<Image> states;
        for (int k = 0; k < shown->pictures.count(); ++k)
            states.push_back(shown->pictures.state(k));
        made.versions.push_back(std::move(states));
    }
    for (std::vector<Image>& version : made.versions)
        if (recipe.picture && std::size_t(*recipe.picture) < version.size())
            version = {version[std::size_t(*recipe.picture)]};
    return made;
}

std::optional<ShownDifference> nearestShown(const std::string& file, const Redrawn& made, const std::stop_token& stop)
{
    std::optional<ShownDifference> least;
    eachShownFrame(file, [&](const ShownFrame& frame) {
        for (const std::vector<Image>& version : made.versions) {
            const auto found = differenceOf(frame, version, file.ends_with(".mp4"));
            if (found && (!least || found->largest < least->largest ||
                          (found->largest == least->largest && found->differing < least->differing)))
                least = found;
        }
        return !stop.stop_requested() && (!least || least->differing > 0);
    });
    return least;
}

bool isLossy(const std::string& file) { return file.ends_with(".mp4") || file.ends_with(".gif"); }

Message likelyReason(const ReadRecipe& read, const std::string& madeWith, int largest, const std::string& file)
{
    const std::string here = kernels::isaName(kernels::bestIsa());
    if (isLossy(file))
        return "Files of this kind do not keep every colour exactly, so that a difference is to be expected.";
    if (!read.version.empty() && read.version != DIFFUSCOPE_VERSION)
        return {"It was made by version %1; this is version %2.", {read.version, DIFFUSCOPE_VERSION}};
    if (largest <= kRounding && !madeWith.empty() && madeWith != here)
        return {"It was made with the instruction set %1, this processor uses %2, and sums are rounded differently.",
                {madeWith, here}};
    if (largest <= kRounding)
        return "So little comes from rounding: another processor or other versions of the libraries, or a walk that "
               "was "
               "kept with fewer bits.";
    return "The pixels of the file may have been changed after it was written.";
}

void compare(PictureVerified& result, const std::string& file, const ReadRecipe& read, const Redrawn& made,
             const std::string& madeWith, const std::stop_token& stop)
{
    const auto difference = nearestShown(file, made, stop);
    if (!difference) {
        result.reason = "The file does not show these pictures alone, at a whole enlargement.";
        return;
    }
    result.pictures = int(made.versions.front().size());
    result.largest = difference->largest;
    result.share = double(difference->differing) / double(difference->values);
    result.picture = difference->picture;
    result.row = difference->row;
    result.column = difference->column;
    result.verdict = difference->differing == 0 ? Verdict::Same : Verdict::Differs;
    if (result.verdict == Verdict::Differs)
        result.reason = likelyReason(read, madeWith, difference->largest, file);
}

PictureVerified verified(const SamplingRecipe& recipe, const ReadRecipe& read, const std::string& file,
                         const ModelOpener& open, const std::function<void(int, int)>& progress,
                         const std::stop_token& stop)
{
    if (!recipe.variations.empty() || recipe.futures)
        return withVerdict(Verdict::CannotRepeat, "A sheet of several walks is not compared; draw it again from its "
                                                  "recipe instead.");
    if (!recipe.found)
        return withVerdict(Verdict::ModelMissing, {"The model %1 was not found. Open it, or put it beside the file.",
                                                   {recipe.modelName.empty() ? recipe.model : recipe.modelName}});
    if (recipe.found->weights == FoundModel::Weights::Other)
        return withVerdict(
            Verdict::OtherWeights,
            {"The model %1 has other weights now than those that drew the picture.", {recipe.modelName}});
    PictureVerified result;
    Redrawn made;
    if (const auto error = attempt([&] { made = redraw(recipe, open, progress, stop); })) {
        result.reason = {"It cannot be drawn again: %1.", {error->happened() + ": " + error->subject()}};
        return result;
    }
    result.networkCalls = made.networkCalls;
    result.cancelled = made.cancelled;
    if (!made.cancelled && made.versions.empty())
        result.reason = {"This walk has no stop at step %1.", {std::to_string(recipe.step.value_or(0))}};
    else if (!made.cancelled)
        compare(result, file, read, made, recipe.instructions, stop);
    return result;
}

// The noise is known by its seed, and the picture it is put on is in the file.
PictureVerified verified(const ForwardRecipe& recipe, const ReadRecipe& read, const std::string& file,
                         const std::stop_token& stop)
{
    const Image data = originalOf(recipe.png);
    if (data.empty() || !recipe.schedule || !recipe.seed || !recipe.step)
        return withVerdict(Verdict::CannotRepeat, "The file does not say all that made it, or not from which picture.");
    std::vector<int> steps = recipe.steps.empty() ? std::vector<int>{*recipe.step} : recipe.steps;
    Redrawn made;
    std::vector<Image> pictures;
    const auto error = attempt([&] {
        const Schedule schedule = makeSchedule(*recipe.schedule);
        const Image noise = noiseImage(data.channels, data.height, data.width, *recipe.seed);
        MarkovWalk walk(data, schedule, *recipe.seed);
        for (const int step : steps) {
            if (recipe.form == ForwardRecipe::Form::Walk)
                walk.walkTo(step - 1);
            pictures.push_back(recipe.form == ForwardRecipe::Form::Walk ? walk.state()
                                                                        : forwardJump(data, noise, schedule, step - 1));
        }
    });
    PictureVerified result;
    if (error) {
        result.reason = {"It cannot be drawn again: %1.", {error->happened() + ": " + error->subject()}};
        return result;
    }
    made.versions = {pictures};
    compare(result, file, read, made, {}, stop);
    if (result.verdict == Verdict::Differs && result.largest <= kRounding)
        result.reason = "The picture that the noise was put on is kept with 8 bits a value.";
    return result;
}

PictureVerified verdictOn(const ReadRecipe& read, const std::string& file, const ModelOpener& open,
                          const std::function<void(int, int)>& progress, const std::stop_token& stop)
{
    if (read.unreadable)
        return withVerdict(Verdict::NoRecipe, {"%1: %2.", {read.unreadable->happened(), read.unreadable->subject()}});
    if (read.newer)
        return withVerdict(Verdict::NewerRecipe,
                           {"The recipe was written by a newer version, %1, and may say what this one does not know.",
                            {read.version}});
    if (!read.recipe)
        return withVerdict(Verdict::NoRecipe, "The file keeps no recipe.");
    if (!read.refused.empty())
        return withVerdict(Verdict::CannotRepeat, {"The recipe's %1 = %2 is nothing that this program can do.",
                                                   {read.refused.front().field, read.refused.front().value}});
    if (const auto* sampling = std::get_if<SamplingRecipe>(&*read.recipe))
        return verified(*sampling, read, file, open, progress, stop);
    if (const auto* forward = std::get_if<ForwardRecipe>(&*read.recipe))
        return verified(*forward, read, file, stop);
    return withVerdict(Verdict::CannotRepeat, "It shows a moment of a training, which would have to be trained again.");
}

} // namespace

PictureVerified verifyPicture(const std::string& file, const std::vector<std::string>& places, const ModelOpener& open,
                              const std::function<void(int done, int total)>& progress, const std::stop_token& stop)
{
    const auto begin = std::chrono::steady_clock::now();
    const ReadRecipe read = recipeInFile(file, places, open, stop);
    PictureVerified result;
    if (const auto error = attempt([&] { result = verdictOn(read, file, open, progress, stop); }))
        result = withVerdict(Verdict::CannotRepeat, {"%1: %2.", {error->happened(), error->subject()}});
    if (read.recipe)
        if (const auto* sampling = std::get_if<SamplingRecipe>(&*read.recipe))
            result.model = sampling->modelName;
    result.path = file;
    result.cancelled = result.cancelled || stop.stop_requested();
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return result;
}

} // namespace diffuscope
