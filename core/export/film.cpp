#include "core/export/film.h"

#include "core/base/error.h"
#include "core/export/format_tools.h"
#include "core/export/notes.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace diffuscope {
namespace {

constexpr int kMostFrames = 10'000;
constexpr int kUsualFps = 12, kUsualHold = 1500, kLongestHold = 60'000;

} // namespace

std::vector<ParamSpec> choiceOfFramesSpecs()
{
    ParamSpec every = intSpec("every", "Every n-th step", "1 shows all of them; the first and the last always are.", 1,
                              1, kMostFrames);
    every.lowestName = "all";
    ParamSpec most = intSpec("most", "At most", "Frames, spread evenly over what there is.", 0, 0, kMostFrames);
    most.lowestName = "no limit";
    return {every, most, toggleSpec("ping_pong", "Forward and back", "Plays on backwards to where it started.", false)};
}

std::vector<ParamSpec> filmSpecs(int mostFps, bool loops)
{
    ParamSpec hold =
        intSpec("hold_last", "Hold last frame", "Extra milliseconds on the last frame.", kUsualHold, 0, kLongestHold);
    hold.unit = "ms";
    std::vector<ParamSpec> specs = {intSpec("fps", "Frames per second",
                                            "Viewers show at most " + std::to_string(mostFps) + " a second.", kUsualFps,
                                            1, mostFps)};
    const std::vector<ParamSpec> chosen = choiceOfFramesSpecs();
    specs.insert(specs.end(), chosen.begin(), chosen.end());
    specs.push_back(hold);
    if (loops)
        specs.push_back(toggleSpec("loop", "Repeat for ever", "Starts again after the last picture.", true));
    const std::vector<ParamSpec> finish = finishSpecs(true);
    specs.insert(specs.end(), finish.begin(), finish.end());
    return specs;
}

std::vector<std::size_t> shownFrames(std::size_t count, std::size_t every, std::size_t most, bool pingPong)
{
    std::vector<std::size_t> shown;
    for (std::size_t back = 0; back < count; back += every) // from the last, which is what a film leads to
        shown.push_back(count - 1 - back);
    if (!shown.empty() && shown.back() != 0)
        shown.push_back(0);
    std::reverse(shown.begin(), shown.end());
    if (most > 0 && shown.size() > most) {
        std::vector<std::size_t> spread;
        for (std::size_t k = 0; k < most; ++k)
            spread.push_back(
                shown[most == 1 ? shown.size() - 1 : (k * (shown.size() - 1) + (most - 1) / 2) / (most - 1)]);
        shown = std::move(spread);
    }
    for (std::size_t k = shown.size(); pingPong && k-- > 2;)
        shown.push_back(shown[k - 1]);
    return shown;
}

ExportContent played(const ExportContent& content, const std::vector<ParamSpec>& specs, const ParamValues& values)
{
    const std::size_t count = content.frames.size();
    const auto shown = shownFrames(count, std::size_t(intParam(specs, values, "every")),
                                   std::size_t(intParam(specs, values, "most")), boolParam(specs, values, "ping_pong"));
    if (shown.size() == count) // all, once
        return content;
    return content.only(shown);
}

long long FilmTiming::start(std::size_t k, int units) const
{
    const long long hold = k == count ? (long long)(holdLast)*units / 1000 : 0;
    return std::llround(double(units) * double(k) / fps) + hold;
}

FilmTiming timingOf(const std::vector<ParamSpec>& specs, const ParamValues& values, std::size_t count)
{
    return {int(intParam(specs, values, "fps")), int(intParam(specs, values, "hold_last")), count};
}

FilmPlan plannedFilm(const ExportContent& asked, const std::vector<ParamSpec>& specs, const ParamValues& values,
                     int longestSide, const char* tooLarge)
{
    validateParams(specs, values);
    const Image first = firstFrame(asked);
    requireStorable(asked.recipe);
    if (first.channels != 1 && first.channels != 3)
        throw Error("Only grey and colour pictures make a film", std::to_string(first.channels) + " channels");
    FilmPlan plan{played(asked, specs, values), {}, Finish(asked, specs, values)};
    const int scale = plan.finish.scale();
    if (std::max(first.width, first.height) > longestSide / scale ||
        std::max(plan.finish.width(), plan.finish.height()) > longestSide)
        throw Error(tooLarge,
                    std::to_string(first.width) + " x " + std::to_string(first.height) + " times " +
                        std::to_string(scale),
                    "Choose a smaller enlargement.");
    plan.finish = Finish(plan.content, specs, values); // with the words of these frames
    plan.scale = plan.finish.plain() ? scale : 1;
    plan.width = plan.finish.width();
    plan.height = plan.finish.height();
    plan.grey = first.channels == 1;
    plan.timing = timingOf(specs, values, plan.content.frames.size());
    return plan;
}

std::vector<std::uint8_t> rgbBytes(const Image& picture, int scale)
{
    const std::size_t factor = std::size_t(scale), width = std::size_t(picture.width) * factor;
    std::vector<std::uint8_t> bytes(width * 3 * std::size_t(picture.height) * factor);
    for (int y = 0; y < picture.height; ++y) {
        std::uint8_t* row = bytes.data() + std::size_t(y) * factor * width * 3;
        for (std::size_t x = 0; x < width; ++x)
            for (std::size_t c = 0; c < 3; ++c)
                row[3 * x + c] = toByte(picture.at(picture.channels == 3 ? int(c) : 0, y, int(x / factor)));
        for (std::size_t copy = 1; copy < factor; ++copy)
            std::copy(row, row + width * 3, row + copy * width * 3);
    }
    return bytes;
}

} // namespace diffuscope
