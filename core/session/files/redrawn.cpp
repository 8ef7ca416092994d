#include "core/session/files/redrawn.h"

#include "core/base/random.h"
#include "core/recipe/recipe.h"
#include "core/sampling/generate.h"
#include "core/schedule/forward.h"

#include <cstdint>
#include <memory>
#include <utility>

namespace diffuscope {
namespace {

// The pictures of one moment as a file has them: 8 bits a value, a quarter of what they take otherwise.
struct ShownMoment {
    int channels = 0, height = 0, width = 0;
    std::vector<std::vector<std::uint8_t>> pictures;
};

ShownMoment shownMoment(const std::vector<Image>& states)
{
    ShownMoment shown{states.front().channels, states.front().height, states.front().width, {}};
    for (const Image& state : states) {
        std::vector<std::uint8_t> bytes;
        bytes.reserve(state.values.size());
        for (const float value : state.values)
            bytes.push_back(toByte(value));
        shown.pictures.push_back(std::move(bytes));
    }
    return shown;
}

std::vector<Image> picturesOf(const ShownMoment& shown)
{
    std::vector<Image> pictures;
    for (const auto& bytes : shown.pictures) {
        Image picture(shown.channels, shown.height, shown.width);
        for (std::size_t k = 0; k < bytes.size(); ++k)
            picture.values[k] = fromByte(bytes[k]);
        pictures.push_back(std::move(picture));
    }
    return pictures;
}

std::vector<Image> statesOf(const Frame& frame, std::optional<int> picture)
{
    std::vector<Image> states;
    for (int k = 0; k < frame.pictures.count(); ++k)
        if (!picture || k == *picture)
            states.push_back(frame.pictures.state(k));
    return states;
}

// Of several pictures each may be a frame, as of blends.
void addFilmOfPictures(Redrawn& made, const std::vector<Image>& pictures)
{
    if (pictures.size() > 1)
        made.films.push_back({pictures.size(), 1, [pictures](std::size_t k) { return pictures[k]; }});
}

} // namespace

// States are told to listeners with 16 bits a value and to the command line, at the end, as they are; either may have
// been written.
Redrawn redrawn(const SamplingRecipe& recipe, bool film, const ModelOpener& open,
                const std::function<void(int done, int total)>& progress, const std::stop_token& stop)
{
    const SampleRequest request = requestOf(recipe);
    const auto moments = std::make_shared<std::vector<ShownMoment>>();
    FramePtr shown;
    GenerationObserver observer;
    observer.frame = [&](const FramePtr& frame) {
        if (progress)
            progress(frame->index, frame->count - 1);
        if (frame->step == recipe.step.value_or(0))
            shown = frame;
        if (film && frame->pictures.count() > recipe.picture.value_or(0))
            moments->push_back(shownMoment(statesOf(*frame, recipe.picture)));
    };
    const SampleFinished finished = generate(openedFor(recipe, request.model, open), request, observer, stop);
    Redrawn made{{}, {}, finished.networkCalls, finished.cancelled};
    if (finished.cancelled)
        return made;
    if (recipe.step.value_or(0) == 0)
        made.stills.push_back(finished.images);
    if (shown)
        made.stills.push_back(statesOf(*shown, {}));
    for (std::vector<Image>& still : made.stills)
        if (recipe.picture && std::size_t(*recipe.picture) < still.size())
            still = {still[std::size_t(*recipe.picture)]};
    if (!film)
        return made;
    if (!moments->empty())
        made.films.push_back({moments->size(), int(moments->front().pictures.size()), [moments](std::size_t k) {
                                  const std::vector<Image> pictures = picturesOf((*moments)[k]);
                                  return pictures.size() == 1 ? pictures.front() : contactSheet(pictures);
                              }});
    for (const std::vector<Image>& still : made.stills)
        addFilmOfPictures(made, still);
    return made;
}

Redrawn redrawn(const ForwardRecipe& recipe, const Image& data)
{
    const Schedule schedule = makeSchedule(*recipe.schedule);
    const Image noise = noiseImage(data.channels, data.height, data.width, *recipe.seed);
    MarkovWalk walk(data, schedule, *recipe.seed);
    std::vector<Image> pictures;
    for (const int step : recipe.steps.empty() ? std::vector<int>{*recipe.step} : recipe.steps) {
        if (recipe.form == ForwardRecipe::Form::Walk)
            walk.walkTo(step - 1);
        pictures.push_back(recipe.form == ForwardRecipe::Form::Walk ? walk.state()
                                                                    : forwardJump(data, noise, schedule, step - 1));
    }
    Redrawn made;
    made.stills = {pictures};
    addFilmOfPictures(made, pictures);
    return made;
}

} // namespace diffuscope
